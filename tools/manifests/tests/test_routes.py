"""The cluster's routes and the one-machine gateway's: the same table, and the same answers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools.endpoints import Endpoint, read_endpoints
from tools.manifests.routes import MAX_RULES, context, http_routes, pattern, policies
from tools.manifests.rules.routing import path_fits, rewritten_host
from tools.tree import ROOT

if TYPE_CHECKING:
    from tools.manifests.names import Manifest

ID = "0192f5d4-7a6e-7cc0-8f53-2d5b3f3c1a11"
# One row of the local configuration: map "$routed_method $uri" $service { "~^GET /x\z" name; }
ROW = re.compile(
    r'^\s*"~\^(?P<method>[A-Z]+) (?P<path>.+)\\z" (?P<service>[a-z0-9-]+);$', re.MULTILINE
)


def endpoint(method: str, path: str, number: int = 0) -> Endpoint:
    """Make a row of an endpoint table."""
    return Endpoint(
        name=f"do_thing_{number}",
        service=f"do-thing-{number}",
        invoke="http",
        method=method,
        paths=(path,),
    )


def local_table() -> set[tuple[str, str, str]]:
    """Read the table out of nginx's own configuration, as the one-machine host writes it."""
    configuration = pytest.importorskip("local.gateway.configuration")
    from local.functions import Route

    services = {
        f"{one.method} {path}": one.service for one in read_endpoints() for path in one.paths
    }
    gateway = configuration.Gateway(
        port=8080,
        host_port=8081,
        routes={Route.parse(route): service for route, service in services.items()},
        sockets={service: Path("/run") / service for service in services.values()},
        api=Path("api"),
    )
    text = configuration.nginx_configuration(gateway)
    # HEAD is served by what serves GET: nginx says so in `map $request_method $routed_method`.
    assert "map $request_method $routed_method { default $request_method; HEAD GET; }" in text
    rows = {(row["method"], row["path"], row["service"]) for row in ROW.finditer(text)}
    return rows | {("HEAD", path, service) for method, path, service in rows if method == "GET"}


def cluster_table() -> set[tuple[str, str, str]]:
    """Read the table out of the HTTPRoutes, with paths as the same regular expressions."""
    found = set()
    for route in http_routes(read_endpoints()).values():
        for rule in route["spec"]["rules"]:
            for match in rule["matches"]:
                value = match["path"]["value"]
                exact = match["path"]["type"] == "Exact"
                path = re.escape(value) if exact else value.removesuffix("$")
                found.add((match["method"], path, rewritten_host(rule).partition(".")[0]))
    return found


def test_cluster_and_one_machine_have_the_same_table() -> None:
    """Every method and path leads to the same function on one machine and in the cluster."""
    unescaped = [
        {(method, path.replace("\\", ""), service) for method, path, service in table}
        for table in (local_table(), cluster_table())
    ]

    assert unescaped[0] == unescaped[1]
    assert len(unescaped[0]) >= 19


def test_cluster_and_one_machine_answer_the_same_addresses() -> None:
    """The patterns are not only spelt alike: they take and refuse the same addresses."""
    local = local_table()
    routes = http_routes(read_endpoints())
    templates = {path for one in read_endpoints() for path in one.paths}
    addresses = {re.sub(r"\{[^}]*\}", ID, path) for path in templates}
    addresses |= {f"{path}/" for path in addresses} | {f"{path}/x" for path in addresses}
    addresses |= {f"/x{path}" for path in addresses} | {"/", "/metrics", "/health/liveness"}
    for address in sorted(addresses):
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"):
            here = {s for m, path, s in local if m == method and re.fullmatch(path, address)}
            assert here == answered(routes, method, address), (method, address)


def answered(routes: dict[str, Manifest], method: str, address: str) -> set[str]:
    """Name the services that NGINX Gateway Fabric would choose from."""
    return {
        rewritten_host(rule).partition(".")[0]
        for route in routes.values()
        for rule in route["spec"]["rules"]
        for match in rule["matches"]
        if match["method"] == method and path_fits(match["path"], address)
    }


def test_a_placeholder_is_one_segment_and_the_pattern_ends() -> None:
    """NGINX gets `~ ^VALUE`: without an end /api/courses/1/metrics would get through."""
    assert pattern("/api/courses/{id}") == {
        "type": "RegularExpression",
        "value": "/api/courses/[^/]+$",
    }
    assert pattern("/.well-known/x/{id}")["value"] == r"/\.well-known/x/[^/]+$"
    assert pattern("/api/things/{id}/play")["value"] == "/api/things/[^/]+/play$"
    assert pattern("/api/courses") == {"type": "Exact", "value": "/api/courses"}


def test_routes_are_grouped_by_context_and_split_at_the_gateways_limit() -> None:
    """One HTTPRoute may have 16 rules: the seventeenth goes into a second one."""
    many = [endpoint("GET", f"/api/things/a{number:02}", number) for number in range(MAX_RULES + 1)]
    routes = http_routes([*many, endpoint("GET", "/robots.txt", 99)])

    assert [(name, len(one["spec"]["rules"])) for name, one in routes.items()] == [
        ("site", 1),
        ("things", 16),
        ("things-2", 1),
    ]
    covered = {
        ref["name"]
        for policy in policies(routes).values()
        for ref in policy["spec"].get("targetRefs", [policy["spec"].get("targetRef")])
    }
    assert covered == routes.keys()
    assert context("/") == "site"


def test_what_guesses_passwords_is_kept_slower() -> None:
    """Routes of /api/auth have a rate of their own, all others share the usual one."""
    made = policies(http_routes(read_endpoints(ROOT)))
    slow = made["rate-auth"]["spec"]

    assert [ref["name"] for ref in slow["targetRefs"]] == ["auth"]
    assert slow["rateLimit"]["local"]["rules"][0]["rate"] == "5r/s"
    assert "auth" not in [ref["name"] for ref in made["rate-usual"]["spec"]["targetRefs"]]
