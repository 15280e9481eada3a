"""Notifications in a storm of kills: none is lost, and each ledger explains the outcome."""

from __future__ import annotations

import asyncio
import os
import random
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx2
import psutil
import psycopg
import pytest

from lms_kernel import derived_id, new_id
from lms_preferences import CHANNELS
from tests.chaos import storm
from tests.chaos.crowd import REASONS, Person, make_crowd, service_token
from tests.chaos.providers import Providers
from tests.e2e.learners import make_learners
from tests.e2e.platform import Platform, course_fields, eventually, pages
from tests.e2e.returning import many_clients

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lms_preferences import Channel

pytestmark = [pytest.mark.chaos, pytest.mark.system]

# A small storm on every run; `nox -s chaos` runs the full one.
NOTIFICATIONS = int(os.environ.get("LMS_CHAOS_NOTIFICATIONS", "400"))
KILLS = max(10, NOTIFICATIONS // 100)
# This many belong to one announcement, the others are requested one by one.
LEARNERS = NOTIFICATIONS * 3 // 10
AT_ONCE = 12
# Eleven tries take 8.5 minutes, but hardly any message needs so many.
PATIENCE_SECONDS = 280 + NOTIFICATIONS // 10
SCOPES = (
    "notification:create",
    "announcement:create:any",
    "announcement:read:any",
    "delivery:list",
)


@pytest.fixture
def providers() -> Iterator[Providers]:
    """Providers that live as long as the test."""
    running = Providers()
    running.start()
    yield running
    running.stop()


@pytest.fixture
def doomed(
    staged: None, providers: Providers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """A platform whose messages go to those providers, and which this test kills."""
    running = Platform(
        tmp_path_factory.mktemp("doomed"),
        arguments=("--idle", "30", "--rate-limits", "off", "--no-demo"),
        exported=providers.settings,
    )
    running.start()
    yield running
    running.stop()
    assert _left_behind(running) == []


def _left_behind(platform: Platform) -> list[str]:
    """Return functions and stores that no host manages any more."""
    return [
        f"{each.pid} {each.info['cmdline']}"
        for each in psutil.process_iter(["cmdline", "environ"])
        if str(platform.data) in " ".join(each.info["cmdline"] or ())
        or (each.info["environ"] or {}).get("LMS_PUBLIC_URL") == platform.url
    ]


@dataclass(frozen=True)
class Wanted:
    """What was acknowledged: the recipient, and the channels in order."""

    person: Person
    channels: tuple[Channel, ...]
    serial: str


@dataclass
class Door:
    """The platform's API, retried until it responds; ``wanted`` are accepted requests by id."""

    http: httpx2.AsyncClient
    wanted: dict[str, Wanted] = field(default_factory=dict)

    async def request(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Repeat the request until it is acknowledged; return the response."""
        key = {"Idempotency-Key": uuid.uuid4().hex}
        while True:
            try:
                answer = await self.http.post(path, json=body, headers=key)
            except httpx2.HTTPError:
                await asyncio.sleep(0.2)
                continue
            if answer.status_code == 202:
                taken: dict[str, Any] = answer.json()
                return taken
            assert answer.status_code >= 500, f"{answer.status_code} {answer.text}"
            await asyncio.sleep(0.2)

    async def write(self, number: int, people: list[Person], chance: random.Random) -> None:
        """Request one notification to somebody, by random channels."""
        person, serial = chance.choice(people), f"No. {number}"
        (first,) = chance.choices(CHANNELS, weights=(40, 25, 25, 10))
        others = [each for each in CHANNELS if each != first]
        channels = (first, *chance.sample(others, k=chance.choice((0, 0, 1, 2))))
        taken = await self.request(
            "/api/notifications",
            {
                "recipient_id": person.id,
                "subject": f"{serial} for you",
                "text": "In spite of it all.",
                "channel": first,
                "fallbacks": channels[1:],
            },
        )
        self.wanted[taken["id"]] = Wanted(person, channels, serial)

    async def announce(self, course_id: str, people: list[Person]) -> str:
        """Request one announcement to all of them, and return its id."""
        channels: tuple[Channel, ...] = ("push", "email", "in_app")
        serial = f"No. A{uuid.uuid4().hex[:6]}"
        taken = await self.request(
            "/api/announcements",
            {
                "course_id": course_id,
                "subject": f"{serial} for all",
                "text": "In spite of it all.",
                "channel": channels[0],
                "fallbacks": channels[1:],
            },
        )
        announcement_id = str(taken["id"])
        for each in people:
            id_ = derived_id("announcement", announcement_id, each.id)
            self.wanted[id_] = Wanted(each, channels, serial)
        return announcement_id


async def _a_course(platform: Platform, people: list[Person]) -> str:
    """Return a course that all of them take."""
    (instructor,) = await make_learners(platform, 1, role="instructor")
    with platform.client(headers=instructor.headers) as author:
        answer = author.post("/api/courses", json=course_fields(f"Storm {uuid.uuid4().hex[:6]}"))
    assert answer.status_code == 201, answer.text
    course_id = str(answer.json()["id"])
    with (
        psycopg.connect(platform.environment()["DATABASE_URL"]) as connection,
        connection.cursor() as cursor,
    ):
        cursor.executemany(
            "INSERT INTO enrollments (id, user_id, course_id) VALUES (%s, %s, %s)",
            [(new_id(), each.id, course_id) for each in people],
        )
    return course_id


async def _request_all(door: Door, people: list[Person], chance: random.Random) -> None:
    numbers = iter(range(NOTIFICATIONS - LEARNERS))

    async def write() -> None:
        for number in numbers:
            await door.write(number, people, chance)

    await asyncio.gather(*(write() for _ in range(AT_ONCE)))


def _open(http: httpx2.Client) -> int:
    """Count unfinished notifications, -1 when that is unknown."""
    found = 0
    for status in ("queued", "sending"):
        answer = http.get("/api/deliveries", params={"status": status, "limit": "1"})
        if answer.status_code >= 500:
            return -1
        found += answer.json()["total"]
    return found


def _arrivals(accepted: dict[str, Wanted], providers: Providers) -> dict[str, Counter[Channel]]:
    """Count arrivals by channel, for each notification."""
    pushes = providers.pushes()
    return {
        id_: Counter(
            {
                "email": providers.mails[id_],
                "sms": providers.texts[each.person.phone, each.serial],
                "push": pushes[id_],
            }
        )
        for id_, each in accepted.items()
    }


def _faults(
    delivery: dict[str, Any], expected: Wanted, arrivals: Counter[Channel]
) -> Iterator[str]:
    """Return what the ledger does not explain."""
    ledger = delivery["attempts"]
    for each in ledger:
        is_end = each["outcome"] in {"failed", "suppressed", "bounced"}
        if is_end and not any(reason in each["detail"] for reason in REASONS):
            yield f"nobody provoked {each}"
    way = [each for each in expected.channels if each in expected.person.reached_by]
    if way and (delivery["status"], delivery["channel"]) != ("delivered", way[0]):
        yield f"it should have come by {way[0]}"
    if not way and delivery["status"] not in {"failed", "suppressed"}:
        yield "nothing could have reached them"
    if way and way[0] != "in_app" and not arrivals[way[0]]:
        yield "delivered, they say, and it never came"
    for channel, count in arrivals.items():
        untold = sum((each["channel"], each["outcome"]) == (channel, "unknown") for each in ledger)
        if count and channel not in way[:1]:
            yield f"it came by {channel}"
        if count > 1 + untold:
            yield f"{count} copies by {channel}, and {untold} times nobody knew"


async def test_no_notification_is_lost_and_every_end_is_explained(
    doomed: Platform, providers: Providers
) -> None:
    """Functions, Redis and the broker die at random; each message arrives once, or explained.

    A copy is explained only by a sender that died before recording it: ``unknown`` in the ledger.
    """
    seed = int(os.environ.get("LMS_CHAOS_SEED", random.randrange(10**6)))
    print(f"seed {seed}")  # noqa: T201 - who sees it fail wants to see it again
    chance, moments = random.Random(seed), random.Random(seed + 1)
    people = await make_crowd(doomed, providers, LEARNERS, chance)
    course_id = await _a_course(doomed, people)
    token = {"Authorization": f"Bearer {await service_token(doomed, SCOPES)}"}

    async with many_clients(doomed, AT_ONCE + 1) as http:
        http.headers.update(token)
        door = Door(http)
        raging = asyncio.create_task(storm.rage(doomed, storm.plan(KILLS, moments), moments))
        announced = asyncio.create_task(door.announce(course_id, people))
        await _request_all(door, people, chance)
        announcement_id = await announced
        killed = await raging

    assert len(door.wanted) == NOTIFICATIONS
    with doomed.client(headers=token) as admin:
        took = await asyncio.to_thread(_wait, admin, announcement_id)
        deliveries = {each["id"]: each for each in pages(admin, "/api/deliveries", limit="100")}
        announcement = admin.get(f"/api/announcements/{announcement_id}").json()

    arrivals = _arrivals(door.wanted, providers)
    _report(door.wanted, deliveries, arrivals, killed, took)
    assert providers.faults == []
    assert [each for each in door.wanted if each not in deliveries] == []
    faults = [
        (fault, deliveries[id_])
        for id_, each in door.wanted.items()
        for fault in _faults(deliveries[id_], each, arrivals[id_])
    ]
    assert not faults, f"{len(faults)} faults, the first: {faults[:3]}"
    assert announcement["recipients"] == announcement["requested"] == len(people)
    assert sum(announcement["states"].values()) == len(people)
    # What replaces its copy at the receiver has the same name there.
    assert sorted(providers.pushes().values()) == sorted(providers.topics().values())


def _wait(admin: httpx2.Client, announcement_id: str) -> float:
    """Wait until everything has ended, or long enough; then the ledgers show what is open."""
    try:
        return eventually(
            lambda: _is_over(admin, announcement_id), within_seconds=PATIENCE_SECONDS, every=1
        )
    except TimeoutError:
        return PATIENCE_SECONDS


def _is_over(admin: httpx2.Client, announcement_id: str) -> bool:
    answer = admin.get(f"/api/announcements/{announcement_id}")
    # What was killed last may still be starting.
    if answer.status_code >= 500:
        return False
    return answer.json()["finished_at"] is not None and _open(admin) == 0


def _report(
    accepted: dict[str, Wanted],
    deliveries: dict[str, Any],
    arrivals: dict[str, Counter[Channel]],
    killed: Counter[str],
    took: float,
) -> None:
    """Print a report of the run."""
    known = [deliveries[id_] for id_ in accepted if id_ in deliveries]
    ends = Counter((each["status"], each["channel"]) for each in known)
    unknown = Counter(
        entry["channel"]
        for each in known
        for entry in each["attempts"]
        if entry["outcome"] == "unknown"
    )
    copies = Counter(dict.fromkeys(CHANNELS, 0))
    for came in arrivals.values():
        copies.update({channel: max(0, count - 1) for channel, count in came.items()})
    lost = len(accepted) - len(known)
    lines = [
        f"{len(accepted)} acknowledged, {lost} lost; looked at {took:.0f} s after the storm",
        f"killed: {dict(killed)}",
        *(f"{status} by {channel}: {count}" for (status, channel), count in sorted(ends.items())),
        f"copies: {dict(copies)}; senders that died before they told: {dict(unknown)}",
    ]
    print("\n".join(lines))  # noqa: T201 - the figures
