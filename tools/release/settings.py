"""What the workflows expect on GitHub, and who provides it.

A variable that nobody sets is empty, and the job that reads it fails at the first release. So each
has a row in the table of docs/pipeline.md; what Terraform makes is compared with its plans
(terraform/tests/test_settings.py).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local import yaml_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REPOSITORY = "repository"
TERRAFORM = "Terraform"
_READ = re.compile(r"\b(vars|secrets)\.(\w+)")
_ROW = re.compile(
    r"^\| (?P<places>`[^|]*`) \| (?P<kind>variable|secret) `(?P<name>\w+)` \| (?P<maker>[^|]+) \|"
)
# Given to every job by GitHub itself.
_GIVEN = {"GITHUB_TOKEN"}


@dataclass(frozen=True, order=True)
class Setting:
    """A variable or a secret, of an environment or of the repository."""

    place: str
    kind: str
    name: str


def used(root: Path) -> frozenset[Setting]:
    """Find every setting that a job reads, with the environment that the job runs in."""
    return frozenset(
        Setting(place, {"vars": "variable", "secrets": "secret"}[kind], name)
        for file in sorted((root / ".github" / "workflows").glob("*.yml"))
        for job in yaml_text.load(file.read_bytes())["jobs"].values()
        for kind, name in _READ.findall(json.dumps(job))
        if name not in _GIVEN
        for place in _places(job)
    )


def _places(job: dict[str, object]) -> list[str]:
    place = job.get("environment", REPOSITORY)
    if place == "${{ matrix.environment }}":
        strategy: object = job["strategy"]
        return list(strategy["matrix"]["environment"])  # type: ignore[index]
    return [str(place)]


def documented(root: Path) -> dict[Setting, str]:
    """Read the table of docs/pipeline.md: each setting, and who makes it."""
    text = (root / "docs" / "pipeline.md").read_text("utf-8")
    return dict(_rows(text))


def _rows(text: str) -> Iterator[tuple[Setting, str]]:
    for line in text.splitlines():
        if row := _ROW.match(line):
            for place in re.findall(r"`([\w-]+)`", row["places"]):
                yield Setting(place, row["kind"], row["name"]), row["maker"].strip()


def unmade(root: Path) -> list[str]:
    """Return settings that a job reads without a row in the table, and rows that no job reads."""
    rows, settings = documented(root), used(root)
    found = {one if one in rows else Setting(REPOSITORY, one.kind, one.name) for one in settings}
    return [
        *(
            f"{one.kind} {one.name} ({one.place}): made by nobody"
            for one in sorted(found - rows.keys())
        ),
        *(
            f"{one.kind} {one.name} ({one.place}): read by nothing"
            for one in sorted(rows.keys() - found)
        ),
    ]
