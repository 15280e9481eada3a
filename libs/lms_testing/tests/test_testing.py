"""What the tests stand on holds."""

from __future__ import annotations

import socket

import functions_framework.aio
import pytest
import pytest_socket
from cloudevents.http import CloudEvent
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from lms_access import require
from lms_events import publish, publisher, subscriber
from lms_http import Answer, endpoint, ok
from lms_kernel import DomainEvent, Unavailable, envelope
from lms_redis import redis
from lms_testing import CapturedEvents, _door, actor, client, deliver
from local.broker import EventFault


@functions_framework.aio.http
@endpoint
async def who_am_i(request: Request) -> Answer[str]:
    """Return who is signed in."""
    return ok((await require(request)).id)


class Greeted(DomainEvent, frozen=True):
    """An event of these tests."""

    type = "org.learning.greeting.spoken.v1"
    greeting_id: str


SEEN: list[dict[str, object]] = []


@functions_framework.aio.cloud_event
@subscriber
async def note_greeting(event: CloudEvent) -> None:
    """Keep what has come."""
    SEEN.append(dict(event.get_attributes()))


def test_a_unit_test_reaches_no_server() -> None:
    """A socket is refused, so that no unit test can depend on what else runs."""
    refused = pytest.raises(pytest_socket.SocketBlockedError)
    with pytest.warns(UserWarning, match="tried to use socket"), refused:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)


async def test_each_test_has_a_redis_of_its_own() -> None:
    """Nothing of another test is in it."""
    assert await redis().dbsize() == 0
    await redis().set("left", "behind")


async def test_each_test_has_a_redis_of_its_own_again() -> None:
    """Not even of the test before."""
    assert await redis().dbsize() == 0


async def test_a_signed_in_client_is_who_it_says() -> None:
    """With a real token and an open session; without them nobody is let in."""
    ana = actor("student", "ana")
    async with client(who_am_i, as_=ana) as http:
        assert (await http.get("/")).json() == ana.id
    async with client(who_am_i) as http:
        assert (await http.get("/")).status_code == 401


async def test_a_broker_can_be_away(published: CapturedEvents) -> None:
    """What it refused it did not keep."""
    event = envelope(Greeted(greeting_id="g1"))
    await publish(event)
    published.is_away = True
    with pytest.raises(Unavailable):
        await publish(event)
    assert published.types() == ["org.learning.greeting.spoken.v1"]


@pytest.mark.parametrize(
    "change",
    [
        {"dataschema": "/schemas/x.json"},
        {"source": "functions/{function}"},
        {"subject": ""},
        {"subject": "Größe"},
        {"my_name": "x"},
        {"time": "2026-01-01"},
    ],
)
async def test_what_no_broker_would_take_fails_the_test(change: dict[str, str]) -> None:
    """When it is published and when it is delivered: no function meets it, and no cluster."""
    bad = {**envelope(Greeted(greeting_id="g1")), **change}
    broker = CapturedEvents()
    with publisher.override(broker), pytest.raises(EventFault):
        await publish(bad)
    assert (len(broker), len(broker.faults)) == (0, 1)
    with pytest.raises(EventFault):
        await deliver(note_greeting, bad)


async def test_an_event_comes_as_a_broker_delivers_it() -> None:
    """In binary mode, with the broker's own headers, and an answer without a body is done."""
    given = envelope(Greeted(greeting_id="g1"), channel="email")
    answer = await deliver(note_greeting, given)
    assert answer.status_code == 204
    assert SEEN.pop() == {name: value for name, value in given.items() if name != "data"}


async def test_an_answer_that_a_broker_takes_for_a_failure_fails_the_test(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A function that says OK in words would be asked again and again."""
    monkeypatch.setattr(_door, "_app", lambda *_: PlainTextResponse("OK"))
    with pytest.raises(AssertionError, match="a body that is not a CloudEvent"):
        await deliver(note_greeting, envelope(Greeted(greeting_id="g1")))


def test_people_are_the_same_for_the_same_name() -> None:
    """A test may name somebody twice."""
    assert actor("student", "ana") == actor("student", "ana") != actor("student", "ben")
