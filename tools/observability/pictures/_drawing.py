"""A board as one SVG file, in its own grid; the same answers make the same bytes.

Imported only when pictures are drawn: matplotlib is in the group `bench`.
"""

from __future__ import annotations

import io
import math
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from tools.observability.dashboards import COLUMNS
from tools.observability.pictures._units import written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from tools.observability.dashboards import Board, Panel
    from tools.observability.pictures._asking import Found, Line, Span

SIGNATURE = "Drawn by python -m tools.observability.pictures; not a screenshot of Grafana"

# Points, 72 to the inch; a panel is at its place with a gap around it.
_WIDTH, _ROW, _HEAD, _GAP, _PAD = 1080, 262, 48, 8, 10
_LEFT, _RIGHT, _TOP, _LEGEND_ROW, _TICKS = 58, 14, 40, 12, 19
_LEGEND_ROWS = 5
_LONGEST = 51
_COLOURS = ("#1f6feb", "#d9480f", "#2b8a3e", "#9c36b5", "#c92a2a")
_OTHERS, _QUIET, _TEXT, _EDGE, _PAGE = "#b8bfc6", "#6b7280", "#1f2328", "#d0d7de", "#f6f8fa"
_TICK_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440)
_MOST_TICKS = 7
_PATH = re.compile(rb'(?<= d=")[^"]*')
_DECIMALS = re.compile(rb"(\.\d)\d+")
# Nothing of these is seen: turns by no angle, groups of nothing, indentation.
_NOTHING = re.compile(rb' transform="rotate\(-0 [^"]*"|\n *<g id="[^"]*"/>|(?<=\n) +')
_SETTINGS: dict[Any, Any] = {
    # Text stays text, ids do not change from run to run, and nothing is a formula.
    "svg.fonttype": "none",
    "svg.hashsalt": "dashboards",
    "text.parse_math": False,
    # Each text names its fonts: few are small files.
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 8,
    "text.color": _TEXT,
    "axes.edgecolor": _EDGE,
    "xtick.color": _QUIET,
    "ytick.color": _QUIET,
    # What is smaller than this part of a pixel is no bend.
    "path.simplify_threshold": 0.3,
}


def draw(board: Board, found: Sequence[Found], span: Span, service: str = "") -> bytes:
    """Return the SVG of a board, whose panels show what was found, in their order."""
    with mpl.rc_context(_SETTINGS):
        page = _Page(board, span)
        page.head(board, service)
        for place, (panel, each) in enumerate(zip(board.panels, found, strict=True)):
            page.panel(place, panel, each)
        return page.svg(board.title)


class _Page:
    """A figure that is measured in points from its upper left corner."""

    def __init__(self, board: Board, span: Span) -> None:
        rows = math.ceil(len(board.panels) / COLUMNS)
        self._height = _HEAD + rows * _ROW + _GAP
        self._span = span
        self._figure = Figure(figsize=(_WIDTH / 72, self._height / 72), facecolor=_PAGE)

    def head(self, board: Board, service: str) -> None:
        """Write the board's title, what it is about, when it was, and where it comes from."""
        title = f"{board.title}: {service}" if board.by_function else board.title
        self._text(_GAP, 20, title, size=14, weight="bold")
        self._text(_GAP, 38, board.about, size=9, color=_QUIET)
        self._text(_WIDTH - _GAP, 20, str(self._span), align="right")
        self._text(_WIDTH - _GAP, 38, SIGNATURE, align="right", color=_QUIET)

    def panel(self, place: int, panel: Panel, found: Found) -> None:
        """Draw a panel at its place in the grid."""
        width = (_WIDTH - _GAP) / COLUMNS
        left = _GAP + place % COLUMNS * width
        top = _HEAD + place // COLUMNS * _ROW
        width, height = width - _GAP, _ROW - _GAP
        card = self._box(left, top, width, height)
        self._figure.add_artist(
            Rectangle(card[:2], *card[2:], facecolor="white", edgecolor=_EDGE, zorder=-1)
        )
        self._text(left + _PAD, top + 17, panel.title, size=10, weight="bold")
        self._text(left + _PAD, top + 30, panel.about, size=7.5, color=_QUIET)
        middle, half = left + width / 2, top + height / 2 + 12
        if not found.lines:
            self._text(middle, half, found.reason, align="center", color=_QUIET, style="italic")
        elif panel.is_number:
            number = written(found.lines[0].last, panel.unit)
            self._text(middle, half, number, size=32, align="center", color=_COLOURS[0])
        else:
            legend = self._legend(left + _PAD, top + height, width - 2 * _PAD, panel, found)
            axes = self._figure.add_axes(
                self._box(
                    left + _LEFT,
                    top + _TOP,
                    width - _LEFT - _RIGHT,
                    height - _TOP - _TICKS - legend,
                )
            )
            _plot(axes, panel, found.lines, self._span)

    def svg(self, title: str) -> bytes:
        """Return the file: without dates, and with no more digits than a screen can show."""
        file = io.BytesIO()
        metadata = {"Title": title, "Date": None, "Creator": None}
        self._figure.savefig(file, format="svg", metadata=metadata)
        short = _PATH.sub(lambda path: _DECIMALS.sub(rb"\1", path[0]), file.getvalue())
        return _NOTHING.sub(b"", short)

    def _legend(
        self, left: float, bottom: float, width: float, panel: Panel, found: Found
    ) -> float:
        """Write a table with the newest and the highest value of each line; return its height."""
        shown = found.lines[:_LEGEND_ROWS]
        others = len(found.lines) - len(shown)
        rows = len(shown) + 1 + bool(others)
        top = bottom - rows * _LEGEND_ROW - 6
        last, highest = left + width - 62, left + width
        for edge, name in ((last, "last"), (highest, "max")):
            self._text(edge, top + 9, name, size=7, align="right", color=_QUIET)
        for row, (line, colour) in enumerate(zip(shown, _COLOURS, strict=False), start=1):
            base = top + row * _LEGEND_ROW + 9
            mark = self._box(left, base - 4, 10, 2.5)
            self._figure.add_artist(Rectangle(mark[:2], *mark[2:], facecolor=colour, linewidth=0))
            self._text(left + 15, base, _cut(line.legend), size=7)
            for edge, value in ((last, line.last), (highest, line.highest)):
                self._text(edge, base, written(value, panel.unit), size=7, align="right")
        if others:
            text = f"and {others} lower {'line' if others == 1 else 'lines'} in gray"
            self._text(left + 15, bottom - 9, text, size=7, color=_QUIET)
        return rows * _LEGEND_ROW + 10

    def _box(
        self, left: float, top: float, width: float, height: float
    ) -> tuple[float, float, float, float]:
        """Return left, bottom, width and height as shares of the figure."""
        bottom = self._height - top - height
        return (
            left / _WIDTH,
            bottom / self._height,
            width / _WIDTH,
            height / self._height,
        )

    def _text(
        self, left: float, top: float, text: str, *, align: str = "left", **style: Any
    ) -> None:
        self._figure.text(left / _WIDTH, 1 - top / self._height, text, ha=align, **style)


