"""Asking for another link that verifies one's address."""

from __future__ import annotations

import httpx2

from functions.request_email_verification.main import request_email_verification
from lms_kernel import Actor
from lms_testing import CapturedEvents, actor, client
from lms_testing.identity import FakeUsers

ANA = actor("student")


async def _ask(as_: Actor | None = ANA) -> httpx2.Response:
    async with client(request_email_verification, as_=as_) as http:
        return await http.post("/api/email-verifications")


async def test_another_link_is_on_its_way(accounts: FakeUsers, published: CapturedEvents) -> None:
    """To the address of the account, whatever the caller says."""
    user = await accounts.have(ANA, email_verified=False)
    answer = await _ask()
    assert (answer.status_code, answer.content) == (204, b"")
    (event,) = published
    assert event["type"] == "org.learning.accountlink.requested.v1"
    assert event["data"] == {
        "user_id": ANA.id,
        "email": user.email,
        "purpose": "email_verification",
    }


async def test_a_verified_address_needs_none(
    accounts: FakeUsers, published: CapturedEvents
) -> None:
    """Nothing is sent; what the caller wants is the case."""
    await accounts.have(ANA)
    assert (await _ask()).status_code == 204
    assert published == []


async def test_links_are_limited(accounts: FakeUsers) -> None:
    """Five an hour."""
    await accounts.have(ANA, email_verified=False)
    assert [(await _ask()).status_code for _ in range(6)] == [204] * 5 + [429]


async def test_only_people_with_an_account_ask(accounts: FakeUsers) -> None:
    """Neither strangers nor services."""
    assert (await _ask(None)).status_code == 401
    assert (await _ask(Actor(ANA.id, "service", "s-1", frozenset()))).status_code == 403
    assert (await _ask()).status_code == 404
