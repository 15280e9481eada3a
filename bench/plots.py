"""Plots as small SVG files; the same results make the same bytes."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure as Picture

from bench import growth
from bench.results import Results

BARS = {"cached": "cached.svg", "uncached": "uncached.svg", "cold": "cold.svg", "idle": "idle.svg"}
GROWTH = "growth.svg"
SHOWN = (*growth.PAGES[:1], growth.POPULAR, growth.SELECTIVE[0], growth.COMMON)
OURS, OTHERS = "#1f6feb", "#9aa4af"
PEERS = {"fastapi", "express", "hello", "bare", "pgbench"}

# Text stays text, ids do not change from run to run.
mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "bench", "font.size": 9})


def draw(results: Results, folder: Path) -> list[str]:
    """Draw what this run measured and return the files' names."""
    drawn = []
    for table, name in BARS.items():
        if table in results.tables:
            _bars(results, table, folder / name)
            drawn.append(name)
    if sizes := [size for size in growth.SIZES if f"catalog-{size}" in results.tables]:
        _growth(results, sizes, folder / GROWTH)
        drawn.append(GROWTH)
    return drawn


def _bars(results: Results, name: str, file: Path) -> None:
    """Draw medians as bars; a line across the end reaches from the lowest to the highest round."""
    table = results.tables[name]
    names = list(table.figures)
    medians = [each.sample.median for each in table.figures.values()]
    ends = [
        [each.sample.median - min(each.sample.figures) for each in table.figures.values()],
        [max(each.sample.figures) - each.sample.median for each in table.figures.values()],
    ]
    picture = Picture(figsize=(6, 0.5 + 0.3 * len(names)), layout="constrained")
    axes = picture.subplots()
    colours = [OTHERS if each in PEERS else OURS for each in names]
    axes.barh(names, medians, color=colours, xerr=ends, error_kw={"linewidth": 0.8})
    axes.invert_yaxis()
    axes.set_xlabel(table.unit)
    axes.set_title(table.title, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    _save(picture, file)


def _growth(results: Results, sizes: list[int], file: Path) -> None:
    picture = Picture(figsize=(6, 3), layout="constrained")
    axes = picture.subplots()
    for name in SHOWN:
        found = [results.figure(f"catalog-{size}", name) for size in sizes]
        medians = [each.sample.median for each in found if each]
        axes.plot(sizes[: len(medians)], medians, marker="o", label=name)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("courses")
    axes.set_ylabel("ms (median)")
    axes.set_title("The catalog's queries", loc="left")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    _save(picture, file)


def _save(picture: Picture, file: Path) -> None:
    picture.savefig(file, format="svg", metadata={"Date": None})
