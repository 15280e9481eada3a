"""Giving up on a notification."""

from __future__ import annotations

import base64

import pytest

from functions.start_next_channel.main import start_next_channel
from lms_kernel import new_id
from lms_notifications import (
    Notification,
    NotificationRequested,
    Receipt,
    deliver as deliver_notification,
    notifications,
)
from lms_testing import deliver, event
from lms_testing.notifications import request


@pytest.fixture
async def message() -> Notification:
    """Return a notification that waits for delivery."""
    return await request()


def _dead_letter(notification_id: str, **extensions: str) -> dict[str, object]:
    requested = NotificationRequested(notification_id=notification_id)
    return event(requested, channel="email", **extensions)


async def test_a_dead_letter_fails_the_notification(message: Notification) -> None:
    """204; the ledger names the response after which delivery was abandoned."""
    words = base64.b64encode(b"The mail server cannot be reached.").decode()
    letter = _dead_letter(message.id, knativeerrorcode="503", knativeerrordata=words)

    answer = await deliver(start_next_channel, letter)

    assert (answer.status_code, answer.content) == (204, b"")
    notification = await notifications().get(message.id)
    assert notification.status == "failed"
    (attempt,) = notification.attempts
    assert (attempt.outcome, attempt.detail) == (
        "failed",
        "Delivery was abandoned after: 503 The mail server cannot be reached.",
    )


@pytest.mark.parametrize("data", ["503:Unavailable", base64.b64encode(b"\xff\xfe").decode()])
async def test_an_answer_that_is_no_text_is_kept_as_it_is(message: Notification, data: str) -> None:
    """A person may still make sense of it."""
    await deliver(
        start_next_channel, _dead_letter(message.id, knativeerrorcode="503", knativeerrordata=data)
    )

    notification = await notifications().get(message.id)
    assert notification.attempts[0].detail == f"Delivery was abandoned after: 503 {data}"


async def test_a_dead_letter_without_a_reason_still_fails_it(message: Notification) -> None:
    """A subscriber that never responded leaves no code."""
    await deliver(start_next_channel, _dead_letter(message.id))

    notification = await notifications().get(message.id)
    assert notification.attempts[0].detail == "Delivery was abandoned after: no answer"


async def test_another_dead_letter_changes_nothing(message: Notification) -> None:
    """However many copies die, the notification fails once."""
    for _ in range(2):
        assert (await deliver(start_next_channel, _dead_letter(message.id))).status_code == 204

    assert len((await notifications().get(message.id)).attempts) == 1


async def test_what_was_delivered_stays_delivered(message: Notification) -> None:
    """One copy's dead letter cannot undo what another copy achieved."""

    async def accepted(_: Notification) -> Receipt:
        return Receipt("OK")

    await deliver_notification(message.id, "email", accepted)

    await deliver(start_next_channel, _dead_letter(message.id))

    assert (await notifications().get(message.id)).status == "delivered"


async def test_a_dead_letter_about_nothing_is_refused() -> None:
    """422 for a notification that does not exist, and for data that cannot be read."""
    unreadable = {**_dead_letter(new_id()), "data": {"notification_id": 7}}

    assert (await deliver(start_next_channel, _dead_letter(new_id()))).status_code == 422
    assert (await deliver(start_next_channel, unreadable)).status_code == 422
