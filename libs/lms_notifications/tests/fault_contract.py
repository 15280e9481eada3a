"""What deliveries promise about faults that nobody expected: none holds a message up."""

from __future__ import annotations

import asyncio
import logging

import pytest

from lms_kernel import Conflict, NotFound, TooManyRequests, Unavailable, request_scope
from lms_notifications import (
    Notification,
    NotificationSettings,
    Receipt,
    Recipient,
    SenderBroke,
    _deliveries,
    deliver,
    deliveries,
    notifications,
)
from lms_testing import CapturedEvents
from lms_testing.notifications import (
    a_message,
    accepted,
    away,
    broken,
    have_device,
    never_asked,
    request,
)


async def _break(message: Notification) -> None:
    with pytest.raises(ZeroDivisionError):
        await deliver(message.id, message.channel, broken)


class FaultContract:
    """The promises; a subclass decides which Redis they are tried on."""

    async def test_a_broken_sender_is_tried_once_more(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A fault may pass; the ledger says what is not known, and the log where it happened."""
        message = await request()

        await _break(message)
        queued = await notifications().get(message.id)
        await deliver(message.id, "email", accepted)

        assert queued.status == "queued"
        after = await notifications().get(message.id)
        first, second = after.attempts
        assert (first.outcome, second.outcome) == ("unknown", "delivered")
        assert first.detail == "The sender broke: ZeroDivisionError. The message may have left."
        assert first.next_attempt_at is not None
        (logged,) = (each for each in caplog.records if each.levelno == logging.ERROR)
        assert logged.exc_info is not None
        assert message.id in logged.getMessage()

    async def test_a_sender_that_breaks_again_asks_the_next_channel(
        self, published: CapturedEvents
    ) -> None:
        """It fails once, for good: the other channel has its event at the second try."""
        await have_device()
        message = await request(a_message(fallbacks=("push",)))
        await _break(message)

        async with request_scope(function="send_email"):
            await deliver(message.id, "email", broken)

        after = await notifications().get(message.id)
        assert (after.status, after.channel) == ("queued", "push")
        assert [each.outcome for each in after.attempts] == ["unknown", "failed"]
        assert [each["channel"] for each in published] == ["email", "push"]
        await deliver(message.id, "email", never_asked)

    async def test_each_channel_may_break_once(self, published: CapturedEvents) -> None:
        """What happened to one does not matter to the next."""
        await have_device()
        message = await request(a_message(fallbacks=("push",)))
        await _break(message)
        async with request_scope(function="send_email"):
            await deliver(message.id, "email", broken)

        await _break(await notifications().get(message.id))
        await deliver(message.id, "push", accepted)

        assert (await notifications().get(message.id)).status == "delivered"

    async def test_without_another_channel_it_is_a_dead_letter(self) -> None:
        """Failed, and refused for good; an admin may still replay it."""
        message = await request()
        await _break(message)

        with pytest.raises(SenderBroke):
            await deliver(message.id, "email", broken)

        assert (await notifications().get(message.id)).status == "failed"

    async def test_an_outage_in_between_is_no_new_start(self) -> None:
        """One retry in all, however the faults are mixed."""
        message = await request()
        await _break(message)
        with pytest.raises(Unavailable):
            await deliver(message.id, "email", away)

        with pytest.raises(SenderBroke):
            await deliver(message.id, "email", broken)

    async def test_a_killed_sender_is_not_a_broken_one(self) -> None:
        """Machines stop; that says nothing about the message."""
        message = await request()
        with NotificationSettings.override(lms_notifications_lease_seconds=0.1):
            assert await deliveries().begin(message.id, "email") is not None
            await asyncio.sleep(0.15)
            await _break(message)
            await deliver(message.id, "email", accepted)

        outcomes = [each.outcome for each in (await notifications().get(message.id)).attempts]
        assert outcomes == ["unknown", "unknown", "delivered"]

    @pytest.mark.parametrize("refusal", [NotFound("Gone."), Conflict("Not now.")])
    async def test_a_refusal_of_any_kind_is_final(self, refusal: Exception) -> None:
        """What the caller of an API would be told not to repeat is not repeated here."""
        message = await request(a_message(fallbacks=("in_app",)))

        async def refuse(_: Notification) -> Receipt:
            raise refusal

        await deliver(message.id, "email", refuse)

        after = await notifications().get(message.id)
        assert (after.channel, after.status) == ("in_app", "delivered")

    async def test_a_limit_passes(self) -> None:
        """Too much for the moment is an outage: the broker retries by its schedule."""
        message = await request()

        async def limited(_: Notification) -> Receipt:
            raise TooManyRequests("Too much.", retry_after=3)

        with pytest.raises(Unavailable) as outage:
            await deliver(message.id, "email", limited)

        assert outage.value.retry_after == 3
        assert (await notifications().get(message.id)).attempts[0].outcome == "deferred"

    async def test_a_sender_that_hangs_is_ended(self) -> None:
        """Before the request is: so it is recorded, and the next try is not after a lease."""
        message = await request(a_message(fallbacks=("in_app",)))

        async def hang(_: Notification) -> Receipt:
            await asyncio.Event().wait()
            raise AssertionError

        with NotificationSettings.override(lms_notifications_send_seconds=0.05):
            with pytest.raises(TimeoutError):
                await deliver(message.id, "email", hang)
            await deliver(message.id, "email", hang)

        after = await notifications().get(message.id)
        assert (after.channel, after.status) == ("in_app", "delivered")

    async def test_what_is_stored_may_be_unreadable(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The channel is given up immediately: the same bytes are as unreadable at the next try."""
        message = await request(a_message(fallbacks=("in_app",)))

        def unreadable(*_: object, **__: object) -> Recipient:
            raise ValueError("no JSON")

        monkeypatch.setattr(_deliveries, "recipient_of", unreadable)
        with pytest.raises(SenderBroke):
            await deliver(message.id, "email", never_asked)

        after = await notifications().get(message.id)
        assert (after.channel, after.status) == ("in_app", "delivered")
