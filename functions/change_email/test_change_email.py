"""Moving an account to a new address by the link that was sent there."""

from __future__ import annotations

import httpx2

from functions.change_email.main import change_email
from lms_access import sessions
from lms_kernel import Actor
from lms_testing import CapturedEvents, actor, client
from lms_testing.access import bearer
from lms_testing.identity import FakeUsers
from lms_testing.mailed_links import a_ticket

ANA = actor("student")
BEN = actor("student", "ben")
NEW = "new@example.org"


async def _change(token: str, *, by: Actor | None = None) -> httpx2.Response:
    async with client(change_email, as_=by) as http:
        return await http.put("/api/email-changes", json={"token": token})


async def test_a_link_moves_the_account(accounts: FakeUsers, published: CapturedEvents) -> None:
    """The new address is verified by that, and the event names the old one, which is told."""
    user = await accounts.have(ANA, email_verified=False)
    answer = await _change(a_ticket(accounts, user, "email_change", email=NEW))
    assert (answer.status_code, answer.content) == (204, b"")
    after = accounts.accounts[ANA.id].user
    assert (after.email, after.email_verified, after.version) == (NEW, True, 2)
    (event,) = published
    data = event["data"]
    assert isinstance(data, dict)
    assert (data["changes"], data["previous_email"]) == (["email", "email_verified"], user.email)


async def test_other_sessions_end(accounts: FakeUsers) -> None:
    """The one that opened the link continues, even after the event."""
    user = await accounts.have(ANA)
    await bearer(ANA)
    elsewhere = await sessions().open(ANA.id, "student", version=1)
    await _change(a_ticket(accounts, user, "email_change", email=NEW), by=ANA)
    assert await sessions().alive(elsewhere.session.id) is None
    here = await sessions().alive(ANA.session_id)
    assert here is not None
    assert here.version == 2


async def test_without_being_signed_in_all_sessions_end(accounts: FakeUsers) -> None:
    """The link may be opened on another device."""
    user = await accounts.have(ANA)
    await bearer(ANA)
    await _change(a_ticket(accounts, user, "email_change", email=NEW))
    assert await sessions().alive(ANA.session_id) is None


async def test_a_link_works_once(accounts: FakeUsers) -> None:
    """And the links that were sent to the old address end with it."""
    user = await accounts.have(ANA)
    first = a_ticket(accounts, user, "email_change", email=NEW)
    second = a_ticket(accounts, user, "email_change", email="third@example.org")
    a_ticket(accounts, user, "password_reset")
    assert (await _change(first)).status_code == 204
    for token in (first, second):
        answer = await _change(token)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/dead-link")
    assert accounts.accounts[ANA.id].user.email == NEW
    assert accounts.tickets == {}


async def test_an_address_that_somebody_has_taken_meanwhile_is_refused(
    accounts: FakeUsers,
) -> None:
    """Nothing changes."""
    user = await accounts.have(ANA)
    token = a_ticket(accounts, user, "email_change", email=NEW)
    await accounts.have(BEN, email=NEW)
    answer = await _change(token)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/email-taken")
    assert accounts.accounts[ANA.id].user == user


async def test_nobody_else_uses_a_link(accounts: FakeUsers) -> None:
    """It still works for its owner; a link of another purpose works for nobody."""
    user = await accounts.have(ANA)
    token = a_ticket(accounts, user, "email_change", email=NEW)
    answer = await _change(token, by=BEN)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/link-of-another")
    assert (await _change(a_ticket(accounts, user, "password_reset"))).status_code == 403
    assert (await _change("made.up")).status_code == 400
    assert accounts.accounts[ANA.id].user.email == user.email
    assert (await _change(token, by=ANA)).status_code == 204


async def test_a_link_is_not_spent_while_the_database_is_away(accounts: FakeUsers) -> None:
    """503: it can be used again."""
    user = await accounts.have(ANA)
    token = a_ticket(accounts, user, "email_change", email=NEW)
    accounts.is_away = True
    assert (await _change(token)).status_code == 503
    accounts.is_away = False
    assert (await _change(token)).status_code == 204
