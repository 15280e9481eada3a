"""A report of what was built, in tables: sizes, and shared layers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tools.images.buildah import Built
from tools.images.errors import ImageFault

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Row:
    """One image and its results."""

    built: Built
    base: int
    """How many of its layers are the base's."""
    seconds: float
    """From its start until it was ready, or done."""
    requirements: str = ""
    """The set of requirements that a function has: the text of the staged file."""


def check_shared(rows: Iterable[Row]) -> None:
    """Check that functions with the same requirements share a layer. Raises ImageFault."""
    layers: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        if row.requirements:
            layers[row.requirements].setdefault(row.built.layers[row.base], row.built.name)
    for found in layers.values():
        if len(found) > 1:
            names = " and ".join(sorted(found.values()))
            raise ImageFault(f"{names} have the same requirements and share no layer")


def check_same(first: Built, again: Built) -> None:
    """Check that a second build, from scratch, produced the same bytes. Raises ImageFault."""
    if first.layers != again.layers:
        raise ImageFault(
            f"{first.name} was built twice, and the layers differ:"
            f" {_short(first.layers)}, then {_short(again.layers)}"
        )


def table(rows: Sequence[Row]) -> str:
    """Lay out images by name, then layers by how many images have them."""
    users: dict[str, list[str]] = defaultdict(list)
    sizes: dict[str, int] = {}
    for row in rows:
        for layer, size in zip(row.built.layers, row.built.sizes, strict=True):
            users[layer].append(_title(row.built))
            sizes[layer] = size
    lines = [f"{'image':26} {'MB':>6} {'own':>6} {'start':>7}  layers (base, dependencies, code)"]
    for row in rows:
        alone = sum(
            size
            for layer, size in zip(row.built.layers, row.built.sizes, strict=True)
            if len(users[layer]) == 1
        )
        lines.append(
            f"{_title(row.built):26} {_megabytes(row.built.size)} {_megabytes(alone)}"
            f" {row.seconds:5.1f} s  {_short(row.built.layers)}"
        )
    lines += ["", f"{'shared layer':26} {'MB':>6} {'images':>6}"]
    shared = sorted(
        (layer for layer in users if len(users[layer]) > 1),
        key=lambda layer: (-len(users[layer]), layer),
    )
    for layer in shared:
        names = ", ".join(users[layer][:3]) + (", ..." if len(users[layer]) > 3 else "")  # noqa: PLR2004
        lines.append(
            f"{_short([layer]):26} {_megabytes(sizes[layer])} {len(users[layer]):6}  {names}"
        )
    total = sum(sizes.values()) / MEGABYTE
    apart = sum(row.built.size for row in rows) / MEGABYTE
    sets = len({row.requirements for row in rows if row.requirements})
    lines += [
        "",
        f"{len(rows)} images, {sets} different requirements.txt",
        f"{total:.0f} MB of layers, {apart:.0f} MB if nothing were shared",
    ]
    return "\n".join(lines)


def _title(built: Built) -> str:
    return built.name.rpartition("/")[2].partition(":")[0]


def _short(layers: Sequence[str]) -> str:
    return " ".join(layer.removeprefix("sha256:")[:12] for layer in layers)


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:6.1f}"
