"""The gate after a release: Argo CD has applied the commit, and every function runs its image.

Only what the controllers have observed counts: Argo CD's revision has to contain the commit,
Knative's observedGeneration has to be the newest, the revision that gets the traffic has to
run the digest that Git names, and a pod of it has to have run: where a start at zero is allowed,
Ready alone is no proof. Only a lasting failure counts.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local import yaml_text
from tools.manifests import digests
from tools.manifests.names import MIGRATION
from tools.ops import builds, services
from tools.ops.errors import GitError, ServiceFailed, TimedOut
from tools.ops.traffic import Component
from tools.ops.waiting import Goal, Patience, run_by_a_pod, until
from tools.release.writing import at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tools.ops.cluster import Cluster
    from tools.ops.repository import Repository

FAILED = frozenset({"Failed", "Error"})


@dataclass
class Gate:
    """One environment that must reach Git's state as of one commit.

    An environment that follows a branch has to run that commit or a later one; a pinned one
    exactly what its file names in that commit.
    """

    cluster: Cluster
    repository: Repository
    environment: str
    commit: str
    patience: Patience
    say: Callable[[str], None] = print
    _deadline: float = field(init=False)
    _pinned: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        """Start the clock: one time limit for everything."""
        self._deadline = time.monotonic() + self.patience.timeout

    @property
    def application(self) -> str:
        """Name Argo CD's Application, as argocd/platform/applications does."""
        return f"functions-{self.environment}"

    def pass_(self) -> None:
        """Wait until everything is ready. Raises ServiceFailed, TimedOut, or OpsError."""
        self.repository.fetch()
        self.commit = self._target()
        builds.check_included(self.repository, self.commit, self.environment, digests.FILE)
        self._synced()
        failed: list[str] = []
        for service, digest in self._wanted().items():
            try:
                self._runs(service, digest)
            except (ServiceFailed, TimedOut) as error:
                # One failure does not hide the others from readers of the log.
                self.say(f"{service}: {error}")
                failed.append(service)
        if failed:
            raise ServiceFailed(
                f"{self.environment} is not healthy at {self.commit[:12]}: {', '.join(failed)}",
                next_step="the pipeline reverts this release; docs/runbooks/function-failing.md",
            )
        self._healthy()
        self.say(
            f"{self.environment}: {self.commit[:12]} is applied, every function runs its image"
        )

    def _target(self) -> str:
        """Find the commit that the environment has to run."""
        environment = self.repository.environment(self.environment)
        self._pinned = environment.pinned
        commit = self.commit
        if environment.pinned:
            file = self.repository.read(self.commit, environment.file) or b""
            commit = str((yaml_text.load(file) or {}).get("revision", ""))
        return self.repository.git("rev-parse", "--verify", f"{commit}^{{commit}}")

    def _synced(self) -> None:
        self._until("applied", self._is_applied)

    def _healthy(self) -> None:
        self._until("healthy", lambda status: _word(status, "health") == "Healthy")

    def _until(self, words: str, reached: Callable[[Mapping[str, Any]], bool]) -> None:
        """Wait for the Application; a failure of this commit that lasts ends it early."""
        failing_since: float | None = None
        reason = ""
        while True:
            application = self.cluster.application(self.application)
            status = application.get("status") or {}
            if reached(status):
                return
            if (why := self._failure(status)) is None:
                failing_since = None
            elif failing_since is None:
                failing_since = time.monotonic()
            elif time.monotonic() - failing_since >= self.patience.error_window:
                raise ServiceFailed(
                    f"{self.application}: {why}",
                    next_step=f"`argocd app get {self.application}` names the resource",
                )
            now = f"{_word(status, 'sync') or 'unknown'}, {_word(status, 'health') or 'unknown'}"
            if now != reason:
                self.say(f"{self.application}: {now}; waiting until {words}")
                reason = now
            if time.monotonic() + self.patience.poll > self._deadline:
                raise TimedOut(
                    f"{self.application}: not {words} at {self.commit[:12]} within "
                    f"{self.patience.timeout:.3g} s; last seen {now}",
                    next_step=f"`argocd app get {self.application} --refresh`",
                )
            time.sleep(self.patience.poll)

    def _is_applied(self, status: Mapping[str, Any]) -> bool:
        sync = status.get("sync") or {}
        return sync.get("status") == "Synced" and self._contains(str(sync.get("revision", "")))

    def _failure(self, status: Mapping[str, Any]) -> str | None:
        """Return how the commit failed, if it did; failures of older ones are ignored."""
        operation = status.get("operationState") or {}
        revision = str((operation.get("syncResult") or {}).get("revision", ""))
        if operation.get("phase") in FAILED and self._contains(revision):
            return f"the sync failed: {operation.get('message', '')}"
        if _word(status, "health") == "Degraded" and self._is_applied(status):
            return "is degraded"
        return None

    def _contains(self, revision: str) -> bool:
        """Tell whether a revision is the commit or, on a branch, one made on top of it."""
        if revision == self.commit:
            return True
        if not revision or self._pinned:
            return False
        try:
            self.repository.fetch()
            self.repository.git("merge-base", "--is-ancestor", self.commit, revision)
        except GitError:
            return False
        return True

    def _wanted(self) -> dict[str, str]:
        """Read what every function should run, except those that an operator has pinned."""
        environment = self.repository.environment(self.environment)
        traffic = self.repository.read(self.commit, environment.traffic) or b""
        pinned = Component.parse(traffic, environment.traffic).overrides
        for service in sorted(pinned):
            self.say(f"{service}: held by an operator, not looked at")
        found = at(self.repository.read(self.commit, digests.FILE) or b"")
        left_out = {MIGRATION, *pinned}
        return {
            service: digest
            for service, digest in sorted(found.items())
            if service not in left_out and digest != digests.ZERO
        }

    def _runs(self, service: str, digest: str) -> None:
        def there(document: Mapping[str, Any]) -> bool:
            newest = services.latest_ready(document)
            named = services.image(document).endswith(f"@{digest}")
            return named and services.serving(document) == {newest: 100}

        left = max(0.0, self._deadline - time.monotonic())
        patience = Patience(left, self.patience.poll, self.patience.error_window)
        goal = run_by_a_pod(self.cluster, Goal(f"all traffic is at {digest[:19]}", there))
        until(self.cluster, service, goal, patience, self.say)


def _word(status: Mapping[str, Any], part: str) -> str:
    return str((status.get(part) or {}).get("status", ""))
