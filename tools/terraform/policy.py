"""checkov's verdict on a plan, without findings that are excused in writing.

A reason that no longer excuses anything is a fault too: exceptions must not outlive their cause.
"""

from __future__ import annotations

import fnmatch
import json
import subprocess
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec


class Excuse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One accepted finding: which check, in which plans, on which resources, and why.

    Plan and resource are globs: `dev*` is both plans of dev, `*.first` is every plan before apply.
    """

    check: str
    resource: str
    reason: str
    plan: str = "*"

    def covers(self, finding: Finding) -> bool:
        """Tell whether this excuses the finding. Brackets in an address are not a glob here."""
        resource = self.resource.replace("[", "[[]")
        return (
            self.check == finding.check
            and fnmatch.fnmatchcase(finding.plan, self.plan)
            and fnmatch.fnmatchcase(finding.resource, resource)
        )


class Finding(msgspec.Struct, frozen=True, order=True):
    """One failed check of one resource in one plan."""

    plan: str
    check: str
    resource: str
    name: str


class Verdict(msgspec.Struct, frozen=True):
    """What checkov found."""

    passed: int
    failed: tuple[Finding, ...]


def read_excuses(file: Path) -> tuple[Excuse, ...]:
    """Read exceptions.toml; one without a reason is refused by the type."""
    document = tomllib.loads(file.read_text("utf-8"))
    return msgspec.convert(document.get("exception", []), tuple[Excuse, ...])


def unexcused(
    failed: Iterable[Finding], excuses: Sequence[Excuse]
) -> tuple[list[Finding], set[Excuse]]:
    """Return the findings that are not excused, and the reasons used."""
    remaining, used = [], set()
    for finding in failed:
        reasons = [one for one in excuses if one.covers(finding)]
        used.update(reasons)
        if not reasons:
            remaining.append(finding)
    return sorted(remaining), used


def run_checkov(checkov: str, plans: Sequence[Path]) -> Verdict:
    """Run checkov once on plans as JSON, without its network. Raises CalledProcessError."""
    command = [checkov, "--framework", "terraform_plan", "--output", "json"]
    command += ["--quiet", "--compact", "--skip-download", "--soft-fail"]
    command += [part for plan in plans for part in ("--file", str(plan))]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=240)
    return verdict(done.stdout)


def verdict(output: str) -> Verdict:
    """Read checkov's JSON."""
    report = json.loads(output)
    if isinstance(report, list):
        (report,) = [one for one in report if one["check_type"] == "terraform_plan"]
    failed = tuple(
        Finding(Path(one["file_path"]).stem, one["check_id"], one["resource"], one["check_name"])
        for one in report["results"]["failed_checks"]
    )
    return Verdict(passed=report["summary"]["passed"], failed=failed)
