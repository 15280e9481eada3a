"""Who may do what inside the cluster: rights by name, pods without the host, images by version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tools.manifests.documents import (
    Finding,
    containers,
    namespace_of,
    template,
    walk,
    where,
)
from tools.manifests.foundation import dig
from tools.manifests.rules.foundation.musts import Must, given, held, is_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation
    from tools.manifests.names import Manifest

LOOKING = {"get", "list", "watch"}
FORBIDDEN_VERBS = {"*", "escalate", "bind", "impersonate"}
STRONG_ROLES = {"cluster-admin", "admin", "edit", "system:masters"}
EVERYBODY = {"system:authenticated", "system:unauthenticated", "system:masters", "system:anonymous"}
HOST = ("hostNetwork", "hostPID", "hostIPC", "hostUsers")
# A tag that is one version, not a line of them: `1.31` moves, `1.31.0` does not.
VERSION = re.compile(r"v?\d+\.\d+\.\d+[\w.-]*|v?\d+\.\d+-[\w.-]+")
IMAGE_KEYS = {"image", "imageName"}


def roles(on: Foundation) -> Iterator[Finding]:
    """A role names what it may do to what; no Secrets, no right to grant rights."""
    for kind in ("Role", "ClusterRole"):
        for one in on.of(kind):
            for rule in one.get("rules") or ():
                resources = set(rule.get("resources") or ())
                verbs = set(rule.get("verbs") or ())
                if "*" in resources | set(rule.get("apiGroups") or ()) or verbs & FORBIDDEN_VERBS:
                    yield Finding("role-star", where(one), "gives more than anybody asked for")
                if "secrets" in resources:
                    yield Finding("role-secrets", where(one), "may read passwords")
                if {"pods/exec", "pods/attach"} & resources:
                    yield Finding("role-exec", where(one), "may open a shell in a pod")


def bindings(on: Foundation) -> Iterator[Finding]:
    """A binding gives an existing role to an existing account, never to everybody."""
    for kind in ("RoleBinding", "ClusterRoleBinding"):
        for one in on.of(kind):
            role = dig(one, "roleRef/name")
            reference = str(dig(one, "roleRef/kind"))
            everywhere = reference == "ClusterRole"
            found = on.find(reference, role, None if everywhere else namespace_of(one))
            if role in STRONG_ROLES or (everywhere and found is not None and _changes(found)):
                yield Finding("binding", where(one), f"gives {role} in the whole cluster")
            elif found is None:
                yield Finding("binding", where(one), f"there is no role {role}")
            for who in one.get("subjects") or [{}]:
                if who.get("name") in EVERYBODY:
                    yield Finding("binding", where(one), f"{who.get('name')} is everybody")
                if (
                    who.get("kind") == "ServiceAccount"
                    and on.find("ServiceAccount", who.get("name"), who.get("namespace")) is None
                ):
                    yield Finding("binding", where(one), f"there is no account {who.get('name')}")


def _changes(role: Manifest) -> bool:
    """Tell whether a role may do more than read."""
    return any(set(rule.get("verbs") or ()) - LOOKING for rule in role.get("rules") or ())


def tokens(on: Foundation) -> Iterator[Finding]:
    """An account has a token only where its pod talks to the API."""
    for one in on.of("ServiceAccount"):
        if one.get("automountServiceAccountToken") is not False:
            yield Finding("account-token", where(one), "its pods could talk to the API")
    for one in _workloads(on):
        spec = template(one).get("spec") or {}
        if spec.get("automountServiceAccountToken") is not False:
            yield Finding("account-token", where(one), "its pods could talk to the API")
        account = spec.get("serviceAccountName")
        if on.find("ServiceAccount", account, namespace_of(one)) is None:
            yield Finding("account-missing", where(one), f"there is no account {account}")


def hosts(on: Foundation) -> Iterator[Finding]:
    """No pod uses its node's resources, and none is privileged, whoever creates it."""
    for place, document in _everything(on):
        for path, value in walk(document):
            key = path.rpartition(".")[2]
            if (key in HOST and value not in {False, None}) or key in {"hostPath", "hostPort"}:
                yield Finding("host-access", place, f"{path} reaches the node")
            if key == "privileged" and value is not False:
                yield Finding("privileged", place, f"{path} is {value}")
            if key.endswith("ecurityContext") and isinstance(value, dict):
                yield from _context(place, path, value)


def pods(on: Foundation) -> Iterator[Finding]:
    """Every pod of ours declares that it is not root, and its resource limits."""
    for one in _workloads(on):
        spec = template(one).get("spec") or {}
        for each in [*(spec.get("initContainers") or ()), *containers(one)]:
            yield from held("privileged", where(one), each, _CONTAINER)
            yield from held("pod-resources", where(one), each, _LIMITED)
        yield from held("privileged", where(one), spec, _POD)
    for kind, paths in CONTEXTS.items():
        for one in on.of(kind):
            for path in paths:
                # A path that ends in a pod's context, not in a container's.
                pod = path.endswith(("podSecurityContext", "pod/securityContext"))
                table = _POD_CONTEXT if pod else _CONTEXT
                yield from held("privileged", where(one), dig(one, path), table)
    for kind, paths in RESOURCES.items():
        for one in on.of(kind):
            for path in paths:
                yield from held("pod-resources", where(one), dig(one, path), _TAKEN)


