"""Setting a new password by the link of a mail."""

from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest
from msgspec import structs

from functions.log_in.main import log_in
from functions.reset_password.main import reset_password
from lms_access import sessions
from lms_identity import verify_password
from lms_kernel import Actor, utc_now
from lms_limits import LimitSettings
from lms_signatures import sign
from lms_testing import CapturedEvents, actor, client
from lms_testing.identity import PASSWORD, FakeUsers
from lms_testing.mailed_links import a_ticket

ANA = actor("student")
BEN = actor("student", "ben")
ADMIN = actor("admin")
NEW = "a new long password"


async def _reset(
    token: str, password: str = NEW, *, by: Actor | None = None, address: str = ""
) -> httpx2.Response:
    async with client(reset_password, as_=by) as http:
        body = {"token": token, "password": password}
        headers = {"X-Real-IP": address} if address else {}
        return await http.put("/api/password-resets", json=body, headers=headers)


async def _is_password(accounts: FakeUsers, password: str) -> bool:
    return await verify_password(password, accounts.accounts[ANA.id].password_hash)


async def test_a_link_sets_a_new_password(accounts: FakeUsers, published: CapturedEvents) -> None:
    """And verifies the address, whose mail was read."""
    user = await accounts.have(ANA, email_verified=False)
    answer = await _reset(a_ticket(accounts, user, "password_reset"))
    assert (answer.status_code, answer.content) == (204, b"")
    assert await _is_password(accounts, NEW)
    assert accounts.accounts[ANA.id].user.email_verified
    (event,) = published
    assert event["type"] == "org.learning.user.updated.v1"
    assert NEW not in str(event)
    assert "password" in event["data"]["changes"]  # type: ignore[index]


async def test_the_reset_of_an_admin_is_audited(
    accounts: FakeUsers, published: CapturedEvents
) -> None:
    """Though nobody was signed in: the link says whose account it is."""
    user = await accounts.have(ADMIN)
    await _reset(a_ticket(accounts, user, "password_reset"))
    (event,) = published
    assert (event["actorid"], event["actorrole"]) == (ADMIN.id, "admin")
    assert event["privileged"] == "true"


async def test_all_sessions_end(accounts: FakeUsers) -> None:
    """Also a session of a thief who knew the old password."""
    user = await accounts.have(ANA)
    thief = await sessions().open(ANA.id, "student", version=1)
    await _reset(a_ticket(accounts, user, "password_reset"))
    assert await sessions().alive(thief.session.id) is None


async def test_a_link_works_once(accounts: FakeUsers) -> None:
    """Nor do those that were sent before or after it work any more."""
    user = await accounts.have(ANA)
    first, second = (a_ticket(accounts, user, "password_reset") for _ in range(2))
    change = a_ticket(accounts, user, "email_change", email="thief@example.org")
    assert (await _reset(first)).status_code == 204
    for token in (first, second, change):
        answer = await _reset(token, "another long password")
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/dead-link")
    assert await _is_password(accounts, NEW)
    assert accounts.tickets == {}


async def test_a_link_expires(accounts: FakeUsers) -> None:
    """And changes nothing then."""
    user = await accounts.have(ANA)
    token = a_ticket(accounts, user, "password_reset")
    (ticket,) = accounts.tickets.values()
    late = structs.replace(ticket, expires_at=utc_now() - timedelta(seconds=1))
    accounts.tickets[ticket.id] = late
    assert (await _reset(token)).status_code == 403
    assert await _is_password(accounts, PASSWORD)


async def test_a_link_of_another_purpose_or_for_an_address_of_before_is_refused(
    accounts: FakeUsers,
) -> None:
    """A link says what it is for, and who was to read it."""
    user = await accounts.have(ANA)
    for token in (
        a_ticket(accounts, user, "email_verification"),
        a_ticket(accounts, user, "password_reset", email="old@example.org"),
    ):
        assert (await _reset(token)).status_code == 403
    assert await _is_password(accounts, PASSWORD)


