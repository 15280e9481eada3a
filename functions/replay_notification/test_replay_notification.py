"""Sending a notification again."""

from __future__ import annotations

import httpx2
import pytest

from functions.replay_notification.main import replay_notification
from lms_kernel import Actor, Invalid, new_id
from lms_notifications import Notification, Receipt, deliver, deliveries, notifications
from lms_testing import CapturedEvents, actor, client
from lms_testing.identity import FakeUsers
from lms_testing.notifications import a_message, request

ANA, ADMIN = actor("student"), actor("admin")


@pytest.fixture
async def failed(accounts: FakeUsers) -> Notification:
    """Return an email to Ana that was refused before she changed her address."""
    await accounts.have(ANA, email="ana@new.example.org")
    notification = await request(a_message(recipient_id=ANA.id, email="ana@old.example.org"))

    async def refuse(_: Notification) -> Receipt:
        raise Invalid("550 no such user")

    with pytest.raises(Invalid):
        await deliver(notification.id, "email", refuse)
    return notification


async def _replay(id_: str, *, as_: Actor = ADMIN) -> httpx2.Response:
    async with client(replay_notification, as_=as_) as http:
        return await http.post(f"/api/notifications/{id_}/replay")


async def test_what_failed_is_sent_again(failed: Notification, published: CapturedEvents) -> None:
    """202: queued, to the current address, with an event for the channel's function."""
    answer = await _replay(failed.id)

    body = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/api/notifications/{failed.id}"
    assert (body["status"], body["address"]) == ("queued", "ana@new.example.org")
    assert [each["outcome"] for each in body["attempts"]] == ["failed", "replayed"]
    assert (published[-1]["channel"], published[-1]["privileged"]) == ("email", "true")


async def test_a_second_click_is_told(failed: Notification, published: CapturedEvents) -> None:
    """409 while it is on its way: nothing is sent twice."""
    await _replay(failed.id)
    before = len(published)

    answer = await _replay(failed.id)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-replayable")
    assert len(published) == before


async def test_a_closed_account_is_written_to_no_more(
    accounts: FakeUsers, published: CapturedEvents
) -> None:
    """422 for a recipient who is gone or inactive, as for a new message."""
    gone = await accounts.have(actor("student", "gone"), active=False)
    for recipient in (new_id(), gone.id):
        notification = await request(a_message(recipient_id=recipient, category="account"))
        await deliveries().give_up(notification.id, "email", "spent")
        before = len(published)

        answer = await _replay(notification.id)

        assert answer.status_code == 422
        assert [each["field"] for each in answer.json()["errors"]] == ["recipient_id"]
        assert len(published) == before


async def test_what_is_not_there_is_not_found(accounts: FakeUsers) -> None:
    """404 for an unknown id and for an unreadable one."""
    assert (await _replay(new_id())).status_code == 404
    assert (await _replay("nonsense")).status_code == 404


@pytest.mark.parametrize("role", ["student", "instructor"])
async def test_others_may_not_replay(failed: Notification, role: str) -> None:
    """403 for everybody but admins."""
    assert (await _replay(failed.id, as_=actor(role))).status_code == 403


async def test_while_the_accounts_are_away_nothing_is_promised(
    failed: Notification, accounts: FakeUsers
) -> None:
    """503: whether anybody may still be written to is not known."""
    accounts.is_away = True

    assert (await _replay(failed.id)).status_code == 503
    assert (await notifications().get(failed.id)).status == "failed"
