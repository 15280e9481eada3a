"""Sending the link that proves who reads an address."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import pytest

from functions.send_account_link.main import send_account_link
from lms_identity import AccountLinkRequested, UserRegistered
from lms_kernel import utc_now
from lms_links import TICKET, LinkSettings
from lms_notifications import Notification, inbox
from lms_signatures import ticket_id
from lms_testing import actor, deliver, event
from lms_testing.identity import FakeUsers
from lms_testing.mailed_links import mailed_token

ANA = actor("student")
EMAIL = f"{ANA.id}@example.org"
Purpose = Literal["password_reset", "email_verification", "email_change"]


def _wanted(
    purpose: Purpose = "password_reset", *, user_id: str | None = None, email: str = EMAIL
) -> dict[str, object]:
    return event(AccountLinkRequested(user_id=user_id, email=email, purpose=purpose))


async def _letters() -> list[Notification]:
    return (await inbox().page(ANA.id, limit=100)).items


@pytest.mark.parametrize(
    ("purpose", "user_id", "email", "template", "page", "hours"),
    [
        ("password_reset", None, EMAIL, "password-reset", "/reset-password", 1),
        ("email_verification", ANA.id, EMAIL, "verify-email", "/verify-email", 72),
        ("email_change", ANA.id, "new@example.org", "change-email", "/change-email", 24),
    ],
)
async def test_a_link_goes_to_the_address_and_can_be_used_for_a_while(
    accounts: FakeUsers,
    purpose: Purpose,
    user_id: str | None,
    email: str,
    template: str,
    page: str,
    hours: int,
) -> None:
    """By mail alone; the token is behind a #, which browsers send nowhere (RFC 9110, 4.2.5)."""
    await accounts.have(ANA, email_verified=False)
    with LinkSettings.override(lms_public_url="https://learn.example.org"):
        answer = await deliver(send_account_link, _wanted(purpose, user_id=user_id, email=email))

    assert (answer.status_code, answer.content) == (204, b"")
    (letter,) = await _letters()
    assert (letter.template, letter.channel, letter.address) == (template, "email", email)
    assert letter.fallbacks == []
    assert f"https://learn.example.org{page}#{TICKET}\n" in letter.text
    (ticket,) = accounts.tickets.values()
    assert (ticket.id, ticket.purpose, ticket.user_id, ticket.email) == (
        *(letter.id, purpose, ANA.id, email),
    )
    left = ticket.expires_at - utc_now()
    assert timedelta(hours=hours) - timedelta(minutes=1) < left <= timedelta(hours=hours)
    assert ticket_id(await mailed_token(ANA.id, template)) == letter.id


async def test_a_new_account_is_asked_to_verify_its_address(accounts: FakeUsers) -> None:
    """One that an operator has vouched for is not."""
    user = await accounts.have(ANA, email_verified=False)
    await deliver(send_account_link, event(UserRegistered.of(user)))
    assert [each.template for each in await _letters()] == ["verify-email"]
    ben = await accounts.have(actor("student", "ben"))
    await deliver(send_account_link, event(UserRegistered.of(ben)))
    assert (await inbox().page(ben.id, limit=1)).total == 0


async def test_nobody_is_told_who_has_no_account(accounts: FakeUsers) -> None:
    """Nor does an inactive account get a way in, nor is a verified address verified again."""
    await accounts.have(ANA, active=False)
    await deliver(send_account_link, _wanted())
    await deliver(send_account_link, _wanted(email="nobody@example.org"))
    await accounts.have(ANA)
    await deliver(send_account_link, _wanted("email_verification", user_id=ANA.id))
    await deliver(send_account_link, _wanted("email_verification", user_id=ANA.id, email="old@x.y"))
    await deliver(send_account_link, _wanted("email_change", user_id=ANA.id))
    assert await _letters() == []
    assert accounts.tickets == {}


async def test_a_redelivered_event_sends_no_second_link(accounts: FakeUsers) -> None:
    """Even after a crash in which the first delivery was forgotten."""
    from lms_redis import redis

    await accounts.have(ANA)
    wanted = _wanted()
    for _ in range(7):
        assert (await deliver(send_account_link, wanted)).status_code == 204
        for key in await redis().keys("handled:*"):
            await redis().delete(key)
    assert len(await _letters()) == len(accounts.tickets) == 1


async def test_an_address_gets_five_letters_an_hour(accounts: FakeUsers) -> None:
    """However many strangers ask; the links that it has still count."""
    await accounts.have(ANA)
    for _ in range(8):
        assert (await deliver(send_account_link, _wanted())).status_code == 204
    assert len(await _letters()) == len(accounts.tickets) == 5


async def test_a_link_waits_for_a_database_that_is_away(accounts: FakeUsers) -> None:
    """503: the broker sends the event again."""
    accounts.is_away = True
    assert (await deliver(send_account_link, _wanted())).status_code == 503
