"""Argo CD: what runs is what is in Git, and nobody changes it any other way."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from tools.manifests.applications import sources
from tools.manifests.documents import Finding, name_of, where
from tools.manifests.foundation import dig
from tools.manifests.names import REPOSITORY
from tools.manifests.promises import DAY
from tools.manifests.rules.foundation.musts import (
    Must,
    absent,
    at_least,
    given,
    held,
    is_,
    lasts,
    one_of,
    runs_every,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation
    from tools.manifests.names import Manifest

PINNED = re.compile(r"v?\d+\.\d+\.\d+|[0-9a-f]{40}")
IN_CLUSTER = "https://kubernetes.default.svc"
# What may be ignored is listed field by field; these would hide everything.
EVERYTHING = {"", "/", "/spec", "/data", "/metadata", ".", ".spec", ".metadata"}
ADMINISTRATORS = "learning:administrators"
# What an operator may do to Applications: nothing destructive.
OPERATORS_MAY = {"get", "sync", "update", "action/*"}


def applications(on: Foundation) -> Iterator[Finding]:
    """Manual changes are reverted, what is gone from Git is deleted, and failures are retried."""
    for one in on.of("Application"):
        yield from _synced(where(one), one.get("spec") or {})
    for one in on.of("ApplicationSet"):
        yield from _synced(where(one), dig(one, "spec/template/spec") or {})
        yield from held("application-set", where(one), one, _SET)


def _synced(place: str, spec: Manifest) -> Iterator[Finding]:
    automated = dig(spec, "syncPolicy/automated") or {}
    if automated.get("selfHeal") is not True:
        yield Finding("self-heal", place, "what is changed by hand stays changed")
    if automated.get("enabled", True) is not True or not automated:
        yield Finding("self-heal", place, "what is merged waits for a person")
    if automated.get("prune") is not True:
        yield Finding("prune", place, "what is gone from Git stays in the cluster")
    if automated.get("allowEmpty"):
        yield Finding("prune", place, "an empty folder would remove everything")
    options = dig(spec, "syncPolicy/syncOptions") or ()
    if "ServerSideApply=true" not in options:
        yield Finding("sync-options", place, "large definitions fit no client-side annotation")
    if {"Validate=false", "Replace=true", "Force=true"} & set(options):
        yield Finding("sync-options", place, "would replace what is running")
    if spec.get("ignoreDifferences") and "RespectIgnoreDifferences=true" not in options:
        yield Finding("sync-options", place, "ignored fields would be overwritten anyway")
    yield from held("sync-retry", place, spec, _RETRY)
    yield from _ignored(place, spec)


def _ignored(place: str, spec: Manifest) -> Iterator[Finding]:
    for ignored in spec.get("ignoreDifferences") or ():
        paths = {*(ignored.get("jsonPointers") or ()), *(ignored.get("jqPathExpressions") or ())}
        secret = ignored.get("kind") == "Secret" and ignored.get("name")
        if (
            not ignored.get("kind")
            or ignored.get("kind") == "*"
            or (paths & EVERYTHING and not secret)
        ):
            yield Finding("ignored-difference", place, f"hides everything of {ignored.get('kind')}")
        if ignored.get("managedFieldsManagers"):
            yield Finding("ignored-difference", place, "hides whatever a controller writes")


_RETRY = (
    Must("syncPolicy/retry/limit", at_least(5), "a slow webhook would stop the start"),
    Must("syncPolicy/retry/backoff/maxDuration", given, "retries would wait for hours"),
)
_SET = (
    Must("spec/goTemplate", is_(True), "a missing value would be an empty path"),
    Must(
        "spec/goTemplateOptions",
        is_(["missingkey=error"]),
        "a missing value would be an empty path",
    ),
    Must(
        "spec/syncPolicy/applicationsSync", is_("create-update"), "a broken generator would delete"
    ),
    Must("spec/syncPolicy/preserveResourcesOnDeletion", is_(True), "deleting it would delete all"),
    Must("spec/template/spec/project", is_("{{.layer}}"), "each layer has its own rights"),
)


def pins(on: Foundation) -> Iterator[Finding]:
    """A chart or an external repository has a fixed version; production runs a tag of ours."""
    for one in on.of("Application"):
        for source in sources(one):
            revision = str(source.get("targetRevision"))
            foreign = source.get("repoURL") != REPOSITORY
            if (foreign or on.environment == "prod") and not PINNED.fullmatch(revision):
                yield Finding("unpinned", where(one), f"{revision} is not one version")


def projects(on: Foundation) -> Iterator[Finding]:
    """A project names what it may do, where, and from which repository."""
    for one in on.of("AppProject"):
        for key in (
            "sourceRepos",
            "destinations",
            "clusterResourceWhitelist",
            "namespaceResourceWhitelist",
        ):
            for entry in dig(one, f"spec/{key}") or ():
                entries = entry.values() if isinstance(entry, dict) else [entry]
                if any("*" in str(value) for value in entries):
                    yield Finding("project-star", where(one), f"{key} allows everything")
        for place in dig(one, "spec/destinations") or ():
            if place.get("server") != IN_CLUSTER:
                yield Finding("project", where(one), f"leads to {place.get('server')}")
        yield from held("project", where(one), one, _PROJECT)
    yield from _windows(on)


def limits(on: Foundation) -> Iterator[Finding]:
    """An Application has the rights of a project, in this cluster."""
    known = {name_of(one) for one in on.of("AppProject")}
    for one in on.of("Application"):
        if dig(one, "spec/project") not in known:
            yield Finding("project", where(one), f"{dig(one, 'spec/project')} has no limits")
        if dig(one, "spec/destination/server") != IN_CLUSTER:
            yield Finding("project", where(one), "leads out of the cluster")


def _windows(on: Foundation) -> Iterator[Finding]:
    stores = on.find("AppProject", "stores")
    windows = [
        one
        for one in dig(stores, "spec/syncWindows") or ()
        if one.get("kind") == "deny" and "stores-prod" in (one.get("applications") or ())
    ]
    if not windows:
        yield Finding("sync-window", "AppProject/argocd/stores", "stores restart by day")
    for one in windows:
        yield from held("sync-window", "AppProject/argocd/stores", one, _WINDOW)


_WINDOW = (
    Must("schedule", runs_every(DAY), "some days have no window"),
    Must("duration", lasts(DAY / 2), "people learn longer than that"),
    Must("timeZone", is_("Etc/UTC"), "the schedule is written in UTC"),
)
_PROJECT = (
    Must("spec/sourceRepos", given, "nothing can be synced"),
    Must("spec/destinations", given, "nothing can be synced"),
    Must("spec/namespaceResourceWhitelist", given, "no list means everything"),
    Must("spec/clusterResourceWhitelist", lambda value: value is not None, "say that it is none"),
    Must("spec/orphanedResources/ignore", absent, "what nobody owns would be hidden"),
    Must("metadata/finalizers", given, "an Application would be left without its limits"),
    Must("spec/roles", absent, "a token of a project is one more way in"),
)


def rights(on: Foundation) -> Iterator[Finding]:
    """Everybody who is signed in may look; operators may sync; administrators do the rest."""
    found = on.find("ConfigMap", "argocd-rbac-cm")
    if found is None:
        yield Finding("argo-rights", "argocd", "Argo CD has no rights of its own")
        return
    if dig(found, "data/policy.default") not in {"role:readonly", ""}:
        yield Finding(
            "argo-default-role", where(found), f"everybody is {dig(found, 'data/policy.default')}"
        )
    if dig(found, "data/policy.matchMode") not in {None, "glob"}:
        yield Finding("argo-rights", where(found), "patterns would be read in another way")
    for message in _granted(str(dig(found, "data/policy.csv"))):
        yield Finding("argo-rights", where(found), message)


def _granted(policy: str) -> Iterator[str]:
    for row in csv.reader(policy.splitlines(), skipinitialspace=True):
        match row:
            case ["p", subject, "applications", action, _, "allow"] if action not in OPERATORS_MAY:
                yield f"{subject} may {action}"
            case ["p", _, "applications", _, _, "allow"] | ["p", _, "logs", "get", _, "allow"]:
                pass
            case ["p", subject, resource, action, _, "allow"]:
                yield f"{subject} may {action} {resource}"
            case ["g", subject, "role:admin"] if subject != ADMINISTRATORS:
                yield f"{subject} may do everything"


def settings(on: Foundation) -> Iterator[Finding]:
    """People sign in by name, over TLS, and nobody gets a shell in a pod."""
    for name in ("argocd-cm", "argocd-notifications-cm"):
        if on.find("ConfigMap", name, "argocd") is None:
            yield Finding("argo-settings", "argocd", f"there is no {name}")
    found = on.find("ConfigMap", "argocd-cm", "argocd")
    if found is not None:
        yield from held("argo-settings", where(found), found, _SETTINGS)
    told = on.find("ConfigMap", "argocd-notifications-cm", "argocd")
    text = str(dig(told, "data/subscriptions"))
    for trigger in ("on-sync-failed", "on-health-degraded"):
        if trigger not in text or not dig(told, f"data/trigger.{trigger}"):
            yield Finding("argo-notifications", "argocd", f"nobody is told of {trigger}")
    if not on.is_real:
        return
    # One machine has no identity provider: `argocd login --core` is the way there.
    yield from held("argo-settings", "argocd", found, _SIGN_IN)
    yield from held("argo-settings", "Chart/argo-cd", on.charts.get("argo-cd"), _CHART)


_HEALTH = "resource.customizations.health."
_SETTINGS = (
    Must("data/admin.enabled", is_("false"), "one password for everybody"),
    Must("data/exec.enabled", one_of(None, "false"), "a shell in every pod"),
    Must("data/users.anonymous.enabled", one_of(None, "false"), "everybody may look"),
    Must(
        "data/application.resourceTrackingMethod",
        is_("annotation"),
        "labels are cut at 63 characters",
    ),
    Must(f"data/{_HEALTH}argoproj.io_Application", given, "waves would not wait for each other"),
    Must(
        f"data/{_HEALTH}serving.knative.dev_Service",
        given,
        "a function that is down would be healthy",
    ),
    Must(
        f"data/{_HEALTH}eventing.knative.dev_Broker",
        given,
        "a broker that is down would be healthy",
    ),
    Must(
        f"data/{_HEALTH}eventing.knative.dev_Trigger", given, "a lost subscription would be healthy"
    ),
)
_SIGN_IN = (
    Must("data/url", lambda value: str(value).startswith("https://"), "people sign in by TLS"),
    Must("data/oidc.config", lambda value: "issuer: https://" in str(value), "nobody can sign in"),
)
_CHART = (
    Must("configs/params/server.insecure", is_(False), "passwords would travel in plain"),
    Must("configs/cm/create", is_(False), "the chart's settings would replace ours"),
    Must("configs/rbac/create", is_(False), "the chart's rights would replace ours"),
    Must("notifications/cm/create", is_(False), "the chart's settings would replace ours"),
    Must("global/networkPolicy/create", is_(True), "every pod could reach Argo CD"),
    Must("global/networkPolicy/defaultDenyIngress", is_(True), "every pod could reach Argo CD"),
)
