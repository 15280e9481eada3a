"""What a dashboard is here: named queries with a unit, laid out in rows of three."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH, HEIGHT, COLUMNS = 24, 8, 3


@dataclass(frozen=True)
class Panel:
    """One plot: queries in PromQL, each with the legend of its lines."""

    title: str
    about: str
    """What it shows, and what it should be."""
    queries: tuple[tuple[str, str], ...]
    unit: str = "short"
    """Grafana's name of the unit."""
    is_number: bool = False
    """A number of now rather than lines over time."""


@dataclass(frozen=True)
class Board:
    """One dashboard; its file, its ConfigMap and its address in Grafana have its name."""

    name: str
    title: str
    about: str
    panels: tuple[Panel, ...]
    by_function: bool = False
    """Whether one function is chosen at the top, as ``$service``."""


def lines(title: str, about: str, unit: str, *queries: tuple[str, str]) -> Panel:
    """Return a plot over time."""
    return Panel(title, about, queries, unit)


def number(title: str, about: str, unit: str, query: str) -> Panel:
    """Return one number of now."""
    return Panel(title, about, ((query, ""),), unit, is_number=True)
