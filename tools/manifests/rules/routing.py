"""Routes: each reaches a function, each function with a route is reached, and nothing else is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, api_group, name_of, namespace_of, where
from tools.manifests.names import (
    BODY_LIMIT,
    FRONT_END,
    GATEWAY,
    KOURIER_NAMESPACE,
    KOURIER_PLAIN_PORT,
    KOURIER_PORT,
    KOURIER_SERVICE,
    NAMESPACE,
    service_host,
)
from tools.manifests.routes import FRONT_END_PATHS, MAX_RULES, pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.manifests.names import Manifest
    from tools.manifests.rules.case import Case

HOST = re.compile(rf"(?P<service>[a-z0-9-]+)\.{NAMESPACE}\.svc\.cluster\.local")
# NGINX Gateway Fabric refuses these.
UNSUPPORTED = ("name", "timeouts", "retry", "sessionPersistence")
# The platform's own paths of every function: visible only inside the cluster.
HIDDEN = ("/metrics", "/health/liveness", "/health/readiness", "/health", "/healthz")
Row = tuple[str, str, str]
"""Method, path as (type:value), service."""


def targets(case: Case) -> Iterator[Finding]:
    """Every rule goes to Kourier under the host name of a service that exists."""
    for route in case.documents.of("HTTPRoute"):
        place = where(route)
        rules = route["spec"].get("rules") or ()
        if len(rules) > MAX_RULES:
            yield Finding("route-rules", place, f"{len(rules)} rules, {MAX_RULES} are possible")
        for rule in rules:
            for key in UNSUPPORTED:
                if key in rule:
                    yield Finding("route-unsupported", place, f"the gateway refuses rule.{key}")
            host = rewritten_host(rule)
            found = HOST.fullmatch(host)
            if found is None or found["service"] not in case.service_names:
                yield Finding("route-target", place, f"{host or 'no host'} is not a service")
            backends = [
                (one.get("name"), one.get("namespace"), one.get("port"))
                for one in rule.get("backendRefs") or ()
            ]
            port = KOURIER_PORT if case.is_real else KOURIER_PLAIN_PORT
            if backends != [(KOURIER_SERVICE, KOURIER_NAMESPACE, port)]:
                yield Finding("route-backend", place, f"must go to Kourier, goes to {backends}")
        parents = [
            (one.get("name"), one.get("namespace"), one.get("sectionName"))
            for one in route["spec"].get("parentRefs") or ()
        ]
        if parents != [(GATEWAY["name"], GATEWAY["namespace"], GATEWAY["sectionName"])]:
            yield Finding("route-parent", place, "must belong to the gateway's https listener")


def table(case: Case) -> Iterator[Finding]:
    """The routes are exactly the endpoint table and the front end's files."""
    wanted = {("ANY", f"PathPrefix:{prefix}", FRONT_END) for prefix in FRONT_END_PATHS}
    for one in (function.endpoint for function in case.functions):
        for template in one.paths:
            path = pattern(template)
            for method in (one.method, "HEAD") if one.method == "GET" else (one.method,):
                wanted.add((method, f"{path['type']}:{path['value']}", one.service))
    found = list(rows(case.documents.of("HTTPRoute")))
    for row in sorted(wanted - set(found)):
        yield Finding("route-missing", row[2], f"{row[0]} {row[1]} leads nowhere")
    for row in sorted(set(found) - wanted):
        yield Finding("route-undeclared", row[2], f"{row[0]} {row[1]} is in no func.yaml")
    for row in sorted({row for row in found if found.count(row) > 1}):
        yield Finding("route-twice", row[2], f"{row[0]} {row[1]} appears twice")


def limits(case: Case) -> Iterator[Finding]:
    """Each route has a body limit, timeouts and a rate; each policy has its route."""
    routes = {name_of(one) for one in case.documents.of("HTTPRoute")}
    for kind in ("ClientSettingsPolicy", "ProxySettingsPolicy", "RateLimitPolicy"):
        covered: list[str] = []
        for policy in case.documents.of(kind):
            spec = policy["spec"]
            refs = spec.get("targetRefs") or [spec.get("targetRef") or {}]
            for ref in refs:
                if ref.get("kind") == "HTTPRoute" and ref.get("name") not in routes:
                    yield Finding("limit-target", where(policy), f"no route {ref.get('name')}")
                covered.append(ref.get("name", ""))
            size = (spec.get("body") or {}).get("maxSize", BODY_LIMIT)
            if size != BODY_LIMIT:
                yield Finding("limit-target", where(policy), f"{size} is not {BODY_LIMIT}")
        for name in sorted(routes - set(covered)):
            yield Finding("no-limit", f"HTTPRoute/{name}", f"has no {kind}")


