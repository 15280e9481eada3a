"""The delivery record of one message."""

from __future__ import annotations

import httpx2
import pytest

from functions.get_notification.main import get_notification
from lms_kernel import Actor, Unavailable, new_id
from lms_notifications import Notification, Receipt, deliver
from lms_testing import actor, client
from lms_testing.notifications import a_message, request

ANA, OLGA = actor("student"), actor("instructor")


@pytest.fixture
async def message() -> Notification:
    """Return a message from Olga to Ana."""
    return await request(a_message(recipient_id=ANA.id, sender_id=OLGA.id))


async def _get(id_: str, *, as_: Actor = ANA) -> httpx2.Response:
    async with client(get_notification, as_=as_) as http:
        return await http.get(f"/api/notifications/{id_}")


@pytest.mark.parametrize("reader", [ANA, OLGA, actor("admin")])
async def test_those_concerned_see_the_whole_account(message: Notification, reader: Actor) -> None:
    """Recipient, sender and admins see the message and every attempt."""

    async def away(_: Notification) -> Receipt:
        raise Unavailable("The mail server is down.")

    with pytest.raises(Unavailable):
        await deliver(message.id, "email", away)

    answer = await _get(message.id, as_=reader)

    assert answer.status_code == 200
    body = answer.json()
    assert (body["subject"], body["text"], body["status"]) == (
        message.subject,
        message.text,
        "queued",
    )
    (attempt,) = body["attempts"]
    assert (attempt["outcome"], attempt["detail"]) == ("deferred", "The mail server is down.")


@pytest.mark.parametrize("role", ["student", "instructor"])
async def test_to_others_there_is_none(message: Notification, role: str) -> None:
    """404 with the same wording for someone else's id and a made-up one."""
    stranger = actor(role, "other")
    foreign, made_up = await _get(message.id, as_=stranger), await _get(new_id(), as_=stranger)

    assert foreign.status_code == made_up.status_code == 404
    assert foreign.json() == made_up.json()


async def test_a_message_of_the_platform_has_no_sender() -> None:
    """No one counts as the sender of a message that the platform wrote."""
    message = await request(a_message(recipient_id=new_id(), sender_id=None))

    assert (await _get(message.id)).status_code == 404


@pytest.mark.parametrize("id_", ["x", "%00", "inbox", "a%3Alease"])
async def test_what_is_no_id_is_not_found(id_: str) -> None:
    """404, and no other key of the store can be reached."""
    assert (await _get(id_, as_=actor("admin"))).status_code == 404


async def test_an_unchanged_account_is_not_sent_again(message: Notification) -> None:
    """304 while nothing has happened."""
    async with client(get_notification, as_=ANA) as http:
        first = await http.get(f"/api/notifications/{message.id}")
        tag = {"If-None-Match": first.headers["etag"]}
        again = await http.get(f"/api/notifications/{message.id}", headers=tag)

    assert (again.status_code, again.content) == (304, b"")
