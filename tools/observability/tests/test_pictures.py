"""Pictures of dashboards: what Prometheus returns is what they show, and each board has one."""

from __future__ import annotations

import html
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tools.observability.beside import is_here
from tools.observability.dashboards import BOARDS, Board, Panel
from tools.observability.pictures import __main__ as command
from tools.observability.pictures._asking import (
    ELSEWHERE,
    MOST_POINTS,
    NO_LABELS,
    QUIET,
    Found,
    Line,
    PrometheusError,
    Span,
    ask,
    words_of,
)
from tools.observability.pictures._units import written
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

NOON = 1_780_000_000.0 // 86400 * 86400 + 43200
SPAN = Span(NOON, NOON + 900)
PICTURES = sorted((ROOT / "docs/dashboards").glob("*.svg"))
PAGE = (ROOT / "docs/dashboards.md").read_text(encoding="utf-8")
LARGEST_BYTES = 150_000
# Measured on one machine although no function counts it: figures from the stores, the broker's lag.
ALSO_HERE = ("business_", "files_", "kafka_consumergroup_lag")


def panel(query: str, legend: str = "", **changes: Any) -> Panel:
    """Return a panel with one query."""
    return Panel(
        **{"title": "A panel", "about": "About it.", "queries": ((query, legend),)} | changes
    )


def board(*panels: Panel, **changes: Any) -> Board:
    """Return a board of some panels."""
    return Board("some", "Some board", "What it is about.", panels, **changes)


def prometheus(
    answers: dict[str, Any], names: tuple[str, ...], asked: list[httpx2.URL] | None = None
) -> httpx2.Client:
    """Return a client of a Prometheus that knows these metrics and answers by query."""

    def respond(request: httpx2.Request) -> httpx2.Response:
        if asked is not None:
            asked.append(request.url)
        if request.url.path.endswith("/values"):
            return httpx2.Response(200, json={"data": names})
        result = answers.get(request.url.params["query"], [])
        return httpx2.Response(200, json={"data": {"result": result}})

    return httpx2.Client(base_url="http://prometheus", transport=httpx2.MockTransport(respond))


def series(*values: str, **labels: str) -> dict[str, Any]:
    """Return a series as Prometheus does, a point each 15 seconds."""
    points = [[NOON + at * 15, value] for at, value in enumerate(values)]
    return {"metric": labels, "values": points}


def test_lines_are_named_by_their_legend_and_sorted_by_their_highest_value() -> None:
    """A label that is missing leaves nothing; where all are, the series' labels are the legend."""
    query = "sum by (route, code) (rate(http_requests_total[2m]))"
    answers = {
        query: [
            series("1", "2", route="/a", code="200"),
            series("3", "0", route="/b"),
            series("5", service="log-in"),
        ]
    }
    with prometheus(answers, ("http_requests_total",)) as http:
        (found,) = ask(http, board(panel(query, "{{route}} {{code}}")), SPAN, "")

    assert [line.legend for line in found.lines] == ["service=log-in", "/b", "/a 200"]
    assert [(line.last, line.highest) for line in found.lines] == [(5, 5), (0, 3), (2, 2)]


def test_what_is_not_a_number_is_left_out() -> None:
    """A quantile of no requests is NaN: a point without it is a gap, a series of it no line."""
    query = "histogram_quantile(0.95, http_request_duration_seconds_bucket)"
    answers = {query: [series("NaN", "0.5", "NaN", service="a"), series("NaN", service="b")]}
    with prometheus(answers, ("http_request_duration_seconds_bucket",)) as http:
        (found,) = ask(http, board(panel(query, "{{service}}")), SPAN, "")

    assert found.lines == (Line("a", ((NOON + 15, 0.5),)),)


