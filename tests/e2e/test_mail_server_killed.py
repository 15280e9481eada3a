"""The mail server dies: an operator hears of it, and hears when it is over.

On the real thing: a mail server of its own, the platform with `--observe`, Prometheus and
Alertmanager. Only two things are shorter than in a cluster, in a copy of the tree: how often a mail
is tried, and how long a dead letter is news.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest

from local.ports import free_port, is_listening
from tests.e2e.platform import ROOT, Platform, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

# The sum of what it waits for on a busy machine; alone it takes two minutes.
pytestmark = [pytest.mark.alerts, pytest.mark.timeout(1200)]

COPIED = ("eventing", "local", "manifests", "tools")
LINKED = (".nox", "build", "frontend", "functions", "libs", "migrations", "pyproject.toml")
SHORTER = {
    "eventing/triggers/send-email.yaml": ("retry: 10", "retry: 1"),
    "manifests/platform/observability/rules/events.yaml": ("[15m]", "[1m]"),
}
SERVER = """
import sys, time
from aiosmtpd.controller import Controller

class Handler:
    async def handle_DATA(self, server, session, envelope):
        print(*envelope.rcpt_tos, flush=True)
        return "250 OK"

Controller(Handler(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
while True:
    time.sleep(60)
"""


@dataclass
class MailServer:
    """A process that takes mails and writes down for whom."""

    log: Path
    port: int = field(default_factory=free_port)

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", SERVER, str(self.port)], stdout=log, stderr=log
            )
        eventually(lambda: is_listening(self.port), within_seconds=60)

    def kill(self) -> None:
        """End it as a crash does."""
        self._process.kill()
        self._process.wait()

    def recipients(self) -> list[str]:
        """Return whom it has taken mails for."""
        return self.log.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def mail_server(tmp_path: Path) -> Iterator[MailServer]:
    """A mail server that runs."""
    server = MailServer(tmp_path / "mail.log")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the tree in which a mail is given up, and old news forgotten, within a minute."""
    copy = tmp_path / "tree"
    for name in COPIED:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in LINKED:
        (copy / name).symlink_to(ROOT / name)
    for name, (long, short) in SHORTER.items():
        text = (copy / name).read_text(encoding="utf-8")
        assert long in text
        (copy / name).write_text(text.replace(long, short), encoding="utf-8")
    return copy


@pytest.fixture
def observed(
    staged: None, tree: Path, mail_server: MailServer, tmp_path: Path
) -> Iterator[Platform]:
    """A platform that sends its mails there, with Prometheus and Alertmanager next to it."""
    running = Platform(
        tmp_path / "data",
        arguments=("--no-demo", "--rate-limits", "off", "--observe"),
        exported={"SMTP_URL": f"smtp://127.0.0.1:{mail_server.port}?starttls=off"},
        tree=tree,
    )
    running.start()
    eventually(lambda: address_of(running, "Prometheus"), within_seconds=120)
    yield running
    running.stop()


def address_of(platform: Platform, program: str) -> str:
    """Return the address that the host printed of a program, or nothing."""
    said = [line for line in platform.lines if line.startswith(f"{program}: ")]
    return said[0].removeprefix(f"{program}: ") if said else ""


def firing(platform: Platform) -> set[str]:
    """Return the alerts that Alertmanager knows to fire."""
    url = f"{address_of(platform, 'Alertmanager')}/api/v2/alerts"
    return {each["labels"]["alertname"] for each in httpx2.get(url).json()}


def counted(platform: Platform) -> list[str]:
    """Return how many dead letters Prometheus has heard of, once it has."""
    url = f"{address_of(platform, 'Prometheus')}/api/v1/query"
    metric = 'kafka_topic_partition_current_offset{topic="learning-dead-letters"}'
    found = httpx2.get(url, params={"query": metric}).json()["data"]["result"]
    return [each["value"][1] for each in found]


def register(platform: Platform) -> str:
    """Open an account, which sends mails; return its address."""
    person = {"email": f"{uuid.uuid4()}@example.org", "name": "Ann", "password": "long enough 123"}
    with platform.client() as http:
        answer = http.post("/api/auth/register", json=person)
    assert answer.status_code == 201, answer.text
    return person["email"]


def test_a_mail_server_that_dies_raises_an_alert_that_healing_ends(
    observed: Platform, mail_server: MailServer
) -> None:
    """The alert is mailed to the inbox of the machine, where an operator reads it."""
    before = register(observed)
    eventually(lambda: before in mail_server.recipients(), within_seconds=60)
    eventually(lambda: "Watchdog" in firing(observed), within_seconds=120)
    # A busy machine may be slow enough for other alerts; they are not what this is about.
    assert "DeadLetters" not in firing(observed)
    # The alert is about more dead letters than before: there has to be a before.
    eventually(lambda: counted(observed) == ["0"], within_seconds=60)

    mail_server.kill()
    while_dead = register(observed)
    eventually(lambda: "DeadLetters" in firing(observed), within_seconds=180)
    assert while_dead not in mail_server.recipients()
    eventually(lambda: mails_about(observed, "DeadLetters"), within_seconds=120)

    mail_server.start()
    with observed.client() as http:
        for letter in observed.status()["dead_letters"]:
            http.post(f"/_local/dead-letters/{letter['id']}/replay").raise_for_status()
    eventually(lambda: while_dead in mail_server.recipients(), within_seconds=60)
    eventually(lambda: "DeadLetters" not in firing(observed), within_seconds=240)


def mails_about(platform: Platform, alert: str) -> list[str]:
    """Return the subjects of mails about an alert."""
    return [mail["subject"] for mail in platform.inbox() if alert in mail["subject"]]
