"""The two routes of a change: through Git, or through break-glass, which is always undone.

Through Git is the rule: a commit, and Argo CD applies it. Break-glass is for the night when Git or
Argo CD is down: auto-sync is paused, with a note on the Application of what to undo; the live
Service is changed; and when Git agrees, or the time is over, or anyone presses Ctrl-C, the pause
ends and Git's state applies again. If even this process dies, the note is still there:
`status` shows it, and `resume` undoes it.
"""

from __future__ import annotations

import copy
import getpass
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from tools.ops import builds, services
from tools.ops.cluster import Cluster, auto_sync, note_reason, pause_note
from tools.ops.digests import digest_of, holds_digests, with_digest
from tools.ops.errors import GitError, UsageError
from tools.ops.repository import Environment, Repository
from tools.ops.services import INITIAL_SCALE, LATEST
from tools.ops.traffic import Component, Override
from tools.ops.waiting import Patience, Say

Document = dict[str, Any]


class Route(Protocol):
    """A way to change one service's traffic and image."""

    def current(self) -> Override | None:
        """Return the service's override, or nothing."""

    def tip(self) -> str:
        """Return the state that changes are based on: a commit or a substitute for one."""

    def apply(self, override: Override | None, message: str) -> None:
        """Replace the service's override; None removes it."""

    def promote(self, image: str, message: str) -> None:
        """Make the image the service's own and remove the override."""


@dataclass
class GitRoute:
    """Commits, which Argo CD applies. Refuses to start while Argo CD would not."""

    cluster: Cluster
    repository: Repository
    environment: str
    service: str
    application: str

    def __post_init__(self) -> None:
        """Refuse when auto-sync is off: a commit would then wait without anyone noticing."""
        if not auto_sync(self.cluster.application(self.application)):
            raise UsageError(
                f"auto-sync of {self.application} is off, so nothing of Git would be applied",
                next_step=f"`python -m tools.ops resume {self.application}` when a break-glass "
                f"left it so, else `argocd app set {self.application} --sync-policy automated`",
            )

    def current(self) -> Override | None:
        """Read the traffic component as the environment runs it."""
        environment = self.repository.environment(self.environment)
        content = self.repository.read(self.repository.tip(environment), environment.traffic)
        return Component.parse(content or b"", environment.traffic).overrides.get(self.service)

    def tip(self) -> str:
        """Return the commit that the environment runs."""
        return self.repository.tip(self.repository.environment(self.environment))

    def apply(self, override: Override | None, message: str) -> None:
        """Commit the traffic component with another override."""
        path = Environment(self.environment, "", pinned=False).traffic

        def edit(read: Callable[[str], bytes]) -> dict[str, bytes]:
            component = Component.parse(read(path), path)
            return {path: component.with_(self.service, override).render()}

        self._publish(edit, message)

    def promote(self, image: str, message: str) -> None:
        """Commit the digest and the traffic component without the service, both at once."""
        path = Environment(self.environment, "", pinned=False).traffic
        digests = self.digests()

        def edit(read: Callable[[str], bytes]) -> dict[str, bytes]:
            component = Component.parse(read(path), path)
            return {
                path: component.with_(self.service, None).render(),
                digests: with_digest(read(digests), self.service, image, digests),
            }

        self._publish(edit, message)

    def digests(self) -> str:
        """Find the file of the digests. Raises UsageError when it or the service is missing."""
        return digests_file(self.repository, self.tip(), self.environment, self.service)

    def _publish(self, edit: Callable[..., Any], message: str) -> None:
        self.repository.publish(self.environment, edit, message)
        self.cluster.refresh(self.application)


def digests_file(repository: Repository, tip: str, environment: str, service: str) -> str:
    """Find the kustomization with the digests that the environment is built with.

    Raises UsageError when it is built with none, or with none of the service.
    """
    for path, content in builds.kustomizations(repository, tip, environment).items():
        if holds_digests(content):
            digest_of(content, service, path)
            return path
    raise builds.not_included(environment, "a component of the functions' digests")


def check_writable(
    repository: Repository, name: str, service: str, *, promotes: bool = False
) -> None:
    """Refuse an environment that would not run what is written for it. Raises UsageError."""
    environment = repository.environment(name)
    tip = repository.tip(environment)
    builds.check_included(repository, tip, name, environment.traffic)
    if promotes:
        digests_file(repository, tip, name, service)


