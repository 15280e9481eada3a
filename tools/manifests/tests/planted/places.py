"""Where faults are planted in what is built with the functions, and how a copy is spoiled."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy as copy_of
from typing import Any

from tools.manifests.documents import Documents, containers, name_of
from tools.manifests.page_manifest import LABEL

Change = Callable[[Documents], Any]
"""Works in place, or returns other documents."""
Faults = dict[str, tuple[str, Change]]
"""What it is, the rule that has to find it, and how it is planted."""

MANIFEST = '{"css":["/assets/a-1.css"],"js":["/assets/a-2.js"],"preload":[]}'
TAG = "123456789012.dkr.ecr.us-east-1.amazonaws.com/learning/create-course:v1"


def spoiled(documents: Documents, change: Change) -> Documents:
    """Return the documents after a change, which works in place or returns others."""
    changed = change(documents)
    return changed if isinstance(changed, Documents) else documents


def one(documents: Documents, kind: str, name: str, group: str | None = None) -> dict[str, Any]:
    """Return one document."""
    return next(found for found in documents.of(kind, group) if name_of(found) == name)


def service(documents: Documents, name: str = "create-course") -> dict[str, Any]:
    """Return one Knative Service."""
    return one(documents, "Service", name, "serving.knative.dev")


def container(documents: Documents, name: str = "create-course") -> dict[str, Any]:
    """Return the container of one Knative Service."""
    return containers(service(documents, name))[0]


def pages(documents: Documents) -> list[str]:
    """Name the services that render pages."""
    services = documents.of("Service", "serving.knative.dev")
    return [name_of(each) for each in services if LABEL in each["metadata"].get("labels", {})]


def scaling(documents: Documents) -> dict[str, Any]:
    """Return the autoscaler's annotations of one Knative Service."""
    found: dict[str, Any] = service(documents)["spec"]["template"]["metadata"]["annotations"]
    return found


def rule(documents: Documents, number: int = 0) -> dict[str, Any]:
    """Return one rule of the courses' route."""
    found: dict[str, Any] = one(documents, "HTTPRoute", "courses")["spec"]["rules"][number]
    return found


def rewrite(route_rule: dict[str, Any]) -> dict[str, Any]:
    """Return the filter of a rule that says which service takes its requests."""
    found: dict[str, Any] = next(
        one["urlRewrite"] for one in route_rule["filters"] if one["type"] == "URLRewrite"
    )
    return found


def build(documents: Documents) -> Documents:
    """Give the front end an image and name its files in all pages, as a release does."""
    image = container(documents, "front-end")["image"]
    container(documents, "front-end")["image"] = image.replace("0" * 64, "1" * 64)
    for page in pages(documents):
        env(documents, "LMS_PAGE_MANIFEST", page)["value"] = MANIFEST
    return documents


def files_rule(documents: Documents) -> dict[str, Any]:
    """Return the catch-all rule: it takes what no function does."""
    found: dict[str, Any] = next(
        rule
        for rule in one(documents, "HTTPRoute", "site")["spec"]["rules"]
        if "method" not in rule["matches"][0]
    )
    return found


def apart(documents: Documents) -> Documents:
    """Move that rule into a route of its own, with limits of its own."""
    catch_all = files_rule(documents)
    one(documents, "HTTPRoute", "site")["spec"]["rules"].remove(catch_all)
    route = copy_of(one(documents, "HTTPRoute", "assets"))
    route["metadata"]["name"] = "files"
    route["spec"]["rules"] = [catch_all]
    limit = copy_of(one(documents, "ClientSettingsPolicy", "assets"))
    limit["metadata"]["name"] = limit["spec"]["targetRef"]["name"] = "files"
    for policy_ in documents.items:
        refs = policy_.get("spec", {}).get("targetRefs", [])
        if any(ref["name"] == "site" for ref in refs):
            refs.append({**refs[0], "name": "files"})
    return plus(plus(documents, route), limit)


def policy(documents: Documents, name: str) -> dict[str, Any]:
    """Return the spec of one NetworkPolicy."""
    found: dict[str, Any] = one(documents, "NetworkPolicy", name)["spec"]
    return found


def trigger(documents: Documents) -> dict[str, Any]:
    """Return the spec of one Trigger."""
    found: dict[str, Any] = one(documents, "Trigger", "send-email")["spec"]
    return found


def env(documents: Documents, name: str, of: str = "create-course") -> dict[str, Any]:
    """Return one variable of one Knative Service."""
    return next(one for one in container(documents, of)["env"] if one["name"] == name)


def without(documents: Documents, kind: str, name: str) -> Documents:
    """Return the documents without one of them."""
    items = tuple(x for x in documents.items if not (x["kind"] == kind and name_of(x) == name))
    return Documents(documents.environment, items)


def plus(documents: Documents, document: dict[str, Any]) -> Documents:
    """Return the documents and one more."""
    return Documents(documents.environment, (*documents.items, document))