_POD = (Must("securityContext/runAsNonRoot", is_(True), "it may run as root"),)
_CONTAINER = (
    Must("securityContext/capabilities/drop", is_(["ALL"]), "it has capabilities"),
    Must("securityContext/readOnlyRootFilesystem", is_(True), "it can change its own image"),
    Must("securityContext/allowPrivilegeEscalation", is_(False), "it may become root"),
)
_LIMITED = (
    Must("resources/limits/memory", given, "it may take all of a node"),
    Must("resources/requests/cpu", given, "the scheduler would not count it"),
)
_POD_CONTEXT = (
    Must("runAsNonRoot", is_(True), "it may run as root"),
    Must("seccompProfile/type", is_("RuntimeDefault"), "it may make any system call"),
)
_CONTEXT = (
    *_POD_CONTEXT,
    Must("capabilities/drop", is_(["ALL"]), "it has capabilities"),
    Must("allowPrivilegeEscalation", is_(False), "it may become root"),
)
_TAKEN = (
    Must("limits/memory", given, "it may take all of a node"),
    Must("requests/memory", given, "the scheduler would not count it"),
    Must("requests/cpu", given, "the scheduler would not count it"),
)
# Where operators are told how their pods run: whatever is missing, Pod Security refuses.
CONTEXTS: dict[str, tuple[str, ...]] = {
    "PerconaServerMongoDB": (
        "spec/replsets/0/podSecurityContext",
        "spec/replsets/0/containerSecurityContext",
        "spec/initContainerSecurityContext",
        "spec/backup/containerSecurityContext",
    ),
    "Kafka": (
        "spec/kafka/template/pod/securityContext",
        "spec/kafka/template/kafkaContainer/securityContext",
        "spec/entityOperator/template/pod/securityContext",
        "spec/entityOperator/template/topicOperatorContainer/securityContext",
    ),
}
RESOURCES: dict[str, tuple[str, ...]] = {
    "Cluster": ("spec/resources",),
    "PerconaServerMongoDB": ("spec/replsets/0/resources",),
    "KafkaNodePool": ("spec/resources",),
    "NginxProxy": ("spec/kubernetes/deployment/container/resources",),
}


def _context(place: str, path: str, context: Manifest) -> Iterator[Finding]:
    wrong = (
        (context.get("allowPrivilegeEscalation") not in {None, False}, "may become root"),
        (
            "allowPrivilegeEscalation" not in context and "capabilities" in context,
            "may become root",
        ),
        (dig(context, "capabilities/add"), "has capabilities"),
        (
            "capabilities" in context and dig(context, "capabilities/drop") != ["ALL"],
            "has capabilities",
        ),
        (context.get("runAsNonRoot") not in {None, True}, "may run as root"),
        (context.get("runAsUser") == 0 or context.get("runAsGroup") == 0, "runs as root"),
        (dig(context, "seccompProfile/type") not in {None, "RuntimeDefault"}, "any system call"),
        (
            "allowPrivilegeEscalation" not in context and not context.get("runAsNonRoot"),
            "may run as root",
        ),
    )
    for fault, message in wrong:
        if fault:
            yield Finding("privileged", place, f"{path}: {message}")


def images(on: Foundation) -> Iterator[Finding]:
    """Every image is one version."""
    for place, document in _everything(on):
        for path, value in walk(document):
            if path.rpartition(".")[2] not in IMAGE_KEYS:
                continue
            if isinstance(value, dict):
                tag = str(value.get("digest") or value.get("tag") or "")
                named = "tag" in value or "digest" in value or "repository" in value
            else:
                _, at, digest = str(value).partition("@")
                tag = digest if at else str(value).rpartition("/")[2].partition(":")[2]
                named = True
            if named and not (tag.startswith("sha256:") or VERSION.fullmatch(tag)):
                yield Finding("image-version", place, f"{path} is {value}: not one version")


def jobs(on: Foundation) -> Iterator[Finding]:
    """A job that hangs is ended, with an alert."""
    for one in on.of("CronJob"):
        spec = dig(one, "spec/jobTemplate/spec") or {}
        if not spec.get("activeDeadlineSeconds") or dig(one, "spec/concurrencyPolicy") != "Forbid":
            yield Finding("job-limits", where(one), "one that hangs would block the next")
        if template(one).get("spec", {}).get("restartPolicy") != "Never":
            yield Finding("job-limits", where(one), "its failures would not be seen")
        if not dig(one, "spec/failedJobsHistoryLimit"):
            yield Finding("job-limits", where(one), "its failures would not be seen")


def _workloads(on: Foundation) -> Iterator[Manifest]:
    for kind in ("CronJob", "Job", "Deployment", "StatefulSet", "DaemonSet"):
        yield from on.of(kind)


def _everything(on: Foundation) -> Iterator[tuple[str, Any]]:
    for one in on.documents.items:
        yield where(one), one
    for name, values in on.charts.items():
        yield f"Chart/{name}", values
