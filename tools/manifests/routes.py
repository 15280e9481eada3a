"""Paths and methods to services: Gateway API routes for NGINX Gateway Fabric.

NGINX sends every request to Kourier with the function's own host name, and Kourier finds the
function by it, waking it when it sleeps. `rule.timeouts` is refused by this gateway, so timeouts,
body and rate limits are policies next to the routes. Whatever has no function goes to the app's
files. NGINX considers prefixes last: an exact path wins, then the patterns, then the longest
prefix.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from tools.manifests.names import (
    BODY_LIMIT,
    FRONT_END,
    GATEWAY,
    GATEWAY_TIMEOUT_SECONDS,
    KOURIER_NAMESPACE,
    KOURIER_PORT,
    KOURIER_SERVICE,
    NAMESPACE,
    PART_OF,
    WAVE,
    service_host,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.endpoints import Endpoint
    from tools.manifests.names import Manifest

GROUP = "gateway.networking.k8s.io"
NGINX = "gateway.nginx.org/v1alpha1"
PUBLIC_HOST = "learning.example.org"
# The Gateway API's own limit of one HTTPRoute.
MAX_RULES = 16
SITE = "site"
# Prefixes that lead to the front end, with the route that each is in. "/" is in one route with the
# exact "/": NGINX Gateway Fabric refuses a policy (a limit) of a route when another route has the
# same path, of whatever type.
FRONT_END_PATHS = {"/": SITE, "/assets": "assets"}
# Requests a second from one address, and how many at once above it. Routes that check passwords or
# send mail are slower; the functions limit by account on top of it. A page starts with all
# files of a build at once, and a class has as many pages behind one address.
RATES = {"auth": ("5r/s", 20), "assets": ("200r/s", 400)}
USUAL_RATE = ("50r/s", 100)
# By which a trace goes on, or begins under an id: on one machine the gateway writes the last.
TRACE_FIELDS = ("traceparent", "tracestate", "X-Trace-Id")
# What the schemas of NGINX Gateway Fabric's policies allow.
MOST_TARGETS = 16


def context(path: str) -> str:
    """Return the part of the platform that a path belongs to: the word after /api/."""
    parts = path.split("/")
    return parts[2] if parts[1] == "api" and len(parts) > 2 else SITE  # noqa: PLR2004


def pattern(path: str) -> dict[str, str]:
    """Write the match of a path template; a plain path is matched exactly.

    NGINX gets `location ~ ^VALUE` without an end, so the pattern has its own.
    """
    if "{" not in path:
        return {"type": "Exact", "value": path}
    segments = [
        "[^/]+" if part.startswith("{") else part.replace(".", r"\.") for part in path.split("/")
    ]
    return {"type": "RegularExpression", "value": "/".join(segments) + "$"}


def methods(one: Endpoint) -> tuple[str, ...]:
    """Return the methods of a route; GET includes HEAD."""
    return (one.method, "HEAD") if one.method == "GET" else (one.method,)


def rule(one: Endpoint, path: str) -> Manifest:
    """Make the rule of one path of a function."""
    matches = [{"method": method, "path": pattern(path)} for method in methods(one)]
    return _rule(matches, one.service)


def front_end_rule(prefix: str) -> Manifest:
    """Build the rule of a prefix of the front end, which itself refuses other methods."""
    return _rule([{"path": {"type": "PathPrefix", "value": prefix}}], FRONT_END)


def _rule(matches: list[Manifest], service: str) -> Manifest:
    return {
        "matches": matches,
        "filters": [
            # A trace begins behind the gateway, whatever callers say of theirs (decision 0075).
            {"type": "RequestHeaderModifier", "requestHeaderModifier": {"remove": [*TRACE_FIELDS]}},
            {"type": "URLRewrite", "urlRewrite": {"hostname": service_host(service)}},
        ],
        "backendRefs": [
            # Group, kind and weight are the API's defaults: written out, Argo CD sees no drift.
            {
                "group": "",
                "kind": "Service",
                "name": KOURIER_SERVICE,
                "namespace": KOURIER_NAMESPACE,
                "port": KOURIER_PORT,
                "weight": 1,
            },
        ],
    }


def http_routes(endpoints: Iterable[Endpoint]) -> dict[str, Manifest]:
    """Make all routes by name: one for each context, split when too long; the front end's too."""
    table = [
        (context(path), path, one.method, rule(one, path))
        for one in endpoints
        for path in one.paths
    ]
    # "~" sorts behind every method, so both kinds of "/" begin the first part of their route.
    table += [(name, path, "~", front_end_rule(path)) for path, name in FRONT_END_PATHS.items()]
    table.sort(key=lambda row: row[:3])
    made: dict[str, Manifest] = {}
    for name, rows in groupby(table, key=lambda row: row[0]):
        rules = [made_rule for *_, made_rule in rows]
        for start in range(0, len(rules), MAX_RULES):
            part = f"{name}-{start // MAX_RULES + 1}" if start else name
            made[part] = _route(part, name, rules[start : start + MAX_RULES])
    return made


