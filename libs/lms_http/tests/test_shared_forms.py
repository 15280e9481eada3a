"""Shared responses: by what they are kept apart, and in which content coding they are sent."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest
from starlette.responses import Response

from libs.lms_http.tests.shop import PUBLIC, Clock, Shop
from lms_http import _shared, ok
from lms_http._codings import packed

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from lms_http._shared import Fields

pytestmark = pytest.mark.usefixtures("clock")


def _language(request: Request) -> Fields:
    """Reduce Accept-Language to its first language."""
    first = request.headers.get("accept-language", "en")[:2]
    return ((b"accept-language", first.encode()),)


async def test_copies_are_kept_apart_by_what_is_seen_of_a_field(clock: Clock) -> None:
    """Thirty ways to ask for French are one copy, and no way shows in what others get."""
    shop = Shop("Accept-Language", seen=_language, Vary="Accept-Language")
    shop.respond = lambda request: ok(
        request.headers.getlist("accept-language"), cache=PUBLIC, headers=shop.headers
    )
    for number in range(30):
        response = await shop.get(Accept_Language=f"fr-{number}, en;q=0.{number}")
        assert response.json() == ["fr"]
    assert (await shop.get(Accept_Language="es")).json() == ["es"]
    assert (await shop.http.get("/", headers={"Accept-Language": "en-GB"})).json() == ["en"]
    assert len(shop.seen) == 3


async def test_a_cookie_may_be_one_of_the_fields(clock: Clock) -> None:
    """Reduced, it is the same for many; what is not shared is made once, as it was seen."""
    shop = Shop("Cookie", seen=lambda request: ((b"cookie", b"theme=dark"),), Vary="Cookie")
    shop.respond = lambda request: ok(request.cookies, cache=PUBLIC, headers=shop.headers)
    for number in range(3):
        assert (await shop.get(Cookie=f"id={number}")).json() == {"theme": "dark"}
    assert len(shop.seen) == 1
    shop.respond = lambda request: Response("no", 404, {"Vary": "Cookie"})
    await shop.get("/other", Cookie="id=1")
    assert len(shop.seen) == 2
    whole = Shop("Cookie", Vary="Cookie")
    whole.respond = lambda request: ok(request.cookies, cache=PUBLIC, headers=whole.headers)
    assert [(await whole.get(Cookie=f"id={each}")).json()["id"] for each in "aba"] == list("aba")
    assert len(whole.seen) == 2


def _long(shop: Shop, **headers: str) -> Callable[[Request], Response]:
    """Return what returns a page that is worth compressing."""
    fields = {"Cache-Control": PUBLIC, "ETag": '"3"', **headers}
    return lambda _: Response("x" * 50_000, 200, fields, media_type="text/html")


async def test_a_shared_response_is_compressed_once(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For all clients that ask for gzip; the others get it as it is (RFC 9110, 12.5.3)."""
    packings: list[Response] = []

    def count(response: Response) -> Response:
        packings.append(response)
        return packed(response)

    monkeypatch.setattr(_shared, "packed", count)
    shop = Shop()
    shop.respond = _long(shop, Vary="Authorization")
    plain = await shop.get(Accept_Encoding="identity")
    assert not packings
    several = await asyncio.gather(*(shop.get(Accept_Encoding="gzip") for _ in range(20)))
    later = await shop.get(Accept_Encoding="gzip, br")
    for small in (*several, later):
        assert small.headers["content-encoding"] == "gzip"
        assert int(small.headers["content-length"]) < 1000
        assert small.text == plain.text == "x" * 50_000
        assert small.headers["vary"] == plain.headers["vary"] == "Authorization, Accept-Encoding"
    assert "content-encoding" not in plain.headers
    assert len(packings) == len(shop.seen) == 1


async def test_each_coding_has_its_tag(clock: Clock) -> None:
    """RFC 9110, 8.8.3.3: a strong tag names one coding's bytes; either one proves a copy."""
    shop = Shop()
    shop.respond = _long(shop)
    for coding, tag in (("identity", '"3"'), ("gzip", 'W/"3"')):
        assert (await shop.get(Accept_Encoding=coding)).headers["etag"] == tag
        for known in ('"3"', 'W/"3"', "*"):
            unchanged = await shop.get(Accept_Encoding=coding, If_None_Match=known)
            assert (unchanged.status_code, unchanged.content) == (304, b"")
            assert unchanged.headers["etag"] == tag
            assert unchanged.headers["vary"] == "Accept-Encoding"
        head = await shop.http.head("/", headers={"Accept-Encoding": coding})
        full = await shop.get(Accept_Encoding=coding)
        assert head.headers["content-length"] == full.headers["content-length"]
    assert len(shop.seen) == 1


async def test_what_is_short_is_not_compressed() -> None:
    """It would gain nothing, so it does not vary either."""
    response = await Shop().get(Accept_Encoding="gzip")
    assert "content-encoding" not in response.headers
    assert "vary" not in response.headers


async def test_who_waits_for_compression_and_goes_away_takes_nobody_along(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Others wait for the same bytes."""
    gate = threading.Event()

    def slow(response: Response) -> Response:
        gate.wait(10)
        return packed(response)

    monkeypatch.setattr(_shared, "packed", slow)
    shop = Shop()
    shop.respond = _long(shop)
    first, second = (asyncio.create_task(shop.get(Accept_Encoding="gzip")) for _ in range(2))
    await asyncio.sleep(0.05)
    first.cancel()
    # The loop goes on meanwhile.
    assert (await shop.get(Accept_Encoding="identity")).status_code == 200
    gate.set()
    assert (await second).headers["content-encoding"] == "gzip"
