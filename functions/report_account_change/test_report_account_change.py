"""Telling people that their account was changed."""

from __future__ import annotations

import pytest

from functions.report_account_change.main import report_account_change
from lms_identity import UserUpdated
from lms_kernel import new_id
from lms_notifications import Notification, inbox
from lms_testing import deliver, event

ANA = new_id()


def _updated(*changes: str, previous_email: str | None = None) -> dict[str, object]:
    return event(
        UserUpdated(
            user_id=ANA,
            email="ana@example.org",
            name="Ana Lima",
            role="student",
            active=True,
            version=2,
            changes=list(changes),
            previous_email=previous_email,
        )
    )


async def _letters() -> list[Notification]:
    return (await inbox().page(ANA, limit=10)).items


async def test_a_new_password_is_told() -> None:
    """With the way to another one, if somebody else set it."""
    answer = await deliver(report_account_change, _updated("password"))
    assert (answer.status_code, answer.content) == (204, b"")
    (letter,) = await _letters()
    assert (letter.template, letter.channel, letter.address) == (
        *("password-changed", "email", "ana@example.org"),
    )
    assert "/forgot-password" in letter.text


async def test_a_new_address_is_told_to_the_old_one() -> None:
    """Which names the new one."""
    changed = _updated("email", "email_verified", previous_email="old@example.org")
    await deliver(report_account_change, changed)
    (letter,) = await _letters()
    assert (letter.template, letter.channel, letter.address) == (
        *("email-changed", "email", "old@example.org"),
    )
    assert "ana@example.org" in letter.text


@pytest.mark.parametrize("change", ["name", "role", "active", "email_verified"])
async def test_nothing_else_is_told(change: str) -> None:
    """Somebody who changed their name knows it."""
    await deliver(report_account_change, _updated(change))
    assert await _letters() == []


async def test_a_redelivered_event_writes_no_second_letter() -> None:
    """Even after a crash in which the first delivery was forgotten."""
    from lms_redis import redis

    changed = _updated("password", "email", previous_email="old@example.org")
    for _ in range(2):
        await deliver(report_account_change, changed)
        for key in await redis().keys("handled:*"):
            await redis().delete(key)
    assert len(await _letters()) == 2
