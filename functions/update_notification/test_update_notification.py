"""Marking a message as read."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from functions.update_notification.main import update_notification
from lms_kernel import Actor, new_id
from lms_notifications import Notification, deliver
from lms_testing import actor, client
from lms_testing.notifications import a_message, accepted, count_unread, request

ANA = actor("student")


@pytest.fixture
async def note() -> Notification:
    """Return an in-app message to Ana that she has not read."""
    return await request(a_message(recipient_id=ANA.id, channel="in_app"))


async def _mark(id_: str, body: Any, *, as_: Actor = ANA) -> httpx2.Response:
    async with client(update_notification, as_=as_) as http:
        return await http.put(f"/api/notifications/{id_}", json=body)


async def test_a_message_is_read_and_unread_again(note: Notification) -> None:
    """200 with the time, and the count follows; marking twice keeps the first time."""
    first = await _mark(note.id, {"read": True})
    again = await _mark(note.id, {"read": True})
    count = await count_unread(ANA.id)
    unread = await _mark(note.id, {"read": False})

    assert first.status_code == 200
    assert first.json()["read_at"] is not None
    assert again.json()["read_at"] == first.json()["read_at"]
    assert count == 0
    assert unread.json()["read_at"] is None
    assert await count_unread(ANA.id) == 1


async def test_a_mail_is_read_like_any_other_message() -> None:
    """It counts from its arrival until it is opened here."""
    mail = await request(a_message(recipient_id=ANA.id))
    await deliver(mail.id, "email", accepted)
    before = await count_unread(ANA.id)

    answer = await _mark(mail.id, {"read": True})

    assert (before, await count_unread(ANA.id)) == (1, 0)
    assert (answer.status_code, answer.json()["unread"]) == (200, False)


@pytest.mark.parametrize("role", ["student", "admin"])
async def test_nobody_reads_for_somebody_else(note: Notification, role: str) -> None:
    """404 with the same wording for someone else's id and a made-up one, for admins too."""
    other = actor(role, "other")
    foreign = await _mark(note.id, {"read": True}, as_=other)
    made_up = await _mark(new_id(), {"read": True}, as_=other)

    assert foreign.status_code == made_up.status_code == 404
    assert foreign.json() == made_up.json()
    assert await count_unread(ANA.id) == 1


@pytest.mark.parametrize(
    ("body", "field"), [({}, "read"), ({"read": "yes"}, "read"), ({"read": True, "a": 1}, "a")]
)
async def test_what_cannot_be_read_is_named(note: Notification, body: Any, field: str) -> None:
    """422 naming the field."""
    answer = await _mark(note.id, body)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