def conflicts(case: Case) -> Iterator[Finding]:
    """No two routes share a path, unless they share one policy of limits.

    NGINX Gateway Fabric 2.6 (internal/controller/state/graph/policies.go) then refuses the policy
    of either, whatever the types of the two paths, and the requests have no limit at all.
    """
    paths = {name_of(one): _paths(one) for one in case.documents.of("HTTPRoute")}
    for kind in ("ClientSettingsPolicy", "ProxySettingsPolicy", "RateLimitPolicy"):
        for policy in case.documents.of(kind):
            spec = policy["spec"]
            refs = spec.get("targetRefs") or [spec.get("targetRef") or {}]
            targets = {ref.get("name", "") for ref in refs}
            for name in sorted(targets & paths.keys()):
                for other in sorted(paths.keys() - targets):
                    for path in sorted(paths[name] & paths[other]):
                        message = f"is refused: {name} and {other} both have {path}"
                        yield Finding("limit-conflict", where(policy), message)


def _paths(route: Manifest) -> set[str]:
    return {
        str((match.get("path") or {}).get("value", "/"))
        for rule in route["spec"].get("rules") or ()
        for match in rule.get("matches") or [{}]
    }


def grants(case: Case) -> Iterator[Finding]:
    """Kourier's namespace lets our routes point at it."""
    backends = {
        (one.get("namespace"), one.get("name"))
        for route in case.documents.of("HTTPRoute")
        for rule in route["spec"].get("rules") or ()
        for one in rule.get("backendRefs") or ()
        if one.get("namespace") not in {None, namespace_of(route)}
    }
    known = [
        one
        for one in (*case.documents.items, *case.platform)
        if one.get("kind") == "ReferenceGrant" and api_group(one) == "gateway.networking.k8s.io"
    ]
    for namespace, name in sorted(backends):
        if not any(
            namespace_of(one) == namespace
            and any(
                who.get("kind") == "HTTPRoute" and who.get("namespace") == NAMESPACE
                for who in one["spec"]["from"]
            )
            and any(
                to.get("kind") == "Service" and to.get("name") in {None, name}
                for to in one["spec"]["to"]
            )
            for one in known
        ):
            message = f"no ReferenceGrant in {namespace} lets routes of {NAMESPACE} use it"
            yield Finding("route-grant", f"Service/{namespace}/{name}", message)


def hidden(case: Case) -> Iterator[Finding]:
    """Metrics and health of a function cannot be reached through the gateway.

    A prefix of the front end takes these addresses, too: there is not a function behind it, and its
    nginx says 404 (local/tests/test_front_end.py, and the smoke test after each release).
    """
    for route in case.documents.of("HTTPRoute"):
        for rule in route["spec"].get("rules") or ():
            if rewritten_host(rule) == service_host(FRONT_END):
                continue
            # Without a match a rule takes everything.
            for match in rule.get("matches") or [{"path": {"type": "PathPrefix", "value": "/"}}]:
                path = match.get("path") or {"type": "PathPrefix", "value": "/"}
                for address in HIDDEN:
                    if path_fits(path, address):
                        message = f"{path.get('value')} lets {address} out"
                        yield Finding("route-exposes", where(route), message)


def rows(routes: Iterable[Manifest]) -> Iterator[Row]:
    """Yield method, path and service of every match of some routes."""
    for route in routes:
        for rule in route["spec"].get("rules") or ():
            service = rewritten_host(rule).partition(".")[0]
            for match in rule.get("matches") or ():
                path = match.get("path") or {}
                text = f"{path.get('type', 'PathPrefix')}:{path.get('value', '/')}"
                yield match.get("method", "ANY"), text, service


def rewritten_host(rule: Manifest) -> str:
    """Return the host name that a rule sends to its backend."""
    for one in rule.get("filters") or ():
        if one.get("type") == "URLRewrite":
            return str((one.get("urlRewrite") or {}).get("hostname", ""))
    return ""


def path_fits(path: Manifest, address: str) -> bool:
    """Tell whether NGINX Gateway Fabric's location for a match takes an address."""
    value = str(path.get("value", "/"))
    match path.get("type"):
        case "Exact":
            return value == address
        case "RegularExpression":
            return re.match(f"^{value}", address) is not None
    return address == value or address.startswith(value.rstrip("/") + "/")
