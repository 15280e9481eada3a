"""The table of all functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from typing import Any

from tools.ops import services
from tools.ops.services import Phase

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """One function: its state and its image."""

    service: str
    ready: str
    revision: str
    traffic: str
    image: str
    why: str


def rows(found: Iterable[Document], revisions: Iterable[Document]) -> list[Row]:
    """Build a row per service, with the digest of the revision with most of its traffic."""
    by_name = {one["metadata"]["name"]: one for one in revisions}
    return [_row(service, by_name) for service in found]


def table(found: Iterable[Row]) -> str:
    """Lay rows out in columns."""
    head = tuple(field.name.upper() for field in fields(Row))
    lines = [head, *(astuple(row) for row in found)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _row(service: Document, revisions: Mapping[str, Document]) -> Row:
    now = services.state(service)
    shares = services.serving(service)
    main = max(shares, key=lambda name: shares[name]) if shares else ""
    follows = services.wanted(service) == services.LATEST
    split = ", ".join(f"{percent} % {revision}" for revision, percent in shares.items())
    pinned = "" if follows or len(shares) > 1 else " (pinned)"
    newest = services.latest_ready(service)
    unproven = now.phase is Phase.READY and not (
        services.has_to_run(service) or services.pods(revisions.get(newest, {}))
    )
    why = "" if now.phase is Phase.READY else now.reason
    return Row(
        service=services.name(service),
        ready="unproven" if unproven else now.phase.value,
        revision=newest or "-",
        traffic="100 %" + pinned if len(shares) == 1 else split or "-",
        image=services.digest(revisions[main]) if main in revisions else "-",
        why="no pod had to run for it to be ready (initial-scale 0)" if unproven else why,
    )
