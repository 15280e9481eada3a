"""Back to a named revision, and forward again, in steps that never serve a bad one.

The trap: a traffic block that says "the latest" means the latest *ready* revision. Removing a bad
candidate from the template and its split from the traffic in one step would send everything to that
candidate until the next revision is ready. So traffic is pinned first, the template changes
second, and the pin goes last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.ops import services
from tools.ops.cluster import Cluster
from tools.ops.errors import UsageError
from tools.ops.routes import Route
from tools.ops.traffic import Override, describe, pin
from tools.ops.waiting import Goal, Patience, Say, traffic_is, until


@dataclass
class Run:
    """One service, the route its changes take, and how long to wait for them."""

    cluster: Cluster
    route: Route
    service: str
    patience: Patience
    say: Say = print

    def until(self, goal: Goal) -> Mapping[str, Any]:
        """Wait until the service reaches the goal."""
        return until(self.cluster, self.service, goal, self.patience, self.say)


def roll_back(run: Run, revision: str) -> None:
    """Send all traffic to a revision that exists, and keep it there. Raises OpsError."""
    _check(run, revision)
    override = run.route.current()
    candidate = override.candidate if override else None
    message = f"ops({run.service}): pin all traffic to {revision}"
    run.route.apply(Override(pin(revision), candidate), message)
    run.until(traffic_is(pin(revision), anyway=True))
    if candidate:
        _drop_candidate(run, revision, candidate.revision)
    run.say(f"{run.service}: all traffic is at {revision} and stays there")


def unpin(run: Run) -> None:
    """Let the service follow its latest revision again. Raises OpsError."""
    override = run.route.current()
    if override is None:
        run.say(f"{run.service}: follows the latest revision already")
        return
    if override.candidate:
        stable = [
            one.revision for one in override.traffic if one.revision != override.candidate.revision
        ]
        if not stable:
            raise UsageError(
                f"{run.service}: {describe(override.traffic)} leaves no stable revision to go to",
                next_step=f"`python -m tools.ops rollback {run.service} --to REVISION` first",
            )
        withdraw(run, stable[0], override)
        return
    _follow_latest(run)


def withdraw(run: Run, stable: str, override: Override) -> None:
    """Withdraw a candidate: traffic to the stable revision, then the template, then the pin."""
    message = f"ops({run.service}): roll back, all traffic to {stable}"
    run.route.apply(Override(pin(stable), override.candidate), message)
    run.until(traffic_is(pin(stable), anyway=True))
    if override.candidate:
        _drop_candidate(run, stable, override.candidate.revision)
    _follow_latest(run)


def _drop_candidate(run: Run, stable: str, candidate: str) -> None:
    message = f"ops({run.service}): roll back, revert the template of {candidate}"
    run.route.apply(Override(pin(stable)), message)

    def gone(service: Mapping[str, Any]) -> bool:
        newest = services.latest_created(service)
        named = services.template_name(service) == candidate
        return not named and newest != candidate and newest == services.latest_ready(service)

    run.until(Goal(f"ready without {candidate}", gone))


def _follow_latest(run: Run) -> None:
    run.route.apply(None, f"ops({run.service}): follow the latest revision")

    def latest(service: Mapping[str, Any]) -> bool:
        follows = services.wanted(service) == services.LATEST
        return follows and services.serving(service) == {services.latest_ready(service): 100}

    run.until(Goal("at the latest revision", latest))
    run.say(f"{run.service}: follows the latest revision again")


def _check(run: Run, revision: str) -> None:
    """Refuse a revision that does not exist or was never ready, naming usable ones."""
    found = {one["metadata"]["name"]: one for one in run.cluster.revisions(run.service)}
    usable = sorted(name for name, one in found.items() if services.revision_usable(one))
    if revision in usable:
        return
    there = "was never ready" if revision in found else "does not exist"
    raise UsageError(
        f"{run.service}: revision {revision} {there}",
        next_step=f"take one of: {', '.join(usable) or 'none is usable, release a fixed image'}",
    )
