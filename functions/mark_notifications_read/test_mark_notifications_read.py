"""Marking everything as read."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from functions.mark_notifications_read.main import mark_notifications_read
from lms_kernel import Actor, new_id
from lms_testing import actor, client
from lms_testing.notifications import a_message, count_unread, request

ANA = actor("student")


async def _read(body: Any, *, as_: Actor = ANA) -> httpx2.Response:
    async with client(mark_notifications_read, as_=as_) as http:
        return await http.put("/api/notifications", json=body)


async def test_everything_is_read_at_once() -> None:
    """204; other people's messages stay unread."""
    other = new_id()
    for owner in (ANA.id, ANA.id, other):
        await request(a_message(recipient_id=owner, channel="in_app"))

    answer = await _read({"read": True})

    assert (answer.status_code, answer.content) == (204, b"")
    assert await count_unread(ANA.id) == 0
    assert await count_unread(other) == 1


async def test_an_empty_inbox_is_read() -> None:
    """204, however often it is repeated."""
    assert (await _read({"read": True})).status_code == 204


@pytest.mark.parametrize("body", [{"read": False}, {}, {"read": 1}])
async def test_only_reading_can_be_asked_for(body: Any) -> None:
    """422 naming the field."""
    answer = await _read(body)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["read"]
