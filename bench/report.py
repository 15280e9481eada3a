"""The report: report.md for people, report.json for programs, a plot where a picture says more."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from bench.footprints import DOCUMENTED
from bench.results import Figure, Results, Table
from bench.targets import Verdict, verdicts

HEAD = """\
# Measurements

`nox -s bench` wrote this file on the machine below. [docs/performance.md](../docs/performance.md)
says what is measured and how to read it. Compare ratios, not rates: another machine has other ones.
"""
HELD = {True: "yes", False: "no", None: "not measured"}
REASONS = Path(__file__).with_name("reasons.toml")


def write(results: Results, folder: Path) -> None:
    """Write the report and its plots into a folder."""
    from bench import plots

    folder.mkdir(parents=True, exist_ok=True)
    names = plots.draw(results, folder)
    reasons = tomllib.loads(REASONS.read_text())
    (folder / "report.md").write_text("\n".join(_lines(results, names, reasons)) + "\n")
    encoded = msgspec.json.format(msgspec.json.encode(results), indent=1)
    (folder / "report.json").write_bytes(encoded + b"\n")


def read(folder: Path) -> Results:
    """Read the results that a report was written from."""
    return msgspec.json.decode((folder / "report.json").read_bytes(), type=Results)


def _lines(results: Results, plots: Iterable[str], reasons: dict[str, str]) -> Iterator[str]:
    yield HEAD
    yield from _rows(("Machine", ""), results.machine.items())
    yield "## Targets\n"
    head = ("Target", "Limit", "Measured", "Spread", "Held", "Why not")
    yield from _rows(head, (_verdict(each, reasons) for each in verdicts(results)))
    for name in plots:
        yield f"![{name.removesuffix('.svg')}]({name})\n"
    for name, table in results.tables.items():
        yield from _table(name, table)
    for name, fault in results.failures.items():
        yield f"## {name}\n\nNot measured: `{fault}`\n"


def _verdict(verdict: Verdict, reasons: dict[str, str]) -> tuple[str, ...]:
    target, found = verdict.target, verdict.sample
    limit = f"{target.bound} {target.limit:g} {target.unit}"
    if found is None:
        return target.words, limit, "", "", HELD[None], ""
    why = "" if verdict.held else reasons.get(target.words, "")
    digits = ".3g" if found.median < 1000 else ",.0f"  # noqa: PLR2004 - from here on, 1.5e+03
    measured = f"{found.median:{digits}} {target.unit}"
    return target.words, limit, measured, spread(found.spread), HELD[verdict.held], why


def _table(name: str, table: Table) -> Iterator[str]:
    yield f"## {table.title}\n"
    if table.note:
        yield f"{table.note}\n"
    has_times = any(figure.p50 is not None for figure in table.figures.values())
    head = ("", f"Median, {table.unit}", "Spread", *(("p50, ms", "p99, ms") if has_times else ()))
    rows = (_figure(each, figure) for each, figure in table.figures.items())
    yield from _rows(head, rows)
    if name == "idle":
        yield "What others ask for at least:\n"
        others = ((each.platform, f"{each.gibibytes:g} GiB", each.source) for each in DOCUMENTED)
        yield from _rows(("Platform", "Memory", "Source"), others)


def _figure(name: str, figure: Figure) -> tuple[str, ...]:
    row = (name, f"{figure.sample.median:,.4g}", spread(figure.sample.spread))
    if figure.p50 is None or figure.p99 is None:
        return row
    return (*row, f"{figure.p50:.2f}", f"{figure.p99:.2f}")


def spread(part: float) -> str:
    """Return a spread as a person reads it; empty where there was only one round."""
    return f"{part:.0%}" if part else ""


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""