def _plot(axes: Axes, panel: Panel, lines: Sequence[Line], span: Span) -> None:
    """Draw the lines, the highest ones last, so that they are in front."""
    named = len(_COLOURS)
    _stroke(axes, lines[named:], span, _OTHERS, 0.6)
    for line, colour in reversed(list(zip(lines, _COLOURS, strict=False))):
        _stroke(axes, [line], span, colour, 1.2)
    highest = max(line.highest for line in lines)
    axes.set(xlim=(span.start, span.end), ylim=(0, highest * 1.08 or 1), facecolor="white")
    is_whole = panel.unit == "short" and all(
        value.is_integer() for line in lines for _, value in line.points
    )
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=is_whole, min_n_ticks=1))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: written(value, panel.unit)))
    axes.xaxis.set_major_locator(FixedLocator(_ticks(span)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: _clock(at)))
    axes.tick_params(length=0, labelsize=7)
    # The lowest label of one axis and the first one of the other are neighbors.
    axes.tick_params(axis="x", pad=7)
    axes.grid(visible=True, color="#eaeef2", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)


def _stroke(axes: Axes, lines: Sequence[Line], span: Span, colour: str, width: float) -> None:
    """Draw lines of one color as one path, because each path is a quarter of a kilobyte more."""
    times: list[float] = []
    values: list[float] = []
    for line in lines:
        own_times, own_values = with_gaps(line, span.step)
        times += [*own_times, own_times[-1]]
        values += [*own_values, math.nan]
    if lines:
        axes.plot(times, values, color=colour, linewidth=width)
    if places := alone(values):
        spots = [times[at] for at in places], [values[at] for at in places]
        axes.plot(*spots, ".", color=colour, markersize=3)


def with_gaps(line: Line, step: int) -> tuple[list[float], list[float]]:
    """Return times and values with a hole wherever a point is missing."""
    times: list[float] = []
    values: list[float] = []
    for at, value in line.points:
        if times and at - times[-1] > step * 1.5:
            times.append(times[-1] + step)
            values.append(math.nan)
        times.append(at)
        values.append(value)
    return times, values


def alone(values: Sequence[float]) -> list[int]:
    """Return where a value has none before and none after it, so that no line would show it."""
    padded = [math.nan, *values, math.nan]
    return [
        at
        for at, value in enumerate(values)
        if not math.isnan(value) and math.isnan(padded[at]) and math.isnan(padded[at + 2])
    ]


def _ticks(span: Span) -> list[float]:
    """Return full minutes, hours or days of the clock, at most _MOST_TICKS."""
    length = (span.end - span.start) / 60
    minutes = next(
        (each for each in _TICK_MINUTES if length / each <= _MOST_TICKS), _TICK_MINUTES[-1]
    )
    size = minutes * 60
    first = math.ceil(span.start / size)
    return [at * size for at in range(first, math.floor(span.end / size) + 1)]


def _clock(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%H:%M}"


def _cut(legend: str) -> str:
    return legend if len(legend) <= _LONGEST else f"{legend[: _LONGEST - 1]}…"
