"""The functions' users and groups, how they start, and whose word on addresses they trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, containers, name_of, template, walk, where
from tools.manifests.rules.scaling import AUTOSCALING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.names import Manifest
    from tools.manifests.rules.case import Case

LIBRARY = "lms_limits"
"""A function with it in its closure may ask for the caller's address."""
VARIABLE = "LMS_CLIENT_ADDRESS_HEADER"
HEADER = "X-Real-IP"
"""NGINX Gateway Fabric writes it over whatever came; nothing behind it touches it."""
INITIAL = f"{AUTOSCALING}initial-scale"


def groups(case: Case) -> Iterator[Finding]:
    """A security context with a user has a group: the default, 0, owns much of an image."""
    for one in case.documents.items:
        yield from group_faults(where(one), one)


def group_faults(place: str, document: Manifest) -> Iterator[Finding]:
    """Look through a document, or the values of a chart, for security contexts."""
    for path, context in walk(document):
        if not isinstance(context, dict):
            continue
        if "runAsUser" in context and not context.get("runAsGroup"):
            message = f"{path} names a user and runs as group {context.get('runAsGroup', 0)}"
            yield Finding("group", place, message)
        elif context.get("runAsGroup") == 0:
            yield Finding("group", place, f"{path} runs as group 0")
        if context.get("fsGroup") == 0 or 0 in (context.get("supplementalGroups") or ()):
            yield Finding("group", place, f"{path} adds group 0")


def initial_scale(case: Case) -> Iterator[Finding]:
    """Each Service says how it starts; where releases are judged, a pod has to run for Ready."""
    for service in case.documents.services:
        place = where(service)
        said = (template(service).get("metadata") or {}).get("annotations") or {}
        value = str(said.get(INITIAL, ""))
        if not value.isdecimal():
            yield Finding("initial-scale", place, f"say {INITIAL}: the cluster's own may be 0")
        elif case.is_real and int(value) < 1:
            message = "with an initial scale of 0 it is Ready whatever its image does"
            yield Finding("initial-scale", place, message)


def client_address(case: Case) -> Iterator[Finding]:
    """Functions that count by address read the header our gateway writes; no route does."""
    by_name = {name_of(one): one for one in case.documents.services}
    for function in case.functions:
        if LIBRARY not in function.libraries or function.name not in by_name:
            continue
        service = by_name[function.name]
        said = [
            env.get("value")
            for container in containers(service)
            for env in container.get("env") or ()
            if env["name"] == VARIABLE
        ]
        if said != [HEADER]:
            message = f"{VARIABLE} is {said or 'not set'}: all callers would be one"
            yield Finding("client-address", where(service), message)
    for route in case.documents.of("HTTPRoute"):
        for path, value in walk(route["spec"]):
            if "HeaderModifier" in path and str(value).lower() == HEADER.lower():
                message = f"{path} changes {HEADER}, which is the gateway's alone"
                yield Finding("client-address", where(route), message)