def test_the_chosen_function_is_put_into_the_query_and_a_number_is_of_the_end() -> None:
    """As Grafana does with `$service` and with panels of one number."""
    asked: list[httpx2.URL] = []
    cold = panel('max(function_cold_start_seconds{service="$service"})', is_number=True)
    query = 'max(function_cold_start_seconds{service="log-in"})'
    answers = {query: [{"metric": {}, "value": [SPAN.end, "0.75"]}]}
    with prometheus(answers, ("function_cold_start_seconds",), asked) as http:
        (found,) = ask(http, board(cold, by_function=True), SPAN, "log-in")

    assert found.lines == (Line(NO_LABELS, ((SPAN.end, 0.75),)),)
    assert asked[-1].path == "/api/v1/query"
    assert float(asked[-1].params["time"]) == SPAN.end


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ('count(argocd_app_info{sync_status!="Synced"}) or vector(0)', ELSEWHERE),
        ("sum by (record) (increase(stored_records_faulty_total[1h]))", QUIET),
        ("known_only_here", QUIET),
    ],
)
def test_a_panel_without_data_says_why(query: str, reason: str) -> None:
    """What only a cluster measures is told from what did not happen; `or vector(0)` is no data."""
    zero = [series("0")] if "vector" in query else []
    with prometheus({query: zero}, ("known_only_here",)) as http:
        (found,) = ask(http, board(panel(query, "x")), SPAN, "")

    assert found == Found(reason=reason)


def test_a_refused_query_is_an_error_that_names_it() -> None:
    """A picture without it would look as if nothing had happened."""
    refuse = httpx2.MockTransport(lambda _: httpx2.Response(422, text="many-to-many matching"))
    with (
        httpx2.Client(base_url="http://prometheus", transport=refuse) as http,
        pytest.raises(PrometheusError, match=r"422 many-to-many"),
    ):
        ask(http, BOARDS[0], SPAN, "")


@pytest.mark.parametrize("minutes", [1, 15, 16, 180, 10_080])
def test_a_line_has_few_points_that_are_whole_scrapes_apart(minutes: int) -> None:
    """A week is drawn from as many points as an hour."""
    span = Span(NOON, NOON + minutes * 60)

    assert span.step % 15 == 0
    assert minutes * 60 / span.step <= MOST_POINTS


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "s", "0 s"),
        (0.0123, "s", "12.3 ms"),
        (1.5, "s", "1.5 s"),
        (7200, "s", "2 h"),
        (0.125, "percentunit", "12.5 %"),
        (3 * 2**20, "bytes", "3 MiB"),
        (1234, "short", "1.23 K"),
        (999, "short", "999"),
        (2.5, "reqps", "2.5 req/s"),
        (0.01, "cps", "0.01 c/s"),
        (12, "ops", "12 ops/s"),
    ],
)
def test_numbers_have_their_unit(value: float, unit: str, text: str) -> None:
    """Three digits, and prefixes as Grafana's."""
    assert written(value, unit) == text


def test_every_unit_of_a_board_is_known() -> None:
    """A new panel's unit can be drawn."""
    assert all(written(1, panel.unit) for board in BOARDS for panel in board.panels)


@pytest.fixture(scope="module")
def drawing() -> ModuleType:
    """Return the module that draws: every worker imports this one, few import matplotlib."""
    from tools.observability.pictures import _drawing

    return _drawing


@pytest.fixture
def drawn(drawing: ModuleType) -> Callable[[], str]:
    """Draw a board with lines, a number, and a panel without data."""
    lines = tuple(
        Line(f"$line_{at} <x>", tuple((NOON + step * 15, 9.0 - at) for step in (*range(9), 40)))
        for at in range(8)
    )
    some = board(
        panel("a", title="Lines"),
        panel("b", title="Number", unit="s", is_number=True),
        panel("c", title="Nothing"),
        panel("d", title="In a second row"),
        by_function=True,
    )
    found = [
        Found(lines),
        Found((Line("", ((SPAN.end, 0.42),)),)),
        Found(reason=ELSEWHERE),
        Found(lines[:1]),
    ]
    return lambda: html.unescape(drawing.draw(some, found, SPAN, "log-in").decode())


def test_a_picture_shows_what_was_found(drawing: ModuleType, drawn: Callable[[], str]) -> None:
    """Titles, values with units, the reason for nothing, and that it is no screenshot."""
    picture = drawn()

    for text in ("Lines", "Number", "Nothing", "In a second row", "About it.", "420 ms"):
        assert f">{text}<" in picture, text
    for text in ("Some board: log-in", "12:00 to 12:15 UTC", drawing.SIGNATURE, ELSEWHERE):
        assert text in picture, text


