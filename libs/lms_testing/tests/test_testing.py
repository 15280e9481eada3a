"""What the tests stand on holds."""

from __future__ import annotations

import socket

import functions_framework.aio
import pytest
import pytest_socket
from starlette.requests import Request

from lms_access import require
from lms_events import publish
from lms_http import Answer, endpoint, ok
from lms_kernel import Unavailable
from lms_redis import redis
from lms_testing import CapturedEvents, actor, client


@functions_framework.aio.http
@endpoint
async def who_am_i(request: Request) -> Answer[str]:
    """Answer who is signed in."""
    return ok((await require(request)).id)


def test_a_unit_test_reaches_no_server() -> None:
    """A socket is refused, so that no unit test can depend on what runs beside it."""
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
    event = {"id": "e1", "type": "org.learning.greeting.spoken.v1"}
    await publish(event)
    published.is_away = True
    with pytest.raises(Unavailable):
        await publish(event)
    assert published.types() == ["org.learning.greeting.spoken.v1"]


def test_people_are_the_same_for_the_same_name() -> None:
    """A test may name somebody twice."""
    assert actor("student", "ana") == actor("student", "ana") != actor("student", "ben")
