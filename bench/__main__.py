"""Measure the platform next to its peers, and write bench/report.md, report.json and plots.

    python -m bench [--quick] [--only MEASURE,...] [--folder DIR]

A whole run takes about 10 minutes, a quick one 2. With --only nothing is written unless --folder
says where: a report is one run. --again writes the last run's report again, with today's reasons.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench import (
    broker,
    cold,
    enrollment,
    environments,
    events,
    gateway,
    growth,
    idle,
    machine,
    pages,
    rendered,
    report,
)
from bench.platform import platform
from bench.results import Results, Table
from bench.stage import stage
from bench.turns import FULL, QUICK, Pace
from bench.wrk import GeneratorMissing
from tools.tree import ROOT

Tables = dict[str, Table]

# On a platform with 1,000 courses.
STAGED = {
    "pages": pages.measure,
    "gateway": gateway.measure,
    "rendered": rendered.measure,
    "cold": cold.measure,
    "enrollment": enrollment.measure,
}
# On a platform with the demo data, whose functions go to sleep; in this order.
LIVELY = ("events", "idle")
# Each with a store of its own and nothing else.
ALONE = {"broker": broker.measure, "growth": growth.measure}
MEASURES = (*STAGED, *LIVELY, *ALONE)
# The functions stay awake between two enrollments, and not much longer.
IDLE_SECONDS = 10
# What a platform needs before it starts, as `nox -s up` makes it.
PREPARATIONS = (
    ("tools.vendor", "--compile"),
    ("tools.openapi",),
    ("tools.frontend", "--or-without"),
)


def main(arguments: list[str] | None = None) -> int:
    """Measure what was asked for; exit with 1 when some of it could not be measured."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="short rounds, and fewer of them")
    parser.add_argument("--only", metavar="MEASURE,...", help=f"some of {', '.join(MEASURES)}")
    parser.add_argument("--folder", type=Path, help="where to write (default: bench)")
    parser.add_argument("--again", action="store_true", help="write the last report again")
    options = parser.parse_args(arguments)
    folder = options.folder or ROOT / "bench"
    if options.again:
        report.write(report.read(folder), folder)
        return 0
    chosen = set(options.only.split(",")) if options.only else set(MEASURES)
    if unknown := chosen - set(MEASURES):
        parser.error(f"there is no measure {', '.join(sorted(unknown))}")

    try:
        results = measure(chosen, QUICK if options.quick else FULL)
    except GeneratorMissing as fault:
        print(fault, file=sys.stderr)
        return 1
    if options.folder or not options.only:
        report.write(results, folder)
        print(f"\nWritten to {folder}")
    return 1 if results.failures else 0


def measure(chosen: set[str], pace: Pace) -> Results:
    """Take the chosen measures, one after the other."""
    for module, *words in PREPARATIONS:
        subprocess.run([sys.executable, "-m", module, *words], cwd=ROOT, check=True)
    results = Results(describe())
    if chosen & STAGED.keys():
        with stage(pace) as ready:
            for name, take in STAGED.items():
                if name in chosen:
                    _take(name, results, lambda take=take: take(ready))  # type: ignore[misc]
    if chosen & set(LIVELY):
        with platform("--rate-limits", "off", "--idle", str(IDLE_SECONDS)) as running:
            if "events" in chosen:
                _take("events", results, lambda: events.measure(running, pace))
            if "idle" in chosen:
                _take("idle", results, lambda: idle.measure(running))
    for name, take_alone in ALONE.items():
        if name in chosen:
            _take(name, results, lambda take=take_alone: take(pace))  # type: ignore[misc]
    return results


def describe() -> dict[str, str]:
    """Name the machine and the versions."""
    pythons = [environments.of_peer(name) for name in ("hello", "bare", "fastapi")]
    return machine.description(environments.of_express().program, pythons)


def _take(name: str, results: Results, take: Callable[[], Tables]) -> None:
    """Take one measure; a fault of it is part of the report, and stops no other."""
    print(f"\n{name} (load {machine.load():.1f})", flush=True)
    try:
        tables = take()
    except Exception as fault:  # noqa: BLE001 - whatever it is, the report says it
        results.failures[name] = f"{type(fault).__name__}: {fault}"
        print(f"  failed: {fault!r}", flush=True)
        return
    results.tables |= tables
    for table in tables.values():
        print(f"  {table.title}, {table.unit} {table.note}")
        for one, figure in table.figures.items():
            times = "" if figure.p50 is None else f"  p50 {figure.p50:.2f}  p99 {figure.p99:.2f} ms"
            around = report.spread(figure.sample.spread)
            print(f"    {one:28} {figure.sample.median:10.1f} {around:>5}{times}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
