"""A dashboard as Grafana reads it, by Grafana's own library.

Imported only when dashboards are made: the library is in the group `ops`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grafana_foundation_sdk.builders import (
    common as common_builder,
    dashboard as builder,
    prometheus,
    stat,
    timeseries,
)
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common, dashboard as model

from tools.observability.dashboards._board import COLUMNS, HEIGHT, WIDTH

if TYPE_CHECKING:
    from tools.observability.dashboards._board import Board, Panel

# Which Prometheus it is, is chosen at the top.
_SOURCE = model.DataSourceRef(type_val="prometheus", uid="${datasource}")
_SERVICES = 'label_values(http_requests_total{namespace="learning"}, service)'


def document(board: Board) -> bytes:
    """Return the JSON of a dashboard."""
    made = (
        builder.Dashboard(board.title)
        .uid(f"learning-{board.name}")
        .description(board.about)
        .tags(["learning-platform"])
        .readonly()
        .tooltip(model.DashboardCursorSync.CROSSHAIR)
        .refresh("30s")
        .time("now-3h", "now")
        .timezone("utc")
        .with_variable(
            builder.DatasourceVariable("datasource").label("Prometheus").type("prometheus")
        )
    )
    if board.by_function:
        made.with_variable(
            builder.QueryVariable("service")
            .label("Function")
            .datasource(_SOURCE)
            .query(_SERVICES)
            .refresh(model.VariableRefresh.ON_TIME_RANGE_CHANGED)
            .sort(model.VariableSort.ALPHABETICAL_ASC)
        )
    for at, panel in enumerate(board.panels):
        width = WIDTH // COLUMNS
        place = model.GridPos(x=at % COLUMNS * width, y=at // COLUMNS * HEIGHT, w=width, h=HEIGHT)
        made.with_panel(_panel(panel).id(at + 1).grid_pos(place))
    text = JSONEncoder(sort_keys=True, indent=2).encode(made.build())
    return f"{text}\n".encode()


def _panel(panel: Panel) -> stat.Panel | timeseries.Panel:
    made: stat.Panel | timeseries.Panel
    if panel.is_number:
        made = stat.Panel().graph_mode(common.BigValueGraphMode.NONE)
    else:
        made = (
            timeseries.Panel()
            .min(0)
            .legend(
                common_builder.VizLegendOptions()
                .display_mode(common.LegendDisplayMode.TABLE)
                .placement(common.LegendPlacement.BOTTOM)
                .show_legend(show_legend=True)
                .calcs(["lastNotNull", "max"])
            )
            .tooltip(
                common_builder.VizTooltipOptions()
                .mode(common.TooltipDisplayMode.MULTI)
                .sort(common.SortOrder.DESCENDING)
            )
        )
    made.title(panel.title).description(panel.about).unit(panel.unit).datasource(_SOURCE)
    for at, (query, legend) in enumerate(panel.queries):
        target = prometheus.Dataquery().expr(query).ref_id(chr(ord("A") + at)).datasource(_SOURCE)
        made.with_target(target.legend_format(legend).range() if legend else target.instant())
    return made
