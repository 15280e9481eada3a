"""Measure the platform beside its peers, and write bench/report.md, report.json and plots.

python -m bench [--quick] [--only pages,...] [--folder DIR]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench import pages
from bench.results import Results, Table
from bench.stage import Stage, stage
from bench.turns import FULL, QUICK
from tools.tree import ROOT

MEASURES: dict[str, Callable[[Stage], dict[str, Table]]] = {
    "pages": pages.measure,
}


def main(arguments: list[str] | None = None) -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="short rounds, and fewer of them")
    parser.add_argument("--only", metavar="MEASURE,...", help=f"some of {', '.join(MEASURES)}")
    parser.add_argument("--folder", type=Path, default=ROOT / "bench", help="where to write")
    options = parser.parse_args(arguments)
    chosen = options.only.split(",") if options.only else list(MEASURES)
    if unknown := set(chosen) - MEASURES.keys():
        parser.error(f"there is no measure {', '.join(sorted(unknown))}")
    pace = QUICK if options.quick else FULL
    for module, *words in (
        ("tools.vendor", "--compile"),
        ("tools.openapi",),
        ("tools.frontend", "--or-without"),
    ):
        subprocess.run([sys.executable, "-m", module, *words], cwd=ROOT, check=True)

    results = Results()
    with stage(pace) as ready:
        for name in chosen:
            results.tables |= MEASURES[name](ready)
    for table in results.tables.values():
        print(f"\n{table.title} ({table.unit}) {table.note}")
        for name, figure in table.figures.items():
            rest = (
                "" if figure.p50 is None else f"  p50 {figure.p50:.2f} ms  p99 {figure.p99:.2f} ms"
            )
            print(f"  {name:14} {figure.sample.median:10.1f}  +-{figure.sample.spread:.0%}{rest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
