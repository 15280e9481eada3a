"""Alerts fire when they should and only then, and reach who should hear of them: `nox -s alerts`.

Prometheus itself plays the series, Alertmanager itself routes and inhibits. Without these programs
the tests fail; none is skipped.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import httpx2
import pytest
import yaml

from local.ports import free_port
from tests.patience import TimeLimit
from tools.observability.debian import program
from tools.observability.rules import CASES, alertmanager, alerts, on_this_machine, write_plain

pytestmark = [pytest.mark.alerts, pytest.mark.usefixtures("socket_enabled")]


def run(name: str, *arguments: str | Path, cwd: Path | None = None) -> str:
    """Run a program, which must succeed; return what it printed."""
    done = subprocess.run(
        [program(name), *arguments], check=False, capture_output=True, text=True, cwd=cwd
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# ---- rules


def test_prometheus_accepts_the_rules(tmp_path: Path) -> None:
    """Promtool reads every file, with its links."""
    run("promtool", "check", "rules", *write_plain(tmp_path))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the rules and their cases."""
    folder = tmp_path_factory.mktemp("rules")
    write_plain(folder, links=False)
    for case in CASES.glob("*.yaml"):
        shutil.copy(case, folder / f"test-{case.name}")
    return folder


@pytest.mark.parametrize("case", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_alerts_fire_when_they_should_and_only_then(played: Path, case: Path) -> None:
    """Series are played to the real rule engine, which says what it would have sent."""
    run("promtool", "test", "rules", f"test-{case.name}", cwd=played)


# ---- routes


@pytest.fixture(scope="module")
def configuration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write Alertmanager's configuration, with webhooks as receivers."""
    file = tmp_path_factory.mktemp("alertmanager") / "alertmanager.yaml"
    file.write_text(yaml.safe_dump(on_this_machine("http://127.0.0.1:9")), encoding="utf-8")
    return file


def test_alertmanager_accepts_its_configuration(configuration: Path) -> None:
    """Amtool reads it."""
    assert "SUCCESS" in run("amtool", "check-config", configuration)


@pytest.mark.parametrize("name", sorted(alerts()))
def test_every_alert_reaches_who_should_hear_of_it(configuration: Path, name: str) -> None:
    """The person on call hears of critical alerts, the channel of the rest, a machine of life."""
    severity = alerts()[name]["labels"]["severity"]
    expected = {"critical": "on-call", "warning": "quiet", "none": "heartbeat"}[severity]
    labels = (f"alertname={name}", f"severity={severity}", "service=log-in")
    routed = run("amtool", "config", "routes", "test", "--config.file", configuration, *labels)
    assert routed.strip() == expected


# ---- inhibition and delivery, by a running Alertmanager


class Quiet(BaseHTTPRequestHandler):
    """Answers without a line for each request."""

    def log_message(self, *_arguments: Any) -> None:
        """Print nothing."""


class Served:
    """A server on a port of its own, for as long as the ``with`` block."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Inbox(Served):
    """A webhook that keeps what each receiver is told: pairs of receiver and alert."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, str]] = []
        inbox = self

        class Handler(Quiet):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                for one in body["alerts"]:
                    name = one["labels"]["alertname"]
                    inbox.told.append((self.path.strip("/"), name, one["status"]))
                self.send_response(200)
                self.end_headers()

        super().__init__(Handler)


@contextlib.contextmanager
def running(name: str, *arguments: str, folder: Path, ready: str) -> Iterator[None]:
    """Run a program until the block ends; begin when it says that it is ready."""
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen([program(name), *arguments], stdout=log, stderr=log, cwd=folder)
        try:
            until(lambda: _is_up(ready), process, (folder / f"{name}.log").read_text)
            yield
        finally:
            process.terminate()
            process.wait(30)


def _is_up(url: str) -> bool:
    try:
        return httpx2.get(url).status_code == 200
    except httpx2.TransportError:
        return False


def until(
    holds: Callable[[], object],
    process: subprocess.Popen[bytes] | None = None,
    seen: Callable[[], object] = lambda: "",
) -> None:
    """Wait until it holds or fail with what was seen: a minute, longer on a busy machine."""
    limit = TimeLimit(60)
    while not holds():
        assert process is None or process.poll() is None, seen()
        assert not limit.is_over(), seen()
        time.sleep(0.2)


@pytest.fixture
def inbox(socket_enabled: None) -> Iterator[Inbox]:
    """Return where Alertmanager's messages arrive."""
    del socket_enabled  # only has to come first
    with Inbox() as inbox:
        yield inbox


@pytest.fixture
def manager(inbox: Inbox, tmp_path: Path) -> Iterator[str]:
    """Run Alertmanager with our routes and inhibitions; give its address."""
    config = yaml.safe_dump(on_this_machine(f"http://{inbox.address}"))
    (tmp_path / "alertmanager.yaml").write_text(config, encoding="utf-8")
    address = f"127.0.0.1:{free_port()}"
    arguments = (
        f"--config.file={tmp_path / 'alertmanager.yaml'}",
        f"--storage.path={tmp_path / 'alertmanager'}",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",
    )
    ready = f"http://{address}/-/ready"
    with running("alertmanager", *arguments, folder=tmp_path, ready=ready):
        yield f"http://{address}"


def post(manager: str, *labels: dict[str, str]) -> None:
    """Tell Alertmanager of alerts that fire."""
    now = datetime.now(UTC).isoformat()
    body = [{"labels": _with_severity(one), "startsAt": now} for one in labels]
    httpx2.post(f"{manager}/api/v2/alerts", json=body).raise_for_status()


def _with_severity(labels: dict[str, str]) -> dict[str, str]:
    return labels | {"severity": alerts()[labels["alertname"]]["labels"]["severity"]}


def heard(manager: str) -> set[tuple[str, str]]:
    """Return the alerts that are not inhibited: name, and service or store."""
    found = httpx2.get(f"{manager}/api/v2/alerts", params={"inhibited": "false"}).json()
    return {
        (one["labels"]["alertname"], one["labels"].get("service") or one["labels"].get("store", ""))
        for one in found
    }


def test_a_store_that_is_down_silences_its_own_slowness_and_nothing_else(manager: str) -> None:
    """The drill, other stores, other functions and critical pages of others are heard."""
    post(
        manager,
        {"alertname": "PostgresDown"},
        {"alertname": "StoreQueriesSlow", "store": "postgres", "query": "find"},
        {"alertname": "StoreQueriesSlow", "store": "redis", "query": "get"},
        {"alertname": "RestoreDrillOverdue"},
        {"alertname": "RestoreDrillOverdue", "namespace": "restore-drill"},
        {"alertname": "FunctionErrors", "service": "log-in"},
        {"alertname": "FunctionSlow", "service": "log-in"},
        {"alertname": "FunctionSlow", "service": "log-out"},
        {"alertname": "ErrorBudgetBurnsFast", "service": "log-in"},
        {"alertname": "ErrorBudgetBurnsFast", "service": "get-user"},
    )
    expected = {
        ("PostgresDown", ""),
        ("StoreQueriesSlow", "redis"),
        ("RestoreDrillOverdue", ""),
        ("FunctionErrors", "log-in"),
        ("FunctionSlow", "log-out"),
        ("ErrorBudgetBurnsFast", "get-user"),
    }
    until(lambda: heard(manager) == expected)


def test_a_bucket_that_is_down_silences_what_follows_from_it(manager: str) -> None:
    """Files neither arrive nor go, and its requests are slow; other stores are heard."""
    post(
        manager,
        {"alertname": "ObjectStoreUnavailable"},
        {"alertname": "FilesNotArriving"},
        {"alertname": "FilesNotCollected", "state": "deleted"},
        {"alertname": "StoreQueriesSlow", "store": "objects", "query": "get_object"},
        {"alertname": "StoreQueriesSlow", "store": "redis", "query": "get"},
    )
    expected = {("ObjectStoreUnavailable", ""), ("StoreQueriesSlow", "redis")}
    until(lambda: heard(manager) == expected)


def test_each_receiver_is_told_what_is_its_own(manager: str, inbox: Inbox) -> None:
    """The heartbeat beats again and again; what is over is told, too."""
    post(manager, {"alertname": "Watchdog"}, {"alertname": "DeadLetters"})
    post(manager, {"alertname": "PostgresDown"})
    expected = {
        ("heartbeat", "Watchdog", "firing"),
        ("quiet", "DeadLetters", "firing"),
        ("on-call", "PostgresDown", "firing"),
    }
    until(lambda: set(inbox.told) == expected)


def test_the_heartbeat_beats_every_minute() -> None:
    """It comes often enough to page within minutes of its end."""
    (route,) = (one for one in alertmanager()["route"]["routes"] if one["receiver"] == "heartbeat")
    assert route["repeat_interval"] == route["group_interval"] == "1m"


# ---- the whole way: an exporter, Prometheus, Alertmanager, a message


class Exporter(Served):
    """Metrics of a broker's topic of dead letters, as Kafka's exporter has them."""

    def __init__(self) -> None:
        self.offset = 0
        exporter = self

        class Handler(Quiet):
            def do_GET(self) -> None:
                name = 'kafka_topic_partition_current_offset{topic="learning-dead-letters"}'
                body = f"{name} {exporter.offset}\n".encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.end_headers()
                self.wfile.write(body)

        super().__init__(Handler)


def test_a_dead_letter_is_told_and_its_end_is_told(
    manager: str, inbox: Inbox, tmp_path: Path
) -> None:
    """From the count of a topic to the message of a receiver, in seconds instead of minutes."""
    for file in write_plain(tmp_path):
        text = file.read_text().replace("[15m]", "[15s]").replace("interval: 30s", "interval: 1s")
        file.write_text(text)
    with Exporter() as exporter:
        config = {
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": ["events.yaml", "platform.yaml"],
            "scrape_configs": [
                {"job_name": "kafka", "static_configs": [{"targets": [exporter.address]}]}
            ],
            "alerting": {
                "alertmanagers": [
                    {"static_configs": [{"targets": [manager.removeprefix("http://")]}]}
                ]
            },
        }
        (tmp_path / "prometheus.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
        address = f"127.0.0.1:{free_port()}"
        arguments = (
            f"--config.file={tmp_path / 'prometheus.yaml'}",
            f"--storage.tsdb.path={tmp_path / 'prometheus'}",
            f"--web.listen-address={address}",
            # What is sent before Alertmanager is discovered is sent again then, not in a minute.
            "--rules.alert.resend-delay=1s",
        )
        ready = f"http://{address}/-/ready"
        with running("prometheus", *arguments, folder=tmp_path, ready=ready):

            def told() -> str:
                log = (tmp_path / "prometheus.log").read_text()
                return f"{inbox.told}\n{httpx2.get(f'http://{address}/api/v1/alerts').text}\n{log}"

            until(lambda: ("heartbeat", "Watchdog", "firing") in inbox.told, seen=told)
            query = f"http://{address}/api/v1/query"
            counted = {"query": "kafka_topic_partition_current_offset"}
            until(lambda: httpx2.get(query, params=counted).json()["data"]["result"], seen=told)
            assert ("quiet", "DeadLetters", "firing") not in inbox.told

            def another_is_told() -> bool:
                exporter.offset += 2
                return ("quiet", "DeadLetters", "firing") in inbox.told

            # Again and again: one step is forgotten if nothing is scraped for fifteen seconds.
            until(another_is_told, seen=told)
            until(lambda: ("quiet", "DeadLetters", "resolved") in inbox.told, seen=told)
