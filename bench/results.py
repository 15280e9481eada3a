"""What a run found: tables of figures, by measure and by what was measured."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.statistics import Sample


@dataclass(frozen=True)
class Figure:
    """What one contestant reached in one measure; times are in milliseconds."""

    sample: Sample
    p50: float | None = None
    p99: float | None = None


@dataclass(frozen=True)
class Table:
    """The figures of one measure, by contestant."""

    title: str
    unit: str
    figures: dict[str, Figure]
    note: str = ""
    """What a reader must know to read the figures."""


@dataclass
class Results:
    """All tables of one run, by the name of the measure."""

    machine: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    """Measures that could not be taken, and why."""

    def figure(self, table: str, name: str) -> Figure | None:
        """Return a figure, or None when this run did not measure it."""
        found = self.tables.get(table)
        return None if found is None else found.figures.get(name)
