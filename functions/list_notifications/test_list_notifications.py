"""One's own inbox."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from functions.list_notifications.main import list_notifications
from lms_kernel import Actor, new_id
from lms_testing import actor, client
from lms_testing.notifications import a_message, request
from lms_testing.round_trips import counted_round_trips

ANA = actor("student")


async def _list(as_: Actor | None = ANA, **parameters: Any) -> httpx2.Response:
    async with client(list_notifications, as_=as_) as http:
        return await http.get("/api/notifications", params=parameters)


def _subjects(answer: httpx2.Response) -> list[str]:
    return [each["subject"] for each in answer.json()["items"]]


async def _receive(count: int, **changes: Any) -> None:
    for number in range(count):
        await request(a_message(recipient_id=ANA.id, subject=f"No. {number}", **changes))


@pytest.mark.parametrize("role", ["student", "instructor", "admin"])
async def test_an_inbox_is_ones_own(role: str) -> None:
    """Newest first with the total; nobody sees messages sent to someone else."""
    owner = actor(role)
    await request(a_message(recipient_id=new_id()))
    for subject in ("first", "second"):
        await request(a_message(recipient_id=owner.id, subject=subject))

    answer = await _list(owner)

    assert answer.status_code == 200
    assert _subjects(answer) == ["second", "first"]
    assert (answer.json()["total"], answer.json()["next_cursor"]) == (2, None)


async def test_the_unread_are_counted() -> None:
    """In-app messages of the whole inbox, on any page; emails are not counted."""
    await _receive(3, channel="in_app")
    await _receive(1)

    assert (await _list(limit=1)).json()["unread"] == 3


async def test_an_inbox_is_one_round_trip() -> None:
    """Page, total and the number of unread ones come together, however many there are."""
    await _receive(3, channel="in_app")
    await _list()

    with counted_round_trips() as trips:
        answer = await _list(limit=2)

    assert (len(_subjects(answer)), answer.json()["total"], answer.json()["unread"]) == (2, 3, 3)
    # The client signs in, the caller's session is looked up, and then the inbox.
    assert trips == ["SET", "EVALSHA", "EVALSHA"]


async def test_an_empty_inbox_is_empty() -> None:
    """200 without items."""
    answer = await _list()

    assert (answer.status_code, answer.json()["items"], answer.json()["total"]) == (200, [], 0)


async def test_one_channel_can_be_shown_alone() -> None:
    """Only what is shown on the site, without emails."""
    await _receive(1)
    await request(a_message(recipient_id=ANA.id, channel="in_app", subject="note"))

    assert _subjects(await _list(channel="in_app")) == ["note"]


async def test_pages_by_number_and_by_cursor_show_the_same() -> None:
    """Each message once, and no cursor after the last page."""
    await _receive(4)

    numbered = [await _list(limit=2, page=each) for each in (1, 2)]
    followed = await _list(limit=2, cursor=numbered[0].json()["next_cursor"])

    assert _subjects(numbered[0]) + _subjects(numbered[1]) == ["No. 3", "No. 2", "No. 1", "No. 0"]
    assert _subjects(followed) == _subjects(numbered[1])
    assert followed.json()["next_cursor"] is None


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"limit": 101}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "WzEsMl0"}, "cursor"),
        ({"channel": "pigeon"}, "channel"),
        ({"user_id": new_id()}, "user_id"),
    ],
)
async def test_a_question_that_cannot_be_read_names_its_fault(
    parameters: dict[str, Any], field: str
) -> None:
    """422 naming the parameter; somebody else's inbox cannot be requested."""
    answer = await _list(**parameters)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
