"""Public responses that a process shares for a moment, and what keeps others out of them."""

from __future__ import annotations

import asyncio
import random
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from starlette.responses import Response, StreamingResponse

from libs.lms_http.tests.shop import PUBLIC, SECONDS, Clock, Shop
from lms_http import SharedSettings, _shared, ok
from lms_kernel import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

pytestmark = pytest.mark.usefixtures("clock")


async def _others_go_on() -> None:
    """Let other tasks go on until they wait; a clock that stands ends no longer sleep."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_a_public_response_is_made_once(clock: Clock) -> None:
    """The bytes and the ETag are the same; each response has a request id of its own."""
    shop = Shop()
    first, second = await shop.get(), await shop.get()
    assert (first.content, first.headers["etag"]) == (second.content, second.headers["etag"])
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert len(shop.seen) == 1
    await shop.get("/other")
    await shop.get("/?page=2")
    assert len(shop.seen) == 3


@pytest.mark.parametrize("seed", range(20))
async def test_no_response_is_older_than_promised(clock: Clock, seed: int) -> None:
    """Every change that was made a second before the request arrived is in its response.

    Changes and requests come at random moments, and making a response takes a random time.
    """
    chance = random.Random(seed)
    shop = Shop()
    changes: list[tuple[float, int]] = [(0.0, 0)]

    async def ask() -> tuple[float, int]:
        arrived = clock.now
        return arrived, (await shop.get()).json()

    asked: list[asyncio.Task[tuple[float, int]]] = []
    shop.gate = asyncio.Event()
    for _ in range(200):
        match chance.choice(["ask", "ask", "change", "wait", "finish"]):
            case "ask":
                asked.append(asyncio.create_task(ask()))
            case "change":
                shop.version += 1
                changes.append((clock.now, shop.version))
            case "wait":
                clock.now += chance.choice([0.01, 0.3, 0.99, 1.0])
            case "finish":
                shop.gate.set()
                await _others_go_on()
                shop.gate = asyncio.Event()
        await _others_go_on()
    shop.gate.set()
    for arrived, version in await asyncio.gather(*asked):
        promised = max(number for at, number in changes if at <= arrived - SECONDS)
        assert version >= promised
    assert len(shop.seen) < len(asked)


async def test_requests_of_one_moment_wait_for_one_response() -> None:
    """A store is asked once for what a hundred people ask for together."""
    shop = Shop()
    shop.gate = asyncio.Event()
    asked = [asyncio.create_task(shop.get()) for _ in range(100)]
    await _others_go_on()
    shop.gate.set()
    assert {(await each).json() for each in asked} == {0}
    assert len(shop.seen) == 1


async def test_a_caller_that_goes_away_takes_nobody_along() -> None:
    """Neither the one for whom the response is made, nor one that waits for it."""
    shop = Shop()
    shop.gate = asyncio.Event()
    leader = asyncio.create_task(shop.get())
    await _others_go_on()
    follower, other = asyncio.create_task(shop.get()), asyncio.create_task(shop.get())
    await _others_go_on()
    follower.cancel()
    leader.cancel()
    await _others_go_on()
    shop.gate.set()
    assert (await other).json() == 0


async def test_who_is_signed_in_asks_the_store() -> None:
    """An author sees what was just saved, and a personal response reaches nobody else."""
    shop = Shop()
    await shop.get()
    shop.version = 1
    assert (await shop.http_of_olga.get("/")).json() == 1
    assert (await shop.get()).json() == 0
    assert len(shop.seen) == 2


@pytest.mark.parametrize("field", ["no-cache", "no-store", "max-age=0, No-Cache"])
async def test_who_wants_to_be_sure_asks_the_store(field: str) -> None:
    """Cache-Control of a request is obeyed (RFC 9111, section 5.2.1.4)."""
    shop = Shop()
    await shop.get()
    shop.version = 1
    assert (await shop.get(Cache_Control=field)).json() == 1


PRIVATE: list[dict[str, str]] = [
    {"Cache-Control": "private, no-cache"},
    {"Cache-Control": "no-store"},
    {"Cache-Control": "public, no-cache"},
    {"Cache-Control": "max-age=60"},
    {"Set-Cookie": "a=b"},
    {"Vary": "Cookie"},
    {"Vary": "*"},
    {"Vary": "Authorization, User-Agent"},
]


@pytest.mark.parametrize("headers", PRIVATE)
async def test_what_is_not_for_everybody_is_not_shared(headers: dict[str, str]) -> None:
    """Only a response that says it is public, and depends on nothing but its key, is shared."""
    shop = Shop(seen=None, **headers)
    await shop.get()
    shop.version = 1
    assert (await shop.get()).json() == 1


@pytest.mark.parametrize("status", [201, 301, 404, 503])
async def test_only_success_is_shared(status: int) -> None:
    """An error passes, and the next caller finds that out."""
    shop = Shop()
    shop.respond = lambda _: Response("no", status, {"Cache-Control": PUBLIC})
    await shop.get()
    await shop.get()
    assert len(shop.seen) == 2


async def test_a_problem_is_everybodys_own() -> None:
    """A request that waited for a response that could not be made asks again."""
    shop = Shop()

    def fail(request: Request) -> Response:
        raise NotFound("No such page.")

    shop.respond = fail
    assert [(await shop.get()).status_code for _ in range(2)] == [404, 404]
    assert len(shop.seen) == 2


async def test_a_stream_is_not_shared() -> None:
    """It has no body to keep."""
    shop = Shop()

    async def parts() -> Any:
        yield b"x"

    shop.respond = lambda _: StreamingResponse(parts(), headers={"Cache-Control": PUBLIC})
    assert [(await shop.get()).content for _ in range(2)] == [b"x", b"x"]


async def test_copies_are_kept_apart_by_what_they_vary_by() -> None:
    """RFC 9110, section 12.5.5: a page in German is for those who asked for German."""
    shop = Shop("Accept-Language", Vary="Accept-Language, Authorization")
    shop.respond = lambda request: ok(
        request.headers.get("accept-language"), cache=PUBLIC, headers=shop.headers
    )
    for language in ("de", "en", "de"):
        assert (await shop.get(Accept_Language=language)).json() == language
    assert len(shop.seen) == 2


async def test_conditions_are_each_callers_own() -> None:
    """Who makes the response with an ETag gets a 304, who comes next without one the page."""
    shop = Shop()
    tag = (await Shop().get()).headers["etag"]
    unchanged = await shop.get(If_None_Match=tag)
    full = await shop.get()
    again = await shop.get(If_None_Match=f'"other", {tag}')
    assert [each.status_code for each in (unchanged, full, again)] == [304, 200, 304]
    assert (unchanged.content, again.content) == (b"", b"")
    assert unchanged.headers["etag"] == again.headers["etag"] == full.headers["etag"] == tag
    assert again.headers["cache-control"] == PUBLIC
    assert "content-length" not in again.headers
    assert len(shop.seen) == 1


async def test_cookies_shape_no_shared_response() -> None:
    """The function does not see them, unless its response turns out to be the caller's own."""
    shop = Shop()
    shop.respond = lambda request: ok(request.cookies.get("name"), cache=PUBLIC)
    assert (await shop.get(Cookie="name=ana")).json() is None
    own = Shop()
    own.respond = lambda request: ok(request.cookies.get("name"))
    assert (await own.get(Cookie="name=ana")).json() == "ana"


