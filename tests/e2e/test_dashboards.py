"""Every query of every dashboard, asked of a real Prometheus that the local platform filled."""

from __future__ import annotations

import json
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from manifests.platform.tests.test_observability import FIGURES, FOREIGN, selectors
from tests.e2e.platform import ROOT, Platform, course_fields, eventually
from tests.e2e.prometheus import Prometheus

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

pytestmark = pytest.mark.alerts

PASSWORD = "a long enough password"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 24
BOARDS = sorted((ROOT / "manifests/platform/observability/dashboards").glob("*.json"))
# Whose metrics are scraped; scraping wakes them.
SCRAPED = (
    *("collect-files", "complete-file", "create-file", "get-file"),
    *("confirm-enrollment", "create-course", "create-enrollment", "get-course", "index-course"),
    *("list-courses", "log-in", "register-user", "relay-outbox", "send-email"),
)
# What nothing on a healthy platform has to show, and why.
QUIET = {"Faulty records": "every stored record is read"}


class Query(NamedTuple):
    """A query with where it stands."""

    panel: str
    expression: str

    @property
    def metrics(self) -> set[str]:
        """Name what it asks for."""
        return {metric for metric, _ in selectors(self.expression)}

    @property
    def exporters(self) -> set[str]:
        """Name the programs whose metrics it asks for, and which only a cluster has."""
        return {
            FOREIGN[metric] for metric in self.metrics if FOREIGN.get(metric, FIGURES) != FIGURES
        }


def queries() -> Iterator[Query]:
    """Give every query; for the board of one function, the one that claims seats."""
    for file in BOARDS:
        for panel in json.loads(file.read_bytes())["panels"]:
            for target in panel["targets"]:
                expression = target["expr"].replace("$service", "create-enrollment")
                yield Query(panel["title"], expression)


class Bridge(ThreadingHTTPServer):
    """The functions' metrics on a port: /<service> is what its process has at /metrics."""

    def __init__(self, platform: Platform) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.platform = platform


class _Handler(BaseHTTPRequestHandler):
    server: Bridge

    def do_GET(self) -> None:
        """Pass on what the function's process has."""
        response = self.server.platform.call(self.path.strip("/"), "GET", "/metrics")
        self.send_response(response.status_code)
        self.send_header("Content-Type", response.headers["content-type"])
        self.end_headers()
        self.wfile.write(response.content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def own(staged: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform for these tests only, whose functions stay awake."""
    running = Platform(
        tmp_path_factory.mktemp("own"), arguments=("--idle", "600", "--rate-limits", "off")
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def filled(own: Platform, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """A Prometheus that saw the platform at work, with the labels of the cluster's monitors."""
    bridge = Bridge(own)
    threading.Thread(target=bridge.serve_forever, daemon=True).start()
    functions = {
        "job_name": "functions",
        "scrape_interval": "10s",
        "scrape_timeout": "10s",
        "static_configs": [
            {
                "targets": [f"127.0.0.1:{bridge.server_port}"],
                "labels": {
                    "__metrics_path__": f"/{service}",
                    "namespace": "learning",
                    "service": service,
                    "revision": f"{service}-00001",
                    "pod": f"{service}-00001-1",
                },
            }
            for service in SCRAPED
        ],
    }
    figures = {
        "job_name": "figures",
        "metrics_path": "/_local/metrics",
        "static_configs": [{"targets": [f"127.0.0.1:{own.port}"]}],
    }
    folder = tmp_path_factory.mktemp("prometheus")
    with Prometheus(folder, [functions, figures]).running() as running:
        eventually(
            lambda: running.value('sum(up{job="functions"})') == len(SCRAPED), within_seconds=120
        )
        for _ in range(2):
            use(own)
            time.sleep(12)  # so that what has just begun is scraped before it goes on
        yield running
    bridge.shutdown()
    bridge.server_close()


def use(own: Platform) -> None:
    """Do a bit of everything: read, register, fail to sign in, enroll, teach, lose a store."""
    email = f"ana.{uuid.uuid4().hex[:8]}@example.org"
    account = {"email": email, "password": PASSWORD, "name": "Ana"}
    with own.client() as http:
        courses = http.get("/api/courses", params={"sort": "price", "limit": 5}).json()["items"]
        assert http.get(f"/api/courses/{courses[0]['id']}").status_code == 200
        assert http.post("/api/auth/register", json=account).status_code == 201
        wrong = {"email": email, "password": "not this one at all"}
        assert http.post("/api/auth/login", json=wrong).status_code == 401
    with own.sign_in(email, PASSWORD) as ana:
        for course in courses[:2]:
            claim = ana.post("/api/enrollments", json={"course_id": course["id"]})
            assert claim.status_code == 201, claim.text
        eventually(lambda: email in str([mail["to"] for mail in own.inbox()]), within_seconds=30)
        with own.without("redis"):
            claim = ana.post("/api/enrollments", json={"course_id": courses[2]["id"]})
        assert claim.status_code == 503, claim.text
    with own.as_role("instructor") as teacher:
        made = teacher.post("/api/courses", json=course_fields(f"Pottery {uuid.uuid4().hex[:6]}"))
        assert made.status_code == 201, made.text
        upload(own, teacher)
    eventually(lambda: own.tick("collect-files") == 204, within_seconds=30)
    eventually(lambda: own.tick("relay-outbox") == 204, within_seconds=30)
    eventually(lambda: own.tick("save-figures") == 204, within_seconds=30)


def upload(own: Platform, teacher: httpx2.Client) -> None:
    """Upload a picture past the functions and fetch it again; announce another one."""
    new = {"purpose": "cover", "name": "a.png", "content_type": "image/png", "bytes": len(PNG)}
    file, other = [teacher.post("/api/files", json=new).json() for _ in range(2)]
    early = teacher.put(f"/api/files/{other['file']['id']}/completion")
    assert early.status_code == 409, early.text
    address, place = file["upload"], f"/api/files/{file['file']['id']}"
    with own.client() as browser:
        sent = browser.put(address["url"], headers=address["headers"], content=PNG)
        assert sent.status_code == 200, sent.text
        assert teacher.put(f"{place}/completion").status_code == 200
        assert browser.get(teacher.get(place).json()["url"]).content == PNG


def test_every_query_of_what_the_local_platform_has_returns_data(filled: Prometheus) -> None:
    """Nothing is misspelled and no label is asked for that no series has."""
    local = [query for query in queries() if not query.exporters]
    assert len(local) > 40

    def empty() -> list[Query]:
        return [
            query
            for query in local
            if query.panel not in QUIET and not filled.query(query.expression)
        ]

    try:
        eventually(lambda: not empty(), within_seconds=30, every=3)
    except TimeoutError:
        assert empty() == []


def test_every_other_query_is_one_that_prometheus_takes(filled: Prometheus) -> None:
    """What only a cluster's exporters have is asked for without an error."""
    others = [query for query in queries() if query.exporters or query.panel in QUIET]
    assert others
    for query in others:
        filled.query(query.expression)


def test_the_page_of_dashboards_names_what_is_not_seen_here() -> None:
    """docs/dashboards.md lists the exporters whose metrics no test here has."""
    page = (ROOT / "docs/dashboards.md").read_text(encoding="utf-8")
    missing = {name for query in queries() for name in query.exporters}
    assert [name for name in sorted(missing) if name not in page] == []
