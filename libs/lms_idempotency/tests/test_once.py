"""Idempotency-Key."""

from __future__ import annotations

import functions_framework.aio
import httpx2
import pytest
from starlette.requests import Request

from lms_http import Answer, created, endpoint
from lms_idempotency import once
from lms_kernel import Conflict
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


@pytest.fixture(autouse=True)
def _nothing_made() -> None:
    calls.clear()


async def _ask(key: str | None, body: str = '"a"', caller: str = "ana") -> httpx2.Response:
    headers = {"X-Caller": caller} | ({} if key is None else {"Idempotency-Key": key})
    async with client(make) as http:
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
