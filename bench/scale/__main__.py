"""Simulate a week for each number of learners: `python -m bench.scale`.

Writes the table of docs/scale.md, between its markers, and draws docs/scale/*.svg. With `--check`
nothing is written, and the command fails when the page has other figures. What a request costs is
in bench/report.json. Takes four minutes, and the group `bench` of uv.lock.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Sequence

from bench.scale import measured
from bench.scale.fleet import Month, functions, month
from bench.scale.plots import draw
from tools.tree import ROOT

PAGE = ROOT / "docs/scale.md"
PLOTS = ROOT / "docs/scale"
BEGIN, END = "<!-- python -m bench.scale -->\n", "<!-- end -->\n"


def table(months: Sequence[Month], standing: float) -> str:
    """Return the page's table in Markdown, one row for each number of learners."""
    head = (
        "Learners",
        "Requests/s, busiest minute",
        "Pods, mean",
        "Pods, most",
        "Waited for a cold start",
        "Functions, $",
        "Same, never asleep, $",
        "Five services, $",
        "Standing, $",
    )
    rows = [
        (
            f"{each.learners:,}",
            f"{each.requests_a_second:,.1f}",
            f"{each.mean_pods:.1f}",
            f"{each.most_pods}",
            f"{each.cold_share:.2%}",
            f"{each.cost_asleep:,.0f}",
            f"{each.cost_awake:,.0f}",
            f"{each.cost_services:,.0f}",
            f"{standing:,.0f}",
        )
        for each in months
    ]
    lines = (f"| {' | '.join(cells)} |" for cells in (head, ("---:",) * len(head), *rows))
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns 1 without a report, or when `--check` finds other figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    options = parser.parse_args(arguments)
    assumed = tomllib.loads((ROOT / "bench/scale/assumptions.toml").read_text())
    try:
        results = measured.read(ROOT / "bench")
        assumptions = measured.with_costs(assumed, results)
    except measured.NotMeasured as fault:
        print(fault, file=sys.stderr)
        return 1
    fleet = list(functions(ROOT, assumptions))
    months = []
    for learners in assumptions["learners"]["sizes"]:
        print(f"A week of {learners:,} learners ...", file=sys.stderr, flush=True)
        months.append(month(fleet, assumptions, learners))

    standing = sum(item["monthly"] for item in assumptions["standing"])
    text = f"{table(months, standing)}\n{measured.sources(assumptions, results)}"
    page = PAGE.read_text()
    before, _, rest = page.partition(BEGIN)
    written, _, after = rest.partition(END)
    print(text)
    if options.check:
        if written.strip() != text.strip():
            print(f"{PAGE} has other figures; run `python -m bench.scale`.", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
    draw(months, PLOTS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
