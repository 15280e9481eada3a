"""A full disk under load: the platform says so, loses nothing it acknowledged, and heals."""

from __future__ import annotations

import os
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx2
import psycopg
import pytest

from local.room import NO_SPACE
from tests.chaos.small_disk import Filler, SmallDiskPlatform, reason_without
from tests.e2e.learners import Learner, make_learners
from tests.e2e.platform import CLIENT_SECONDS, course_fields, eventually, pages
from tests.patience import patience

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.platform import Platform

pytestmark = [pytest.mark.chaos, pytest.mark.system]

# A moment and a few routes on every run; `nox -s chaos` keeps the disk full for longer, and then
# starts every function.
FULL_SECONDS = float(os.environ.get("LMS_CHAOS_FULL_SECONDS", "8"))
ROUTES = None if "LMS_CHAOS_FULL_SECONDS" in os.environ else 5
LEARNERS = 400
HEAL_SECONDS = 30
STOP_SECONDS = 15


@pytest.fixture
def small(staged: None, tmp_path: Path) -> Iterator[SmallDiskPlatform]:
    """A platform on a disk of 200 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if reason := reason_without(disk):
        pytest.skip(f"no file system may be mounted here: {reason}")
    running = SmallDiskPlatform(disk / "data", ("--rate-limits", "off", "--no-demo"))
    running.start()
    yield running
    running.stop()


@dataclass
class Load:
    """One learner after another enrolls, and the author writes courses: all three stores."""

    platform: Platform
    author: Learner
    learners: list[Learner]
    course_id: str
    enrolled: list[str] = field(default_factory=list)
    courses: list[str] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Go on until told to stop; a connection that breaks promises nothing."""
        with self.platform.client() as http:
            for learner in self.learners:
                if self.over.is_set():
                    return
                try:
                    self._turn(http, learner)
                except httpx2.TransportError:
                    continue
                self.over.wait(0.2)

    def _turn(self, http: httpx2.Client, learner: Learner) -> None:
        body = {"course_id": self.course_id}
        answer = http.post("/api/enrollments", json=body, headers=learner.headers)
        self.statuses.add(answer.status_code)
        if answer.status_code == 201:
            self.enrolled.append(learner.id)
        fields = course_fields(f"Room {uuid.uuid4().hex[:8]}", description="x" * 8000)
        answer = http.post("/api/courses", json=fields, headers=self.author.headers)
        self.statuses.add(answer.status_code)
        if answer.status_code == 201:
            self.courses.append(answer.json()["id"])


async def test_a_full_disk_is_told_survived_and_healed(small: SmallDiskPlatform) -> None:
    """Filled under load and freed: all routes respond, nothing acknowledged is lost, it stops."""
    (author,) = await make_learners(small, 1, role="instructor")
    (admin,) = await make_learners(small, 1, role="admin")
    learners = await make_learners(small, LEARNERS)
    with small.client(headers=author.headers) as http:
        answer = http.post("/api/courses", json=course_fields("Chess on a small disk"))
        assert answer.status_code == 201, answer.text
        course_id = answer.json()["id"]
    load = Load(small, author, learners, course_id)
    rush = threading.Thread(target=load.run)
    rush.start()
    eventually(lambda: load.enrolled and load.courses, within_seconds=60)

    told = _fill(small, FULL_SECONDS)
    freed = time.monotonic()
    assert NO_SPACE in told, told

    before = len(load.enrolled), len(load.courses)
    eventually(lambda: _works(small, admin, load, before), within_seconds=HEAL_SECONDS, every=0.5)
    print(f"healed {time.monotonic() - freed:.1f} s after there was room")  # noqa: T201 - the figure
    load.over.set()
    rush.join(patience(CLIENT_SECONDS + 10))
    assert load.statuses <= {201, 409, 503}, load.statuses

    for path in _readable(small)[:ROUTES]:
        with small.client(headers=admin.headers) as http:
            assert http.get(path, timeout=90).status_code < 500, path
    with small.client(headers=author.headers) as http:
        lost = [each for each in load.courses if http.get(f"/api/courses/{each}").is_error]
        assert lost == []
        rows = pages(http, "/api/enrollments", course_id=course_id, limit="100")
        assert set(load.enrolled) <= {each["user_id"] for each in rows}
    print(f"{len(load.enrolled)} enrollments and {len(load.courses)} courses kept")  # noqa: T201 - the figure

    asked = time.monotonic()
    assert small.stop() == []
    stopped = time.monotonic() - asked
    print(f"stopped in {stopped:.1f} s")  # noqa: T201 - the figure
    assert stopped < patience(STOP_SECONDS)


def _fill(platform: SmallDiskPlatform, seconds: float) -> str:
    """Keep the disk full, PostgreSQL's log included; return what the health check said."""
    filler = Filler(platform.disk)
    address = platform.environment()["DATABASE_URL"]
    until = time.monotonic() + seconds
    told: list[str] = []
    try:
        while time.monotonic() < until:
            filler.fill()
            _demand_a_new_log(address)
            with platform.client() as http:
                told.append(http.get("/healthz").text)
            time.sleep(1)
    finally:
        filler.free()
    return "\n".join(told)


def _demand_a_new_log(address: str) -> None:
    try:
        with psycopg.connect(address, autocommit=True, connect_timeout=2) as connection:
            connection.execute("SELECT pg_switch_wal()")
    except psycopg.Error:
        return


def _works(
    platform: SmallDiskPlatform, admin: Learner, load: Load, before: tuple[int, int]
) -> bool:
    """Tell whether everything is up, and each kind of write and read has succeeded again."""
    try:
        with platform.client(headers=admin.headers) as http:
            paths = ("/healthz", "/api/courses", "/api/users")
            reads = [http.get(path).status_code for path in paths]
    except httpx2.TransportError:
        return False
    written = len(load.enrolled) > before[0] and len(load.courses) > before[1]
    return reads == [200, 200, 200] and written


def _readable(platform: SmallDiskPlatform) -> list[str]:
    """Return an address of every function that is read, and check that none is stuck."""

    def is_any_stuck() -> bool:
        # One that is just being woken is starting, and not for long.
        states = {one["state"] for one in platform.status()["functions"]}
        return not states <= {"idle", "running"}

    eventually(lambda: not is_any_stuck(), within_seconds=HEAL_SECONDS, every=0.5)
    functions = platform.status()["functions"]
    routes = [one["route"].partition(" ") for one in functions]
    templates = [path.partition(",")[0] for method, _, path in routes if method == "GET"]
    return [re.sub(r"\{[^}]*\}", str(uuid.UUID(int=0)), path) for path in templates]
