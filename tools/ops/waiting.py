"""Wait until a service reaches its goal: always with a time limit, never on stale status."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tools.ops.cluster import Cluster
from tools.ops.errors import ServiceFailed, TimedOut
from tools.ops.services import (
    Phase,
    State,
    Target,
    has_to_run,
    latest_ready,
    pods,
    serving,
    settled,
    state,
    wanted,
)

Document = Mapping[str, Any]
Condition = Callable[[Document], bool]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Patience:
    """How long to wait and how often to look. Times in seconds."""

    timeout: float = 300
    poll: float = 2
    # Knative may briefly report False while it reconciles: only a lasting False is a failure.
    error_window: float = 5


@dataclass(frozen=True)
class Goal:
    """What to wait for. With `anyway`, a revision that cannot start does not matter."""

    words: str = "ready"
    when: Condition = lambda _: True
    anyway: bool = False

    def reached(self, service: Document) -> bool:
        """Tell whether the service has reached it."""
        now = state(service)
        if self.anyway:
            seen = (service.get("status") or {}).get("observedGeneration")
            return seen == service["metadata"].get("generation") and self.when(service)
        return now.phase is Phase.READY and self.when(service)


READY = Goal()


def run_by_a_pod(cluster: Cluster, goal: Goal = READY, revision: str = "") -> Goal:
    """Require the goal, and a ready pod of the newest revision, seen at least once.

    With `revision` the pod must be seen, and be of that one. Otherwise Ready proves it where the
    template requires a pod; elsewhere a revision is Ready whatever its image does.
    """
    shown: set[str] = set()

    def there(service: Document) -> bool:
        newest = latest_ready(service)
        if not goal.when(service) or not settled(service) or revision not in {"", newest}:
            return False
        if revision or not has_to_run(service):
            if newest not in shown and pods(cluster.revision(newest)):
                shown.add(newest)
            return newest in shown
        return True

    return Goal(f"run by a pod of {revision}" if revision else goal.words, there)


def traffic_is(targets: tuple[Target, ...], *, anyway: bool = False) -> Goal:
    """Require traffic to be shared as given, and the spec to say so.

    Shares alone could be right by chance, before the change has taken effect.
    """
    shares = {target.revision: target.percent for target in targets}
    words = ", ".join(f"{target.percent} % at {target.revision}" for target in targets)

    def there(service: Document) -> bool:
        return wanted(service) == targets and serving(service) == shares

    return Goal(words, there, anyway=anyway)


def until(
    cluster: Cluster, service: str, goal: Goal, patience: Patience, say: Say = print
) -> Document:
    """Wait until the service reaches the goal, and return it.

    Raises ServiceFailed when it stays Ready=False, TimedOut when the time is over.
    """
    deadline = time.monotonic() + patience.timeout
    failing_since: float | None = None
    reason = ""
    while True:
        document = cluster.service(service)
        if goal.reached(document):
            return document
        now = state(document)
        if now.phase is not Phase.FAILED or goal.anyway:
            failing_since = None
        elif failing_since is None:
            failing_since = time.monotonic()
        elif time.monotonic() - failing_since >= patience.error_window:
            raise _failed(service, now, cluster.namespace)
        if (news := _words(now)) != reason:
            say(f"{service}: {news}; waiting until {goal.words}")
            reason = news
        if time.monotonic() + patience.poll > deadline:
            raise _timed_out(service, goal, now, patience, cluster.namespace)
        time.sleep(patience.poll)


def _words(now: State) -> str:
    return f"{now.phase.value}{': ' if now.reason else ''}{now.reason}"


def _failed(service: str, now: State, namespace: str) -> ServiceFailed:
    return ServiceFailed(
        f"{service} cannot become ready: {now.reason}",
        next_step=f"`kn revision list -n {namespace} -s {service}` and the logs of its newest "
        "pod; docs/runbooks/function-failing.md goes on from there",
    )


def _timed_out(
    service: str, goal: Goal, now: State, patience: Patience, namespace: str
) -> TimedOut:
    if now.phase is Phase.READY:
        now = State(now.phase, "but that alone is not enough")
    return TimedOut(
        f"{service}: not {goal.words} within {patience.timeout:.3g} s; last seen {_words(now)}",
        next_step=f"`kn service describe {service} -n {namespace}`; `argocd app get` shows whether "
        "Argo CD has applied what is in Git; a function that sleeps shows itself when it is asked",
    )