@dataclass
class LiveRoute:
    """Changes to the live Service while Argo CD is paused. Only `break_glass` makes one."""

    cluster: Cluster
    service: str
    before: Document
    override: Override | None = None
    image: str | None = None
    """The image that was promoted, if one was."""

    def current(self) -> Override | None:
        """Return what this process has changed."""
        return self.override

    def tip(self) -> str:
        """Return a substitute for a commit: the second in which this began."""
        return f"{int(time.time()):x}"

    def apply(self, override: Override | None, message: str) -> None:
        """Patch traffic, name and image of the live Service; None restores the original."""
        del message
        spec = copy.deepcopy(self.before)
        if override:
            spec["traffic"] = [target.manifest() for target in override.traffic]
            if override.candidate:
                spec["template"]["metadata"]["name"] = override.candidate.revision
                spec["template"]["metadata"]["annotations"][INITIAL_SCALE] = "1"
                spec["template"]["spec"]["containers"][0]["image"] = override.candidate.image
        self.cluster.patch_service(self.service, spec)
        self.override = override

    def promote(self, image: str, message: str) -> None:
        """Set the live Service's image until Git has it, or it is undone."""
        del message
        spec = copy.deepcopy(self.before)
        spec["traffic"] = [target.manifest() for target in LATEST]
        spec["template"]["spec"]["containers"][0]["image"] = image
        self.cluster.patch_service(self.service, spec)
        self.override, self.image = None, image

    @property
    def changed(self) -> bool:
        """Tell whether the live Service differs from the original."""
        return self.override is not None or self.image is not None


@dataclass
class Glass:
    """What break-glass needs: how long the change may stand, and how to see that Git has it."""

    cluster: Cluster
    repository: Repository
    environment: str
    application: str
    service: str
    hold: float = 1800
    patience: Patience = field(default_factory=Patience)
    say: Say = print


@contextmanager
def break_glass(glass: Glass) -> Iterator[LiveRoute]:
    """Pause auto-sync, yield a live route, then always hand back to Git."""
    _must_sync(glass.cluster, glass.application)
    before = _mutable(glass.cluster.service(glass.service))
    note = {"service": glass.service, "spec": before} | _who_and_when()
    glass.say(f"BREAK-GLASS: auto-sync of {glass.application} is paused until this is undone.")
    route = LiveRoute(glass.cluster, glass.service, before)
    try:
        glass.cluster.pause(glass.application, note)
        yield route
        if route.changed:
            _hold(glass, route)
    finally:
        if route.changed and not _git_agrees(glass, route):
            glass.say(f"{glass.service}: back to what it was, Git does not have the change")
            undo(glass.cluster, note)
        glass.cluster.resume(glass.application)
        glass.say(f"auto-sync of {glass.application} is on again; Git decides what runs")


def pause_by_hand(cluster: Cluster, application: str, why: str) -> None:
    """Pause auto-sync for what a person does by hand. Raises UsageError when it is paused."""
    _must_sync(cluster, application)
    cluster.pause(application, {"why": why} | _who_and_when())


def _must_sync(cluster: Cluster, name: str) -> None:
    application = cluster.application(name)
    if note := pause_note(application):
        raise UsageError(
            f"{note['by']} has paused {name} for {note_reason(note)} since {note['at']}",
            next_step=f"agree with them, or `python -m tools.ops resume {name}`",
        )
    if not auto_sync(application):
        raise UsageError(
            f"auto-sync of {name} is off already, and not by this tool",
            next_step="find out who paused it and why: `argocd app history` and the audit log",
        )


def _who_and_when() -> Document:
    return {
        "by": getpass.getuser(),
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def undo(cluster: Cluster, note: Document) -> None:
    """Restore the spec that the live Service had before a break-glass."""
    cluster.patch_service(note["service"], note["spec"])


def _hold(glass: Glass, route: LiveRoute) -> None:
    """Wait until Git has the change or the time is over."""
    glass.say(
        f"{glass.service}: the live change stands for at most {glass.hold:g} s. Bring it into Git "
        "(the same command without --break-glass, from anywhere); Ctrl-C undoes it now."
    )
    deadline = time.monotonic() + glass.hold
    while time.monotonic() < deadline and not _git_agrees(glass, route):
        time.sleep(min(glass.patience.poll * 5, max(0.0, deadline - time.monotonic())))


def _git_agrees(glass: Glass, route: LiveRoute) -> bool:
    """Tell whether Git matches what is live. An unreachable Git counts as no."""
    try:
        environment = glass.repository.environment(glass.environment)
        tip = glass.repository.tip(environment)
        if route.image:
            path = digests_file(glass.repository, tip, glass.environment, glass.service)
            content = glass.repository.read(tip, path) or b""
            return route.image.endswith(digest_of(content, glass.service, path))
        content = glass.repository.read(tip, environment.traffic) or b""
        override = Component.parse(content, environment.traffic).overrides.get(glass.service)
    except (GitError, UsageError):
        return False
    return (
        override is not None
        and route.override is not None
        and override.traffic == route.override.traffic
    )


def _mutable(service: Document) -> Document:
    """Return the parts of a live spec that a change touches, ready to be merged back.

    Name and scale are included even when absent: in a merge patch null removes them.
    """
    template = service["spec"]["template"]
    metadata = template.get("metadata", {})
    scale = (metadata.get("annotations") or {}).get(INITIAL_SCALE)
    return {
        "traffic": [target.manifest() for target in services.wanted(service)],
        "template": {
            "metadata": {
                "name": metadata.get("name"),
                "annotations": {INITIAL_SCALE: scale},
            },
            "spec": {"containers": template["spec"]["containers"]},
        },
    }