def test_a_picture_names_the_highest_lines_and_counts_the_others(drawn: Callable[[], str]) -> None:
    """Five fit; names are shown as they are, whatever they would mean in a formula or in XML."""
    picture = drawn()

    assert all(f">$line_{at} <x><" in picture for at in range(5))
    assert "$line_5" not in picture
    assert "and 3 lower lines in gray" in picture


def test_a_line_has_holes_where_points_are_missing(drawing: ModuleType) -> None:
    """No line is drawn across them, and a point between two of them is a dot."""
    points = tuple((at, at / 2) for at in (0.0, 15.0, 60.0, 120.0, 135.0))
    times, values = drawing.with_gaps(Line("x", points), 15)

    assert times == [0, 15, 30, 60, 75, 120, 135]
    assert [math.isnan(value) for value in values] == [at in {30, 75} for at in times]
    assert [times[at] for at in drawing.alone(values)] == [60]


def test_the_same_answers_make_the_same_bytes(drawn: Callable[[], str]) -> None:
    """Nothing but a change of what was measured changes a picture."""
    picture = drawn()

    assert picture == drawn()
    assert "dc:date" not in picture
    assert "Matplotlib" not in picture


def test_the_command_draws_every_board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to the last full minute of what is asked for."""
    asked: list[httpx2.URL] = []
    client = prometheus({}, (), asked)
    monkeypatch.setattr(command, "FOLDER", tmp_path / "pictures")
    monkeypatch.setattr(httpx2, "Client", lambda **_: client)

    status = command.main(["http://prometheus", "--until", "2026-11-29T12:00:30Z"])

    assert status == 0
    assert {file.stem for file in (tmp_path / "pictures").iterdir()} == {
        board.name for board in BOARDS
    }
    assert {float(url.params["end"]) % 60 for url in asked} == {0.0}


def test_the_command_says_when_nothing_answers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The address is part of the message."""

    def refuse(_request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("connection refused")

    client = httpx2.Client(base_url="http://nobody", transport=httpx2.MockTransport(refuse))
    monkeypatch.setattr(command, "FOLDER", tmp_path)
    monkeypatch.setattr(httpx2, "Client", lambda **_: client)

    assert command.main(["http://nobody"]) == 1
    assert "http://nobody did not return data: connection refused" in capsys.readouterr().out


def test_each_board_has_a_picture_on_the_page_and_each_picture_a_board() -> None:
    """A board that is new has to be drawn, one that is gone takes its picture along."""
    assert {file.stem for file in PICTURES} == {board.name for board in BOARDS}
    assert [file.name for file in PICTURES if f"(dashboards/{file.name})" not in PAGE] == []


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_a_picture_is_of_the_board_as_it_is(drawing: ModuleType, board: Board) -> None:
    """Every panel has its title and what it is about; the file is small."""
    picture = (ROOT / f"docs/dashboards/{board.name}.svg").read_bytes()
    texts = html.unescape(picture.decode())

    assert [one.title for one in board.panels if f">{one.title}<" not in texts] == []
    assert [one.title for one in board.panels if f">{one.about}<" not in texts] == []
    assert drawing.SIGNATURE in texts
    assert len(picture) < LARGEST_BYTES


def test_the_page_names_each_panel_that_only_a_cluster_fills() -> None:
    """Those whose pictures say so are those that ask for nothing that is measured here."""
    listed = PAGE.partition("## What only a cluster shows")[2].partition("\n## ")[0]
    for board in BOARDS:
        elsewhere = [one.title for one in board.panels if not _is_measured_here(one)]
        picture = (ROOT / f"docs/dashboards/{board.name}.svg").read_text(encoding="utf-8")
        assert picture.count(f">{ELSEWHERE}<") == len(elsewhere), board.name
        assert [title for title in elsewhere if title not in listed] == []


def _is_measured_here(one: Panel) -> bool:
    words = {word for query, _ in one.queries for word in words_of(query)}
    return any(is_here(word) or word.startswith(ALSO_HERE) for word in words)