async def test_nobody_else_uses_a_link(accounts: FakeUsers) -> None:
    """Somebody signed in to another account is told so, and the owner can still use the link."""
    user = await accounts.have(ANA)
    await accounts.have(BEN)
    token = a_ticket(accounts, user, "password_reset")
    answer = await _reset(token, by=BEN)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/link-of-another")
    assert await _is_password(accounts, PASSWORD)
    assert (await _reset(token, by=ANA)).status_code == 204


async def test_an_inactive_account_gets_no_password(accounts: FakeUsers) -> None:
    """It could not sign in with it."""
    user = await accounts.have(ANA, active=False)
    assert (await _reset(a_ticket(accounts, user, "password_reset"))).status_code == 403


async def test_an_altered_link_is_refused(accounts: FakeUsers) -> None:
    """So is the bare id of a ticket, and one that was signed for another use."""
    user = await accounts.have(ANA)
    token = a_ticket(accounts, user, "password_reset")
    (id_,) = accounts.tickets
    head, _, signature = token.partition(".")
    altered = [token[:-1], token[:-2] + "AA", token + "A", f"{head}.", f".{signature}", head]
    for each in (*altered, token.swapcase(), f" {token}", id_, sign(id_, use="lms_unsubscribe")):
        answer = await _reset(each)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/broken-link"), each
    assert await _is_password(accounts, PASSWORD)


async def test_a_weak_password_does_not_spend_the_link(accounts: FakeUsers) -> None:
    """The form is corrected and sent again."""
    user = await accounts.have(ANA)
    token = a_ticket(accounts, user, "password_reset")
    answer = await _reset(token, "short")
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["password"]
    assert (await _reset(token)).status_code == 204


async def test_a_profile_that_changes_meanwhile_does_not_spend_the_link(
    accounts: FakeUsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both changes are made."""
    user = await accounts.have(ANA)
    save = accounts.save
    overtaken: list[bool] = []

    async def save_too_late(*args: object, **kwargs: object) -> bool:
        if not overtaken:
            overtaken.append(True)
            newer = structs.replace(user, name="Ana Lima", version=2)
            await save(newer, ["name"])
        return await save(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(accounts, "save", save_too_late)
    assert (await _reset(a_ticket(accounts, user, "password_reset"))).status_code == 204
    assert accounts.accounts[ANA.id].user.name == "Ana Lima"
    assert await _is_password(accounts, NEW)


async def test_a_link_is_not_spent_while_the_database_is_away(accounts: FakeUsers) -> None:
    """503: it can be used again."""
    user = await accounts.have(ANA)
    token = a_ticket(accounts, user, "password_reset")
    accounts.is_away = True
    assert (await _reset(token)).status_code == 503
    accounts.is_away = False
    assert (await _reset(token)).status_code == 204


@pytest.mark.repeats
@pytest.mark.system
async def test_a_mail_lets_the_owner_in_while_the_whole_world_guesses(accounts: FakeUsers) -> None:
    """One guess a second from ever new networks: after a reset, ten of ten tries get through."""

    async def attempt(address: str, password: str = PASSWORD, email: str = "") -> httpx2.Response:
        body = {"email": email or f"{ANA.id}@example.org", "password": password}
        async with client(log_in) as http:
            return await http.post("/api/auth/login", json=body, headers={"X-Real-IP": address})

    user = await accounts.have(ANA)
    with LimitSettings.override(lms_client_address_header="X-Real-IP"):
        for number in range(140):
            await attempt(f"{number}.1.1.1", "guess")
            await attempt(f"{number}.1.1.1", email="nobody@example.org")
        nobody = await attempt("198.51.100.1", email="nobody@example.org")
        refused = await attempt("198.51.100.1")
        assert (refused.status_code, refused.json()["type"]) == (429, "/problems/many-guesses")
        # Nobody learns whether there is an account.
        assert nobody.json()["title"] == refused.json()["title"]

        token = a_ticket(accounts, user, "password_reset")
        assert (await _reset(token, address="198.51.100.1")).status_code == 204
        for number in range(140, 150):
            assert (await attempt(f"{number}.1.1.1", "guess")).status_code == 429
            assert (await attempt("198.51.100.1", NEW)).status_code == 200
