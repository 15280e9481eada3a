"""Ask a Prometheus what a board's panels ask it, over a span of time.

https://prometheus.io/docs/prometheus/latest/querying/api/
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tools.observability.beside import is_here

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx2

    from tools.observability.dashboards import Board, Panel

MOST_POINTS = 60
"""Of a line: more cannot be told apart in so small a plot, and would make large files."""
SCRAPE_SECONDS = 15
ELSEWHERE = "no data on one machine: only a cluster measures this"
QUIET = "no data in this time"
NO_LABELS = "no labels"
_OK = 200

_WORD = re.compile(r"[a-zA-Z_]\w*")
_LABEL = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_TEXTS = re.compile(r'"[^"]*"')


class PrometheusError(Exception):
    """Prometheus did not return data; the message says what it was asked and what it said."""


@dataclass(frozen=True)
class Span:
    """A time from `start` to `end`, both seconds since 1970."""

    start: float
    end: float

    @property
    def step(self) -> int:
        """Return the seconds between two points: whole scrapes, and at most MOST_POINTS of them."""
        scrapes = math.ceil((self.end - self.start) / SCRAPE_SECONDS / MOST_POINTS)
        return max(1, scrapes) * SCRAPE_SECONDS

    def __str__(self) -> str:
        start, end = (datetime.fromtimestamp(each, UTC) for each in (self.start, self.end))
        return f"{start:%Y-%m-%d %H:%M} to {end:%H:%M} UTC"


@dataclass(frozen=True)
class Line:
    """One series of a panel with its legend; points are seconds since 1970 and values."""

    legend: str
    points: tuple[tuple[float, float], ...]

    @property
    def last(self) -> float:
        """Return the newest value."""
        return self.points[-1][1]

    @property
    def highest(self) -> float:
        """Return the greatest value."""
        return max(value for _, value in self.points)


@dataclass(frozen=True)
class Found:
    """What a panel shows: lines, the highest first, or the reason why there is none."""

    lines: tuple[Line, ...] = ()
    reason: str = ""


def ask(http: httpx2.Client, board: Board, span: Span, service: str) -> list[Found]:
    """Return what each panel of a board shows, in their order; `service` replaces `$service`.

    `http` has the base address of the Prometheus. Raises PrometheusError.
    """
    limits = {"start": span.start, "end": span.end}
    known = set(_data(http, "label/__name__/values", **limits))
    return [_panel(http, panel, known, span, service) for panel in board.panels]


def _panel(http: httpx2.Client, panel: Panel, known: set[str], span: Span, service: str) -> Found:
    # A query that ends in `or vector(0)` shows a number even if nothing is measured.
    words = {word for query, _ in panel.queries for word in words_of(query)}
    lines: list[Line] = []
    if words & known:
        for query, legend in panel.queries:
            lines += _lines(http, query.replace("$service", service), legend, panel, span)
    if lines:
        return Found(tuple(sorted(lines, key=lambda line: (-line.highest, line.legend))))
    return Found(reason=QUIET if words & known or any(map(is_here, words)) else ELSEWHERE)


def words_of(query: str) -> set[str]:
    """Return every word of a query that may name a metric: all but the values of labels."""
    return set(_WORD.findall(_TEXTS.sub("", query)))


def _lines(
    http: httpx2.Client, query: str, legend: str, panel: Panel, span: Span
) -> Iterator[Line]:
    if panel.is_number:
        series = _data(http, "query", query=query, time=span.end)["result"]
    else:
        limits = {"start": span.start, "end": span.end, "step": span.step}
        series = _data(http, "query_range", query=query, **limits)["result"]
    for each in series:
        samples = [each["value"]] if panel.is_number else each["values"]
        points = tuple((float(at), float(value)) for at, value in samples)
        # Quantiles of no requests are not a number.
        if points := tuple(point for point in points if math.isfinite(point[1])):
            yield Line(_legend(legend, each["metric"]), points)


def _legend(pattern: str, labels: Mapping[str, str]) -> str:
    """Fill a legend as Grafana does: where its labels are missing, all labels are the legend."""
    filled = _LABEL.sub(lambda label: labels.get(label[1], ""), pattern).strip()
    every = ", ".join(f"{name}={value}" for name, value in sorted(labels.items()))
    return filled or every or NO_LABELS


def _data(http: httpx2.Client, path: str, **parameters: str | float) -> Any:
    response = http.get(f"/api/v1/{path}", params=parameters)
    if response.status_code != _OK:
        raise PrometheusError(f"{path} {parameters}: {response.status_code} {response.text}")
    return response.json()["data"]
