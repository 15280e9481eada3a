"""References: whatever is named must exist, and be there before what needs it.

Argo CD starts a wave of Applications when the one before is healthy. A pod that mounts a Secret of
a later wave never becomes healthy, and the later wave never comes: a cluster that cannot start. So
each reference of every Application is followed to what creates it: a document, an ExternalSecret or
Certificate behind a Secret, an operator, a chart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.manifests.applications import step
from tools.manifests.documents import Finding, api_group, load, where
from tools.manifests.rules.made import CHARTS, GROUPS, PROVIDED, Thing, by_document
from tools.manifests.rules.needed import in_document, in_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.manifests.applications import Application
    from tools.manifests.names import Manifest

FIRST = -10_000


@dataclass(frozen=True, order=True)
class Place:
    """When something is applied: its Application's wave, and its own step in that."""

    wave: int
    application: str
    step: int = 0

    def serves(self, user: Place) -> bool:
        """Tell whether what is created here exists, or will appear, when a user waits for it."""
        if self.application == user.application:
            return self.step <= user.step
        return self.wave <= user.wave


def check(applications: Iterable[Application]) -> Iterator[Finding]:
    """Follow every reference of one environment."""
    applications = tuple(applications)
    made = makers(applications)
    for user, thing, place in _needed(applications):
        places = made.get(thing, [])
        if not places:
            yield Finding("made-by-nobody", place, f"nobody makes {thing}")
        elif not any(maker.serves(user) for maker in places):
            (first, *_) = sorted(places)
            yield Finding(
                "made-too-late",
                place,
                f"{thing} comes from {first.application} in wave {first.wave}"
                f"{f' (step {first.step})' if first.application == user.application else ''},"
                f" {user.application} is in wave {user.wave}",
            )
    yield from _kinds(applications)


def makers(applications: tuple[Application, ...]) -> dict[Thing, list[Place]]:
    """Find where each thing comes from."""
    found: dict[Thing, list[Place]] = {thing: [Place(-100, "the cluster")] for thing in PROVIDED}
    for one in applications:
        if one.makes_namespace:
            thing = Thing("Namespace", "", one.namespace)
            found.setdefault(thing, []).append(Place(one.wave, one.name, FIRST))
        for thing in CHARTS.get(one.chart, ()):
            found.setdefault(thing, []).append(Place(one.wave, one.name))
        for document, when in _documents(one):
            for thing in by_document(document):
                found.setdefault(thing, []).append(Place(one.wave, one.name, when))
    return found


def _needed(applications: tuple[Application, ...]) -> Iterator[tuple[Place, Thing, str]]:
    for one in applications:
        for thing in in_values(one.values, one.namespace):
            yield Place(one.wave, one.name), thing, f"Application/{one.name}"
        for document, when in _documents(one):
            for thing in in_document(document):
                yield Place(one.wave, one.name, when), thing, where(document)


def _documents(application: Application) -> Iterator[tuple[Manifest, int]]:
    """Return each document with its step, and those that a ConfigMap keeps for a job to apply."""
    for one in application.documents:
        yield one, step(one)
        if one["kind"] == "ConfigMap":
            for name, text in (one.get("data") or {}).items():
                if name.endswith(".yaml"):
                    yield from ((kept, step(one)) for kept in load(text) if "kind" in kept)


def _kinds(applications: tuple[Application, ...]) -> Iterator[Finding]:
    """A custom resource can be applied only when its definition exists."""
    waves = {one.name: one.wave for one in applications}
    for one in applications:
        for document in one.documents:
            group = api_group(document)
            if group not in GROUPS:
                if "." in group and not group.endswith(".k8s.io"):
                    yield Finding("kind-by-nobody", where(document), f"nobody defines {group}")
                continue
            maker = GROUPS[group]
            if maker and waves.get(maker, one.wave) >= one.wave:
                yield Finding(
                    "made-too-late", where(document), f"{maker} defines {group} and comes too late"
                )
