"""Sending a refused event to the broker again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from functions.release_parked_event.main import release_parked_event
from lms_events import publisher
from lms_kernel import Actor, new_id
from lms_outboxes import EventReleased, outboxes
from lms_testing import CapturedEvents, actor, client
from lms_testing.outboxes import MemoryOutbox, Refusing, an_event

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

ADMIN = actor("admin")
EVENT = an_event()
ID = str(EVENT["id"])


@pytest.fixture
def postgres() -> MemoryOutbox:
    """Return an outbox in which the event waits."""
    outbox = MemoryOutbox("postgres")
    outbox.kept[ID] = EVENT
    return outbox


@pytest.fixture
def redis() -> MemoryOutbox:
    """Return an outbox without the event."""
    return MemoryOutbox("redis")


@pytest.fixture(autouse=True)
def _outboxes(postgres: MemoryOutbox, redis: MemoryOutbox) -> Iterator[None]:
    with outboxes.override((redis, postgres)):
        yield


async def _release(id_: str = ID, *, as_: Actor = ADMIN) -> httpx2.Response:
    async with client(release_parked_event, as_=as_) as http:
        return await http.post(f"/api/parked-events/{id_}/release")


async def test_a_released_event_is_published(
    postgres: MemoryOutbox, published: CapturedEvents
) -> None:
    """202 with the parked event; the broker now accepts it, and the outbox is empty."""
    await postgres.park(ID, "413: too large")

    answer = await _release()

    body = answer.json()
    assert answer.status_code == 202
    assert (body["id"], body["reason"], body["store"]) == (ID, "413: too large", "postgres")
    assert published[0] == EVENT
    assert [*postgres.kept, *postgres.aside] == []


async def test_a_release_is_in_the_audit_trail(
    postgres: MemoryOutbox, published: CapturedEvents
) -> None:
    """Its event says who released what, and is marked as privileged."""
    await postgres.park(ID, "413: too large")

    await _release()

    event = published[-1]
    assert (event["type"], event["subject"]) == (EventReleased.type, ID)
    assert (event["actorid"], event["privileged"]) == (ADMIN.id, "true")
    assert event["data"] == {
        "event_id": ID,
        "event_type": EVENT["type"],
        "store": "postgres",
        "reason": "413: too large",
        "refusals": 1,
    }


async def test_what_is_refused_again_is_parked_again(postgres: MemoryOutbox) -> None:
    """With the new reason and one more refusal; only its audit event has left."""
    await postgres.park(ID, "413: too large")

    with publisher.override(Refusing(ID)) as broker:
        assert (await _release()).status_code == 202

    assert isinstance(broker, Refusing)
    assert broker.types() == [EventReleased.type]
    assert (postgres.aside[ID].refusals, [*postgres.kept]) == (2, [ID])
    assert postgres.aside[ID].reason == "The event broker answered 400: no such event"


async def test_while_the_broker_is_away_a_released_event_waits(
    postgres: MemoryOutbox, published: CapturedEvents
) -> None:
    """202: it waits for the relay, together with its audit event."""
    await postgres.park(ID, "413: too large")
    published.is_away = True

    assert (await _release()).status_code == 202

    assert (len(postgres.kept), postgres.aside) == (2, {})


async def test_a_second_click_is_told(postgres: MemoryOutbox, published: CapturedEvents) -> None:
    """409 while it is on its way, and for one that was never refused."""
    answer = await _release()

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/event-not-parked")
    assert published == []
    assert [*postgres.kept] == [ID]


async def test_of_two_operators_one_is_told(
    postgres: MemoryOutbox, published: CapturedEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second caller gets a 409, and writes nothing."""
    await postgres.park(ID, "413: too large")

    async def beaten(*_: object) -> None:
        return None

    monkeypatch.setattr(postgres, "release", beaten)

    assert (await _release()).status_code == 409
    assert published == []


async def test_what_is_not_there_is_not_found() -> None:
    """404 for an event that has left, for an unknown id, and for an unreadable one."""
    assert (await _release(new_id())).status_code == 404
    assert (await _release("nonsense")).status_code == 404


@pytest.mark.parametrize("role", ["student", "instructor"])
async def test_others_may_not_release(postgres: MemoryOutbox, role: str) -> None:
    """403 for everybody but admins."""
    await postgres.park(ID, "413: too large")

    assert (await _release(as_=actor(role))).status_code == 403
    assert [*postgres.aside] == [ID]
