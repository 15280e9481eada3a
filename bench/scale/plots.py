"""Two plots of the simulated week, as small SVG files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.scale.autoscaler import TICK_SECONDS
from bench.scale.fleet import Month

_DAY_TICKS = 24 * 60 * 60 // TICK_SECONDS
_QUARTER_TICKS = 15 * 60 // TICK_SECONDS

# Text stays text, ids do not change from run to run.
mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "scale", "font.size": 9})


def draw(months: Sequence[Month], folder: Path) -> None:
    """Draw all pods through the week, and what a month costs, into `folder`."""
    folder.mkdir(exist_ok=True)
    figure = Figure(figsize=(9, 3.5), layout="tight")
    axes = figure.subplots()
    quarters = range(0, 7 * _DAY_TICKS, _QUARTER_TICKS)
    for each in months:
        pods = each.pods
        axes.plot(
            [tick / _DAY_TICKS for tick in quarters],
            [max(pods[tick : tick + _QUARTER_TICKS]) for tick in quarters],
            linewidth=0.7,
            label=f"{each.learners:,} learners",
        )
    axes.set(xlabel="days from Monday", ylabel="pods", ylim=(0, None), xlim=(0, 7))
    axes.legend(loc="upper right", fontsize="small")
    figure.savefig(folder / "pods.svg", metadata={"Date": None})

    figure = Figure(figsize=(7, 3.5), layout="tight")
    axes = figure.subplots()
    learners = [each.learners for each in months]
    for label, costs in (
        ("functions", [each.cost_asleep for each in months]),
        ("the same, never asleep", [each.cost_awake for each in months]),
        ("five services", [each.cost_services for each in months]),
    ):
        axes.plot(learners, costs, marker="o", label=label)
    axes.set(xscale="log", xlabel="learners", ylabel="US dollars a month", ylim=(0, None))
    axes.legend(fontsize="small")
    figure.savefig(folder / "cost.svg", metadata={"Date": None})
