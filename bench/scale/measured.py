"""What a request costs: measured where `nox -s bench` measures it, assumed elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench import report
from bench.results import Results

REPORT = "report.json"


class NotMeasured(Exception):  # noqa: N818 - says what happened
    """There is no report, or it lacks a figure; the message says what to run."""


def read(folder: Path) -> Results:
    """Read the last report of a folder. Raises NotMeasured."""
    try:
        return report.read(folder)
    except FileNotFoundError as fault:
        raise NotMeasured(f"{folder / REPORT} does not exist: run `nox -s bench` first.") from fault


def with_costs(assumptions: dict[str, Any], results: Results) -> dict[str, Any]:
    """Return the assumptions with the CPU time of every kind of work. Raises NotMeasured.

    A source is a table and a figure of the report: the rate of one process, which has one core. A
    request had a second divided by it at most, also where the process waited for a store.
    """
    work = {}
    for kind, one in assumptions["work"].items():
        work[kind] = one
        if source := one.get("source"):
            table, name = source
            figure = results.figure(table, name)
            if figure is None:
                raise NotMeasured(
                    f"{REPORT} has no figure {name!r} of {table!r}: run `nox -s bench` first."
                )
            work[kind] = one | {"cpu_milliseconds": 1000 / figure.sample.median}
    return assumptions | {"work": work}


def sources(assumptions: dict[str, Any], results: Results) -> str:
    """Name the sources of the costs, as a sentence under the table."""
    costs = (
        f"{kind} {one['cpu_milliseconds']:.1f} ms "
        + (f"(`{one['source'][0]}`: {one['source'][1]})" if "source" in one else "(assumed)")
        for kind, one in assumptions["work"].items()
    )
    machine = results.machine.get("processor", "unknown")
    return f"CPU time of a request, from `bench/{REPORT}` ({machine}): {', '.join(costs)}.\n"
