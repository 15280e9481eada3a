"""Least rights: pods, accounts, secrets, namespaces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.manifests.documents import (
    Finding,
    containers,
    name_of,
    namespace_of,
    template,
    walk,
    where,
)
from tools.manifests.names import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.names import Manifest
    from tools.manifests.rules.case import Case

LOWEST_USER = 10_000
# The restricted profile, field by field, at the container: Knative has no pod-level context.
RESTRICTED = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "runAsNonRoot": True,
}
SECRET_NAMES = re.compile(r"(?i)(PASSWORD|SECRET|SIGNING_KEY|API_KEY|PRIVATE_KEY|CREDENTIALS?)$")
CREDENTIALS = re.compile(r"://[^/\s:@]*:[^/\s@]+@")


def _workloads(case: Case) -> tuple[Manifest, ...]:
    kinds = ("Job", "CronJob", "Deployment", "StatefulSet")
    return (*case.documents.services, *(one for kind in kinds for one in case.documents.of(kind)))


def pods(case: Case) -> Iterator[Finding]:
    """No root, nothing writable, no capabilities, no token."""
    for workload in _workloads(case):
        place = where(workload)
        if (template(workload).get("spec") or {}).get("automountServiceAccountToken") is not False:
            yield Finding("token", place, "automountServiceAccountToken must be false")
        for container in containers(workload):
            context = container.get("securityContext") or {}
            yield from _context(place, context)
            user = context.get("runAsUser", 0)
            if namespace_of(workload) == NAMESPACE and user < LOWEST_USER:
                yield Finding("restricted", place, f"user {user} may be somebody on the node")
            resources = container.get("resources") or {}
            if "memory" not in (resources.get("limits") or {}):
                yield Finding("resources", place, "a memory limit protects the node")
            if not {"cpu", "memory"} <= (resources.get("requests") or {}).keys():
                yield Finding("resources", place, "requests are what the scheduler counts")


def _context(place: str, context: Manifest) -> Iterator[Finding]:
    for key, value in RESTRICTED.items():
        if context.get(key) is not value:
            yield Finding("restricted", place, f"{key} must be {str(value).lower()}")
    capabilities = context.get("capabilities") or {}
    if capabilities.get("drop") != ["ALL"] or capabilities.get("add"):
        yield Finding("capabilities", place, "drop ALL and add none")
    if (context.get("seccompProfile") or {}).get("type") != "RuntimeDefault":
        yield Finding("restricted", place, "seccompProfile must be RuntimeDefault")


def accounts(case: Case) -> Iterator[Finding]:
    """Each workload has its own account, which has no token."""
    known = _accounts(case)
    for workload in (*case.documents.services, *case.documents.of("Job")):
        account = (template(workload).get("spec") or {}).get("serviceAccountName", "default")
        if account not in known:
            yield Finding("account", where(workload), f"there is no ServiceAccount {account}")
        elif account != name_of(workload):
            yield Finding("account", where(workload), f"runs as {account}, not as itself")
    for one in known.values():
        if one.get("automountServiceAccountToken") is not False:
            yield Finding("token", where(one), "automountServiceAccountToken must be false")


def rights(case: Case) -> Iterator[Finding]:
    """No account of a workload has any rights, and no role gives everything."""
    known = _accounts(case)
    for kind in ("RoleBinding", "ClusterRoleBinding"):
        for binding in case.documents.of(kind):
            for who in binding.get("subjects") or ():
                if who.get("kind") == "ServiceAccount" and who.get("name") in known:
                    message = f"no function needs rights: {who['name']}"
                    yield Finding("rights", where(binding), message)
    for kind in ("Role", "ClusterRole"):
        for role in case.documents.of(kind):
            if any("*" in values for rule in role.get("rules") or () for values in rule.values()):
                yield Finding("rights", where(role), "a star gives more than anybody asked for")
            if any("secrets" in (rule.get("resources") or ()) for rule in role.get("rules") or ()):
                yield Finding("rights", where(role), "nobody may read the values of Secrets")


def _accounts(case: Case) -> dict[str, Manifest]:
    return {
        name_of(one): one
        for one in case.documents.of("ServiceAccount")
        if namespace_of(one) == NAMESPACE
    }


def secrets_exist(case: Case) -> Iterator[Finding]:
    """Every Secret and key that a workload reads is made by an ExternalSecret."""
    if not case.is_real:
        return
    made = {
        (name_of(one), item["secretKey"])
        for one in case.documents.of("ExternalSecret")
        for item in one["spec"].get("data") or ()
    }
    for workload in (*case.documents.services, *case.documents.of("Job")):
        for path, value in walk(workload):
            if path.endswith("secretKeyRef") and (value.get("name"), value.get("key")) not in made:
                message = f"nobody makes {value.get('name')}:{value.get('key')}"
                yield Finding("secret-missing", where(workload), message)


def no_secrets(case: Case) -> Iterator[Finding]:
    """No document holds a secret: no Secret, no password in a variable."""
    for one in case.documents.of("Secret"):
        yield Finding("secret-in-git", where(one), "secrets come from AWS Secrets Manager")
    for workload in _workloads(case):
        for container in containers(workload):
            for env in container.get("env") or ():
                value = str(env.get("value") or "")
                if value and (SECRET_NAMES.search(env["name"]) or CREDENTIALS.search(value)):
                    message = f"{env['name']} must come from a Secret"
                    yield Finding("secret-in-git", where(workload), message)


def admission(case: Case) -> Iterator[Finding]:
    """Real environments admit signed images of our registry only, and run those of no other."""
    if not case.is_real or not case.functions:
        return
    registry = str(case.functions[0].document["registry"])
    rules = [
        verify
        for one in case.documents.of("ClusterPolicy")
        for rule in one["spec"].get("rules") or ()
        for verify in rule.get("verifyImages") or ()
        if f"{registry}/*" in verify["imageReferences"]
    ]
    if not any(
        rule.get("failureAction") == "Enforce" and rule.get("required") and rule.get("attestors")
        for rule in rules
    ):
        yield Finding("unsigned-images", registry, "no policy enforces signatures of its images")
    for workload in (*case.documents.services, *case.documents.of("Job")):
        for container in containers(workload):
            if not str(container.get("image")).startswith(f"{registry}/"):
                message = f"{container.get('image')} is not in {registry}"
                yield Finding("foreign-registry", where(workload), message)


def namespaces(case: Case) -> Iterator[Finding]:
    """Namespaces refuse pods that are not restricted; deleting an Application keeps them."""
    found = list(case.documents.of("Namespace"))
    if not any(name_of(one) == NAMESPACE for one in found):
        yield Finding("pod-security", NAMESPACE, "the namespace has no manifest")
    for one in found:
        labels = one["metadata"].get("labels") or {}
        if labels.get("pod-security.kubernetes.io/enforce") != "restricted":
            yield Finding("pod-security", where(one), "must enforce the restricted profile")
