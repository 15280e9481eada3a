"""Verifying an address by the link that was sent to it."""

from __future__ import annotations

import httpx2
import pytest

from functions.verify_email.main import verify_email
from lms_kernel import Actor
from lms_testing import CapturedEvents, actor, client
from lms_testing.access import redis_away
from lms_testing.identity import FakeUsers
from lms_testing.mailed_links import a_ticket

ANA = actor("student")
BEN = actor("student", "ben")


async def _verify(token: object, *, by: Actor | None = None) -> httpx2.Response:
    async with client(verify_email, as_=by) as http:
        return await http.put("/api/email-verifications", json={"token": token})


@pytest.mark.parametrize("by", [None, ANA])
async def test_a_link_verifies_the_address(
    accounts: FakeUsers, published: CapturedEvents, by: Actor | None
) -> None:
    """Also on a phone on which nobody has signed in."""
    user = await accounts.have(ANA, email_verified=False)
    answer = await _verify(a_ticket(accounts, user, "email_verification"), by=by)
    assert (answer.status_code, answer.content) == (204, b"")
    assert accounts.accounts[ANA.id].user.email_verified
    (event,) = published
    assert event["data"]["changes"] == ["email_verified"]  # type: ignore[index]


async def test_a_link_works_once(accounts: FakeUsers) -> None:
    """And nothing changes by another one."""
    user = await accounts.have(ANA, email_verified=False)
    first, second = (a_ticket(accounts, user, "email_verification") for _ in range(2))
    assert (await _verify(first)).status_code == 204
    for token in (first, second):
        answer = await _verify(token)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/dead-link")
    assert accounts.accounts[ANA.id].user.version == 2


async def test_a_link_for_another_address_or_purpose_is_refused(accounts: FakeUsers) -> None:
    """The address that was read is not the one of the account any more."""
    user = await accounts.have(ANA, email_verified=False)
    for token in (
        a_ticket(accounts, user, "email_verification", email="old@example.org"),
        a_ticket(accounts, user, "password_reset"),
    ):
        assert (await _verify(token)).status_code == 403
    assert not accounts.accounts[ANA.id].user.email_verified


async def test_nobody_else_uses_a_link(accounts: FakeUsers) -> None:
    """It still works for its owner."""
    user = await accounts.have(ANA, email_verified=False)
    token = a_ticket(accounts, user, "email_verification")
    answer = await _verify(token, by=BEN)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/link-of-another")
    assert (await _verify(token)).status_code == 204


@pytest.mark.parametrize(("token", "status"), [("made.up", 400), ("", 422), (1, 422), (None, 422)])
async def test_what_is_no_link_is_refused(accounts: FakeUsers, token: object, status: int) -> None:
    """A link may be copied in part."""
    assert (await _verify(token)).status_code == status


async def test_a_link_works_without_redis(accounts: FakeUsers) -> None:
    """Nobody has to be signed in."""
    user = await accounts.have(ANA, email_verified=False)
    with redis_away():
        assert (await _verify(a_ticket(accounts, user, "email_verification"))).status_code == 204


async def test_a_link_is_not_spent_while_the_database_is_away(accounts: FakeUsers) -> None:
    """503: it can be used again."""
    user = await accounts.have(ANA, email_verified=False)
    token = a_ticket(accounts, user, "email_verification")
    accounts.is_away = True
    assert (await _verify(token)).status_code == 503
    accounts.is_away = False
    assert (await _verify(token)).status_code == 204