def policies(routes: dict[str, Manifest]) -> list[Manifest]:
    """Make the limits of all routes: time-outs, rates, and the sizes of bodies, which are equal."""
    read = f"{GATEWAY_TIMEOUT_SECONDS}s"
    timeout = {"connect": "5s", "read": read, "send": read}
    made = [
        _policy("ProxySettingsPolicy", f"timeouts{end}", {**targets, "timeout": timeout})
        for end, targets in _batches(routes)
    ]
    for limited in ("", *RATES):
        targets = [name for name in routes if _rate_name(routes[name]) == limited]
        if targets:
            made += _rates(limited, targets)
    for name in routes:
        # Its targetRef is a single one: a policy for each route.
        body = {"targetRef": _target(name), "body": {"maxSize": BODY_LIMIT, "timeout": "20s"}}
        made.append(_policy("ClientSettingsPolicy", name, body))
    return made


def _batches(names: Iterable[str]) -> Iterator[tuple[str, Manifest]]:
    """Return as many targets as a policy may have, and the end of its name."""
    targets = [_target(name) for name in names]
    for first in range(0, len(targets), MOST_TARGETS):
        end = f"-{first // MOST_TARGETS + 1}" if first else ""
        yield end, {"targetRefs": targets[first : first + MOST_TARGETS]}


def _rates(limited: str, targets: list[str]) -> list[Manifest]:
    rate, burst = RATES.get(limited, USUAL_RATE)
    rule = {
        "burst": burst,
        "key": "$binary_remote_addr",
        "noDelay": True,
        "rate": rate,
        "zoneSize": "10m",
    }
    limit = {"rateLimit": {"local": {"rules": [rule]}, "rejectCode": 429}}
    return [
        _policy("RateLimitPolicy", f"rate-{limited or 'usual'}{end}", {**batch, **limit})
        for end, batch in _batches(targets)
    ]


def _rate_name(route: Manifest) -> str:
    name: str = route["metadata"]["labels"]["learning.org/context"]
    return name if name in RATES else ""


def _target(name: str) -> Manifest:
    return {"group": GROUP, "kind": "HTTPRoute", "name": name}


def _route(name: str, context_name: str, rules: list[Manifest]) -> Manifest:
    labels = {"app.kubernetes.io/part-of": PART_OF, "learning.org/context": context_name}
    return {
        "apiVersion": f"{GROUP}/v1",
        "kind": "HTTPRoute",
        "metadata": {
            "name": name,
            "namespace": NAMESPACE,
            "labels": labels,
            "annotations": {WAVE: "2"},
        },
        "spec": {
            "hostnames": [PUBLIC_HOST],
            "parentRefs": [{"group": GROUP, "kind": "Gateway", **GATEWAY}],
            "rules": rules,
        },
    }


def _policy(kind: str, name: str, spec: Manifest) -> Manifest:
    return {
        "apiVersion": NGINX,
        "kind": kind,
        "metadata": {
            "name": name,
            "namespace": NAMESPACE,
            "labels": {"app.kubernetes.io/part-of": PART_OF},
            "annotations": {WAVE: "2"},
        },
        "spec": spec,
    }
