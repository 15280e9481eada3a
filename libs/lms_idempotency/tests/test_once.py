"""Idempotency-Key."""

from __future__ import annotations

from typing import Any

import functions_framework.aio
import httpx2
import pytest
from starlette.requests import Request

from lms_http import Answer, created, endpoint
from lms_idempotency import claim, once
from lms_kernel import Conflict
from lms_redis import redis
from lms_testing import client

calls: list[str] = []


@functions_framework.aio.http
@endpoint
async def make(request: Request) -> Answer[str]:
    """Make a thing, refused when the body says so."""

    async def work(thing_id: str) -> Answer[str]:
        if await request.body() == b'"refused"':
            raise Conflict("Not now.")
        calls.append(thing_id)
        return created(thing_id, f"/things/{thing_id}")

    return await once(request, request.headers.get("x-caller", "ana"), work)


@functions_framework.aio.http
@endpoint
async def sign(request: Request) -> Answer[str]:
    """Make a thing whose response must not be kept."""
    id_ = await claim(request, request.headers.get("x-caller", "ana"))
    calls.append(id_)
    return created(f"secret of {id_}", f"/things/{id_}")


@pytest.fixture(autouse=True)
def _nothing_made() -> None:
    calls.clear()


async def _ask(
    key: str | None, body: str = '"a"', caller: str = "ana", function: Any = make
) -> httpx2.Response:
    headers = {"X-Caller": caller} | ({} if key is None else {"Idempotency-Key": key})
    async with client(function) as http:
        return await http.post("/things", content=body, headers=headers)


async def test_without_a_key_every_request_makes_a_thing() -> None:
    """Nobody asked for more."""
    first, second = await _ask(None), await _ask(None)
    assert first.json() != second.json()


async def test_the_same_key_answers_the_first_result_again() -> None:
    """The repeat makes nothing, and says that it is one."""
    first, again = await _ask("k1"), await _ask("k1")
    assert len(calls) == 1
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"


async def test_the_same_key_with_another_body_is_refused() -> None:
    """A fault in the client is not hidden."""
    await _ask("k1")
    answer = await _ask("k1", '"b"')
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/idempotency-key-reused"


async def test_a_key_belongs_to_its_caller() -> None:
    """Two people may choose the same key."""
    first, other = await _ask("k1"), await _ask("k1", caller="ben")
    assert first.json() != other.json()


async def test_a_refusal_is_not_remembered_but_the_identity_is() -> None:
    """After a refusal the same request may succeed, still as one thing."""
    assert (await _ask("k1", '"refused"')).status_code == 409
    assert (await _ask("k1", '"refused"')).status_code == 409
    assert calls == []


async def test_an_unreadable_key_is_refused() -> None:
    """A key has visible characters and an end."""
    assert (await _ask("k" * 256)).status_code == 400
    assert (await _ask("a b")).status_code == 400


async def test_what_must_not_be_kept_is_made_again_by_the_same_id() -> None:
    """Redis remembers which request the key came with, and nothing of the response."""
    first, again = [await _ask("k1", function=sign) for _ in range(2)]

    assert (first.status_code, first.json()) == (201, again.json())
    assert len(calls) == 2
    assert "idempotency-replayed" not in again.headers
    (key,) = await redis().keys("idempotency:*")
    assert "secret" not in str(await redis().get(key))
    other = await _ask("k1", caller="ben", function=sign)
    free = await _ask(None, function=sign)
    assert len({each.json() for each in (first, other, free)}) == 3


async def test_a_claimed_key_refuses_what_a_remembered_one_refuses() -> None:
    """Another body, and what cannot be read."""
    await _ask("k1", function=sign)
    answer = await _ask("k1", '"b"', function=sign)
    assert answer.json()["type"] == "/problems/idempotency-key-reused"
    assert (await _ask("a b", function=sign)).status_code == 400
    assert len(calls) == 1
