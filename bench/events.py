"""From the request that takes a seat to the mail in the inbox, with every function awake."""

from __future__ import annotations

import time
from typing import TypedDict

import httpx2

from bench.platform import Platform
from bench.results import Figure, Table
from bench.statistics import sample
from bench.turns import Pace
from local.demo.accounts import accounts
from local.inbox.mailbox import SUFFIX, read_mail

WARM_UP = 3
LONGEST_SECONDS = 30
POLL_SECONDS = 0.002


class NoMail(Exception):  # noqa: N818 - says what happened
    """A mail did not arrive in time."""


class Course(TypedDict):
    """What is needed of a course of the list."""

    id: str
    title: str
    capacity: int | None


def measure(platform: Platform, pace: Pace) -> dict[str, Table]:
    """Take one seat after the other, each when the mail about the one before has arrived."""
    student = next(one for one in accounts() if one.role == "student")
    with httpx2.Client(base_url=platform.url, timeout=60, trust_env=False) as http:
        signed_in = http.post(
            "/api/auth/login", json={"email": student.email, "password": student.password}
        ).raise_for_status()
        http.headers["Authorization"] = f"Bearer {signed_in.json()['access_token']}"
        seconds = [_enroll(http, platform, course) for course in _courses(http, pace)]
    times = sample([1000 * each for each in seconds[WARM_UP:]])
    figure = Figure(times, p50=times.median, p99=times.percentile(99))
    note = f"{len(times.figures)} enrollments; p95 {times.percentile(95):.0f} ms."
    return {"events": Table("Enrollment to delivered mail", "ms", {"mail": figure}, note)}


def _courses(http: httpx2.Client, pace: Pace) -> list[Course]:
    """Return courses that have a seat for a student who is not in them."""
    mine = http.get("/api/enrollments", params={"limit": 100}).raise_for_status().json()["items"]
    taken = {each["course_id"] for each in mine}
    cheapest = {"sort": "price", "limit": 100}
    page = http.get("/api/courses", params=cheapest).raise_for_status().json()["items"]
    free = [
        each
        for each in page
        if not each["price"]["amount"] and each["capacity"] is None and each["id"] not in taken
    ]
    return free[: WARM_UP + 5 * pace.rounds]


def _enroll(http: httpx2.Client, platform: Platform, course: Course) -> float:
    """Return the seconds from the request to the mail about this course."""
    inbox = platform.folder / "mail"
    known = set(inbox.glob(f"*{SUFFIX}"))
    began = time.perf_counter()
    http.post("/api/enrollments", json={"course_id": course["id"]}).raise_for_status()
    while time.perf_counter() - began < LONGEST_SECONDS:
        for file in set(inbox.glob(f"*{SUFFIX}")) - known:
            arrived = time.perf_counter()
            if course["title"] in read_mail(file.stem, file.read_bytes()).subject:
                return arrived - began
            known.add(file)
        time.sleep(POLL_SECONDS)
    raise NoMail(f"no mail within {LONGEST_SECONDS} s after an enrollment")