async def test_head_is_told_what_get_was() -> None:
    """RFC 9110, section 9.3.2: the same fields; a HEAD alone keeps nothing."""
    shop = Shop()
    await shop.http.head("/")
    full = await shop.get()
    head = await shop.http.head("/")
    assert head.headers["etag"] == full.headers["etag"]
    assert head.headers["content-length"] == full.headers["content-length"]
    assert len(shop.seen) == 2
    await shop.http.post("/")
    assert len(shop.seen) == 3


@contextmanager
def _room(copies: float) -> Iterator[None]:
    size = int(copies * (_shared._OVERHEAD_BYTES + 1))  # noqa: SLF001 - a body of one byte
    with SharedSettings.override(lms_shared_response_bytes=size):
        yield


async def test_copies_are_bounded_by_their_bytes() -> None:
    """Made-up addresses fill nothing: the oldest copies go first."""
    with _room(2):
        shop = Shop()
        for path in ("/1", "/2", "/3", "/3", "/2", "/1"):
            await shop.get(path)
    assert [each.url.path for each in shop.seen] == ["/1", "/2", "/3", "/1"]
    with _room(0.5):
        small = Shop()
        await small.get()
        await small.get()
    assert len(small.seen) == 2


async def test_copies_do_not_outlive_their_time(clock: Clock) -> None:
    """What nobody asks for again is dropped when the next one is kept."""
    with _room(100):
        shop = Shop()
        for number in range(50):
            await shop.get(f"/{number}")
        clock.now += SECONDS
        await shop.get("/last")
        await shop.get("/0")
    assert len(shop.seen) == 52


async def test_sharing_can_be_turned_off() -> None:
    """With 0 seconds every response is made for its request."""
    with SharedSettings.override(lms_shared_response_seconds=0):
        shop = Shop()
        await shop.get()
        await shop.get()
    assert len(shop.seen) == 2
