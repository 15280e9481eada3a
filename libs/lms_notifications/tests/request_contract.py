"""What requesting and replaying a notification promises."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from lms_kernel import Invalid, new_id
from lms_notifications import (
    NotificationNotFound,
    NotificationRequested,
    NotificationSettings,
    NotReplayable,
    deliver,
    deliveries,
    inbox,
    notifications,
)
from lms_redis import RedisOutbox, redis
from lms_testing import CapturedEvents
from lms_testing.notifications import (
    RECIPIENT,
    a_message,
    accepted,
    block,
    decide,
    entry,
    have_device,
    refused,
    replay,
    request,
)


class RequestContract:
    """The promises; a subclass decides which Redis they are tried on."""

    async def test_a_request_is_queued_and_announced(self, published: CapturedEvents) -> None:
        """A request is stored as queued and announced once, with its channel and no address."""
        message = await request()

        assert (message.status, message.attempts, message.delivered_at) == ("queued", [], None)
        assert await notifications().get(message.id) == message
        (event,) = published
        assert (event["type"], event["channel"]) == (NotificationRequested.type, "email")
        assert event["data"] == {"notification_id": message.id}
        assert await RedisOutbox().unpublished() == []

    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"channel": "in_app"},
            {"channel": "sms"},
            {"channel": "sms", "fallbacks": ("email", "in_app")},
        ],
    )
    async def test_the_answer_is_what_is_kept(self, changes: dict[str, Any]) -> None:
        """Whatever became of a request, its answer says the same as the store."""
        message = await request(a_message(**changes))

        assert await notifications().get(message.id) == message

    async def test_a_message_is_framed_in_the_recipients_language(self) -> None:
        """The author need not know it; words that have one keep it."""
        await decide(language="ar")

        assert (await request()).language == "ar"
        assert (await request(a_message(language="es"))).language == "es"

    async def test_a_repeated_request_is_the_first_one(self, published: CapturedEvents) -> None:
        """The same id again answers the first notification, whatever it asks for now."""
        id_ = new_id()
        first = await request(a_message(subject="First"), id_)

        again = await request(a_message(subject="Second"), id_)

        assert again == first
        assert len(published) == 1

    async def test_a_repeat_publishes_what_was_left(self, published: CapturedEvents) -> None:
        """An event that a crash left unpublished goes out, as the same event, with a repeat."""
        id_ = new_id()
        published.is_away = True
        await request(id_=id_)
        (left,) = await RedisOutbox().unpublished()

        published.is_away = False
        await request(id_=id_)

        assert published == [left]
        assert await RedisOutbox().unpublished() == []

    async def test_simultaneous_requests_are_one(self, published: CapturedEvents) -> None:
        """Many simultaneous requests of one id store one notification and make one event."""
        id_ = new_id()

        message = await asyncio.gather(*(request(id_=id_) for _ in range(10)))

        assert {each.created_at for each in message} == {message[0].created_at}
        assert {each["id"] for each in published} == {published[0]["id"]}
        page = await inbox().page(RECIPIENT, limit=10)
        assert page.total == 1

    async def test_in_app_is_delivered_by_being_stored(self, published: CapturedEvents) -> None:
        """An in-app message needs nobody to deliver it: no event, delivered immediately."""
        message = await request(a_message(channel="in_app"))

        assert (message.status, message.delivered_at) == ("delivered", message.created_at)
        assert published == []

    @pytest.mark.parametrize("id_", ["nonsense", "01a2036d-b45a-7427-89f4-e5503082b9fa"])
    async def test_what_is_not_there_is_not_found(self, id_: str) -> None:
        """An unknown or unreadable id is not found, to read and to deliver alike."""
        with pytest.raises(NotificationNotFound):
            await notifications().get(id_)
        with pytest.raises(NotificationNotFound):
            await deliveries().begin(id_, "email")
        with pytest.raises(NotificationNotFound):
            await deliveries().give_up(id_, "email", "no reason")

    async def test_a_channel_without_an_address_is_left_out(self) -> None:
        """No phone number: suppressed for text messages, with the reason, and sent by mail."""
        message = await request(a_message(channel="sms", fallbacks=("email",)))

        assert (message.status, message.channel) == ("queued", "email")
        (left_out,) = message.attempts
        assert (left_out.channel, left_out.outcome) == ("sms", "suppressed")
        assert "phone number" in left_out.detail

    async def test_what_is_switched_off_is_suppressed(self, published: CapturedEvents) -> None:
        """Nothing is sent, and the ledger says whose decision that was."""
        await decide(off={"message": ["email"]})

        message = await request()
        code = await request(a_message(category="account"))

        assert message.status == "suppressed"
        assert message.attempts[0].detail == "The recipient has switched off email for message."
        assert code.status == "queued"
        assert len(published) == 1

    async def test_a_number_is_the_recipients_own_affair(self) -> None:
        """The author sees the address of a mail, and no phone number."""
        await decide(phone="+34600111222", phone_confirmed=True)
        text, mail = await request(a_message(channel="sms")), await request()

        assert (text.address, text.for_sender().address) == ("+34600111222", None)
        assert mail.for_sender() == mail

    async def test_a_replay_sends_what_ended_undelivered(self, published: CapturedEvents) -> None:
        """Failed is queued again with an event of its own; the address is the one of today."""
        message = await request()
        with pytest.raises(Invalid):
            await deliver(message.id, "email", refused)

        again = await replay(message.id, email="ana@new.example.org")

        assert (again.status, again.address) == ("queued", "ana@new.example.org")
        assert [each.outcome for each in again.attempts] == ["failed", "replayed"]
        first, second = published
        assert first["id"] != second["id"]
        await deliver(message.id, "email", accepted)
        assert (await notifications().get(message.id)).status == "delivered"

    async def test_a_replay_is_delivered_anew(self) -> None:
        """What came back had been delivered once: that is over with the replay."""
        message = await request()
        await deliver(message.id, "email", accepted)
        await deliveries().report(entry("bounced"), notification_id=message.id)

        again = await replay(message.id)

        assert (again.status, again.delivered_at) == ("queued", None)
        assert await redis().ttl(f"notification:{message.id}") == -1

    async def test_a_replay_is_listed_by_the_channel_that_it_goes_by(self) -> None:
        """Also when that could not be gone by the first time."""
        await have_device()
        message = await request(a_message(channel="sms", fallbacks=("push",)))
        with pytest.raises(Invalid):
            await deliver(message.id, "push", refused)
        await decide(phone="+34600111222", phone_confirmed=True)

        again = await replay(message.id)

        texts = await inbox().page(RECIPIENT, channel="sms", limit=10)
        assert (again.channel, [each.id for each in texts.items]) == ("sms", [message.id])

    async def test_a_replay_lifts_the_block_of_an_address(self) -> None:
        """The admin knows better than an old bounce."""
        await block("email", "ana@example.org", "mailbox full")
        message = await request()
        assert message.status == "suppressed"

        assert (await replay(message.id)).status == "queued"

    async def test_only_what_ended_undelivered_is_replayed(self) -> None:
        """What is on its way or has arrived is refused."""
        message = await request()
        with pytest.raises(NotReplayable):
            await replay(message.id)
        await deliver(message.id, "email", accepted)

        with pytest.raises(NotReplayable):
            await replay(message.id)

    async def test_only_what_has_ended_is_forgotten(self) -> None:
        """The retention counts from the end: an open notification is kept without limit."""
        message = await request()
        note = await request(a_message(channel="in_app"))
        retention = NotificationSettings.current().lms_notifications_retention_seconds

        async def left(id_: str) -> int:
            return int(await redis().ttl(f"notification:{id_}"))

        assert await left(message.id) == -1
        assert 0 < await left(note.id) <= retention
        await deliver(message.id, "email", accepted)
        assert 0 < await left(message.id) <= retention
