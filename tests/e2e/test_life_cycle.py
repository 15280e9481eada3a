"""Starting, stopping, scaling to zero, losing a store."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local.ports import is_listening
from tests.e2e.platform import ROOT, Platform, course_fields, eventually
from tests.patience import patience

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def own(staged: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform for these tests only: they stop it and its stores."""
    running = Platform(
        tmp_path_factory.mktemp("own"), arguments=("--idle", "5", "--rate-limits", "off")
    )
    running.start()
    yield running
    running.stop()


def test_health_is_200_exactly_when_it_is_ready(own: Platform) -> None:
    """The one address that a load balancer checks; it names what is not up.

    On a busy machine a store may miss a look, even right after the start.
    """

    def is_healthy() -> bool:
        answer = http.get("/healthz")
        assert answer.status_code == 200 or "Not ready yet: " in answer.json()["detail"]
        return answer.status_code == 200

    with own.client() as http:
        eventually(is_healthy, within_seconds=30)


def test_idle_functions_reach_zero_and_come_back_within_two_seconds(own: Platform) -> None:
    """With an idle time of five seconds all are gone; the next request is still in time.

    Two seconds are those of a machine with nothing else to do: the tests share theirs.
    """
    limits: list[float] = []
    took: list[float] = []
    with own.client() as http:
        assert http.get("/api/courses").status_code == 200
        # Three attempts, since the machine may be busy with something else.
        while not took or (took[-1] >= limits[-1] and len(took) < 3):
            eventually(lambda: not any(own.replicas().values()), within_seconds=60, every=0.5)
            limits.append(patience(2))
            started = time.monotonic()
            answer = http.get("/api/courses")
            took.append(time.monotonic() - started)
            assert answer.status_code == 200
            assert own.replicas()["list-courses"] == 1
    assert took[-1] < limits[-1], (took, limits)


def test_a_taken_port_is_one_clear_line(own: Platform, tmp_path: Path) -> None:
    """The second host says what is wrong, changes nothing and exits with 1."""
    command = [sys.executable, "-m", "local", "--port", str(own.port), "--data", str(tmp_path)]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=patience(30), check=False
    )
    lines = (ended.stdout + ended.stderr).strip().splitlines()
    assert ended.returncode == 1
    assert len(lines) == 1
    assert str(own.port) in lines[0]


def test_without_redis_the_catalog_answers_and_sign_in_says_when_to_come_back(
    own: Platform,
) -> None:
    """Reading needs no session; signing in does, and recovers by itself."""
    email, password = own.accounts()["student"]
    credentials = {"email": email, "password": password}
    own.store("redis", "stop")
    try:
        with own.client() as http:
            assert http.get("/api/courses").status_code == 200
            assert http.get("/api/courses", params={"q": "python"}).status_code == 200
            refused = http.post("/api/auth/login", json=credentials)
            assert refused.status_code == 503, refused.text
            assert int(refused.headers["retry-after"]) >= 1
            assert refused.json()["type"] == "/problems/unavailable"
    finally:
        own.store("redis", "start")
    with own.client() as http:
        eventually(lambda: http.post("/api/auth/login", json=credentials).status_code == 200)


def test_without_mongodb_lists_still_answer(own: Platform) -> None:
    """Single courses are a 503 until it is back."""
    with own.client() as http:
        course = http.get("/api/courses").json()["items"][0]
        own.store("mongodb", "stop")
        try:
            assert http.get("/api/courses").status_code == 200
            assert http.get("/api/courses", params={"sort": "title"}).status_code == 200
            refused = http.get(f"/api/courses/{course['id']}")
            assert refused.status_code == 503, refused.text
            assert int(refused.headers["retry-after"]) >= 1
        finally:
            own.store("mongodb", "start")
        eventually(
            lambda: http.get(f"/api/courses/{course['id']}").status_code == 200, within_seconds=20
        )


def test_without_postgresql_every_answer_is_an_honest_503(own: Platform) -> None:
    """No 500, and it recovers by itself."""
    with own.as_role("student") as student:
        own.store("postgres", "stop")
        try:
            for path in ("/api/courses?sort=title&limit=7", "/api/enrollments", "/api/users/me"):
                refused = student.get(path)
                assert refused.status_code == 503, refused.text
                assert refused.headers["content-type"] == "application/problem+json"
        finally:
            own.store("postgres", "start")
        eventually(lambda: student.get("/api/enrollments").status_code == 200, within_seconds=20)


def test_an_enrollment_during_a_broker_outage_is_confirmed_later(own: Platform) -> None:
    """Redis comes back, and with it the email."""
    email = f"late.{uuid.uuid4().hex[:8]}@example.org"
    with own.client() as http:
        account = {"email": email, "password": "a long enough password", "name": "Late"}
        assert http.post("/api/auth/register", json=account).status_code == 201
    with own.sign_in(email, "a long enough password") as late, own.as_role("instructor") as author:
        course = author.post("/api/courses", json=course_fields("Patience")).json()
        late.get("/api/enrollments")
        assert late.post("/api/enrollments", json={"course_id": course["id"]}).status_code == 201
        own.store("redis", "stop")
        own.store("redis", "start")
    eventually(
        lambda: any(email in str(m["to"]) and "Patience" in m["subject"] for m in own.inbox()),
        within_seconds=90,
        every=0.5,
    )


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_without_leaving_a_process_and_starts_again_quickly(
    own: Platform, how: signal.Signals
) -> None:
    """Ctrl-C and SIGTERM end everything; the second start finds the data and is fast."""
    with own.client() as http:
        before = http.get("/api/courses").json()["total"]
    assert own.stop(how) == []
    assert own.process is not None
    assert own.process.returncode == 0
    assert not is_listening(own.port)
    limit = patience(15)
    assert own.start() < limit
    with own.client() as http:
        assert http.get("/api/courses").json()["total"] == before


def _nobody(*command: str) -> list[str]:
    """Return the command run as an ordinary user without any group."""
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_it_runs_as_an_ordinary_user(staged: None) -> None:
    """Root is not needed."""
    # An interpreter below root's home may start with another installation's library: not the same.
    is_same = f"import sys; sys.exit(sys.version != {sys.version!r})"
    may_start = subprocess.run(_nobody(sys.executable, "-c", is_same), cwd="/", check=False)
    if may_start.returncode:
        pytest.skip(f"{sys.executable} is for root alone on this machine")
    with tempfile.TemporaryDirectory() as home:
        os.chown(home, 65534, 65534)
        ordinary = Platform(Path(home), arguments=("--no-demo",), prefix=tuple(_nobody()))
        ordinary.start()
        assert {each.uids().effective for each in ordinary.family()} == {65534}
        assert ordinary.stop() == []
        assert ordinary.process is not None
        assert ordinary.process.returncode == 0
