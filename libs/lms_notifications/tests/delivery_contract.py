"""What deliveries promise: one sender at a time, every attempt in the ledger."""

from __future__ import annotations

import asyncio

import pytest

from lms_kernel import Invalid, Place, Unavailable, by_creation, new_id, request_scope
from lms_notifications import (
    DeliveryInProgress,
    Notification,
    NotificationSettings,
    NotificationStatus,
    Receipt,
    _records,
    deliver,
    deliveries,
    notifications,
)
from lms_redis import RedisOutbox
from lms_testing import CapturedEvents
from lms_testing.notifications import (
    RECIPIENT,
    a_message,
    accepted,
    away,
    count_unread,
    decide,
    entry,
    have_device,
    never_asked,
    refused,
    request,
)


class DeliveryContract:
    """The promises; a subclass decides which Redis they are tried on."""

    async def test_a_delivery_is_accounted_for(self) -> None:
        """What the provider said is kept with the moment, and the notification is delivered."""
        message = await request()

        await deliver(message.id, "email", accepted)

        after = await notifications().get(message.id)
        assert (after.status, [each.detail for each in after.attempts]) == (
            "delivered",
            ["accepted"],
        )
        assert after.delivered_at is not None
        assert after.delivered_at == after.attempts[0].at

    async def test_delivered_is_the_end(self) -> None:
        """A delivered notification is never sent again and never fails afterwards."""
        message = await request()
        await deliver(message.id, "email", accepted)

        await deliver(message.id, "email", never_asked)
        await deliveries().give_up(message.id, "email", "a late dead letter")

        after = await notifications().get(message.id)
        assert (after.status, len(after.attempts)) == ("delivered", 1)

    async def test_a_passing_failure_is_put_off(self) -> None:
        """When the provider is down the notification is queued again, and the reason is kept."""
        message = await request()

        with pytest.raises(Unavailable):
            await deliver(message.id, "email", away)
        put_off = await notifications().get(message.id)
        await deliver(message.id, "email", accepted)

        assert put_off.status == "queued"
        after = await notifications().get(message.id)
        assert [each.outcome for each in after.attempts] == ["deferred", "delivered"]
        assert after.attempts[0].detail == "The provider is down."

    async def test_a_final_refusal_fails_it(self) -> None:
        """What the provider will never take is failed with its words; a replay may still work."""
        message = await request()

        with pytest.raises(Invalid):
            await deliver(message.id, "email", refused)
        failed = await notifications().get(message.id)
        with pytest.raises(Unavailable):
            await deliver(message.id, "email", away)
        still_failed = await notifications().get(message.id)
        await deliver(message.id, "email", accepted)

        assert (failed.status, failed.attempts[0].detail) == ("failed", "No such mailbox.")
        assert still_failed.status == "failed"
        assert (await notifications().get(message.id)).status == "delivered"

    async def test_giving_up_fails_it_once(self) -> None:
        """A dead letter fails what is open, with the reason; a second one changes nothing."""
        message = await request()

        for _ in range(2):
            await deliveries().give_up(message.id, "email", "spent")

        after = await notifications().get(message.id)
        assert (after.status, [each.detail for each in after.attempts]) == ("failed", ["spent"])

    async def test_two_senders_never_send_at_once(self) -> None:
        """While one process sends, another is after to come back; it then finds it delivered."""
        message = await request()
        entered, leave = asyncio.Event(), asyncio.Event()

        async def slowly(_: Notification) -> Receipt:
            entered.set()
            await leave.wait()
            return Receipt("accepted")

        first = asyncio.create_task(deliver(message.id, "email", slowly))
        await entered.wait()
        sending = await notifications().get(message.id)
        with pytest.raises(DeliveryInProgress):
            await deliver(message.id, "email", never_asked)
        leave.set()
        await first

        assert sending.status == "sending"
        await deliver(message.id, "email", never_asked)

    async def test_a_lease_is_kept_while_sending(self) -> None:
        """A send that takes longer than the lease is not taken over by another process."""
        message = await request()

        async def slowly(_: Notification) -> Receipt:
            await asyncio.sleep(2)
            with pytest.raises(DeliveryInProgress):
                await deliver(message.id, "email", never_asked)
            return Receipt("accepted")

        with NotificationSettings.override(lms_notifications_lease_seconds=1.0):
            await deliver(message.id, "email", slowly)

        assert (await notifications().get(message.id)).status == "delivered"

    async def test_a_killed_sender_is_succeeded(self) -> None:
        """A sender that died lets its lease run out; the next try sends the same message."""
        message = await request()
        with NotificationSettings.override(lms_notifications_lease_seconds=0.1):
            assert await deliveries().begin(message.id, "email") is not None
            await asyncio.sleep(0.15)

            await deliver(message.id, "email", accepted)

        assert (await notifications().get(message.id)).status == "delivered"

    async def test_a_latecomer_cannot_put_back_what_another_sends(self) -> None:
        """A sender whose lease ran out tells how it went without touching its successor's."""
        message = await request()
        with NotificationSettings.override(lms_notifications_lease_seconds=0.1):
            late = await deliveries().begin(message.id, "email")
            assert late is not None
            await asyncio.sleep(0.15)
        successor = await deliveries().begin(message.id, "email")
        assert successor is not None

        await deliveries().record(late, entry("deferred", "timed out"))

        assert (await notifications().get(message.id)).status == "sending"
        with pytest.raises(DeliveryInProgress):
            await deliveries().begin(message.id, "email")
        await deliveries().record(successor, entry("delivered"))
        await deliveries().record(late, entry("failed", "refused"))
        after = await notifications().get(message.id)
        assert after.status == "delivered"
        assert [each.outcome for each in after.attempts] == [
            "unknown",
            "deferred",
            "delivered",
            "failed",
        ]

    async def test_a_sender_that_never_told_is_in_the_ledger(self) -> None:
        """The next try says that the one before may have sent: nobody has to guess."""
        message = await request()
        with NotificationSettings.override(lms_notifications_lease_seconds=0.1):
            await deliveries().begin(message.id, "email")
            await asyncio.sleep(0.15)

            await deliver(message.id, "email", accepted)

        after = await notifications().get(message.id)
        assert [each.outcome for each in after.attempts] == ["unknown", "delivered"]

    async def test_a_try_is_timed_and_names_the_next(self) -> None:
        """An entry has its channel, how long it took, and when the broker comes again."""
        message = await request()
        for _ in range(3):
            with pytest.raises(Unavailable):
                await deliver(message.id, "email", away)

        after = await notifications().get(message.id)
        pauses = [
            (each.next_attempt_at - each.at).total_seconds()
            for each in after.attempts
            if each.next_attempt_at
        ]
        assert pauses == [0.5, 1.0, 2.0]
        assert {each.channel for each in after.attempts} == {"email"}
        assert all(each.duration_seconds is not None for each in after.attempts)

    async def test_the_last_try_names_no_next(self) -> None:
        """When the broker will not come again the ledger promises nothing."""
        message = await request()
        with NotificationSettings.override(lms_delivery_retry=0), pytest.raises(Unavailable):
            await deliver(message.id, "email", away)

        (only,) = (await notifications().get(message.id)).attempts
        assert only.next_attempt_at is None

    async def test_a_final_refusal_asks_the_next_channel(self, published: CapturedEvents) -> None:
        """What cannot go by mail goes by push: same notification, an event for the other."""
        await have_device()
        message = await request(a_message(fallbacks=("push",)))

        async with request_scope(function="send_email"):
            await deliver(message.id, "email", refused)

        after = await notifications().get(message.id)
        assert (after.status, after.channel, after.fallbacks) == ("queued", "push", [])
        assert [each["channel"] for each in published] == ["email", "push"]
        assert published[-1]["data"] == {"notification_id": message.id}
        assert await RedisOutbox().unpublished() == []
        await deliver(message.id, "email", never_asked)
        await deliver(message.id, "push", accepted)
        after = await notifications().get(message.id)
        assert [(each.channel, each.outcome) for each in after.attempts] == [
            ("email", "failed"),
            ("push", "delivered"),
        ]

    async def test_the_last_channel_in_the_app_cannot_fail(self) -> None:
        """A message whose last way is the inbox is delivered there, and is unread."""
        message = await request(a_message(fallbacks=("in_app",)))

        await deliver(message.id, "email", refused)

        after = await notifications().get(message.id)
        assert (after.status, after.channel) == ("delivered", "in_app")
        assert await count_unread(message.recipient_id) == 1
        assert await RedisOutbox().unpublished() == []

    async def test_giving_up_asks_the_next_channel_once(self) -> None:
        """A dead letter lets its channel be; one of a channel that was left changes nothing."""
        await have_device()
        message = await request(a_message(fallbacks=("push",)))

        for _ in range(2):
            async with request_scope(function="start_next_channel"):
                await deliveries().give_up(message.id, "email", "spent")

        after = await notifications().get(message.id)
        assert (after.status, after.channel) == ("queued", "push")
        assert [each.outcome for each in after.attempts] == ["failed"]

    async def test_who_fails_at_a_channel_that_was_left_ends_nothing(self) -> None:
        """A sender outlived its dead letter: by now the message goes another way."""
        await have_device()
        message = await request(a_message(fallbacks=("push",)))
        lease = await deliveries().begin(message.id, "email")
        assert lease is not None

        async with request_scope(function="start_next_channel"):
            await deliveries().give_up(message.id, "email", "nobody answered")
            await deliveries().record(lease, entry("suppressed"))

        after = await notifications().get(message.id)
        assert (after.status, after.channel, len(after.attempts)) == ("queued", "push", 2)

    async def test_a_decision_counts_until_the_last_moment(self) -> None:
        """A person who unsubscribes while a message waits does not get it."""
        message = await request()
        await decide(off={"message": ["email"]})

        await deliver(message.id, "email", never_asked)

        after = await notifications().get(message.id)
        assert (after.status, after.attempts[-1].outcome) == ("suppressed", "suppressed")

    async def test_a_number_that_was_given_up_gets_nothing(self) -> None:
        """It may be somebody else's by the time a message leaves that was meant for it."""
        await decide(phone="+34600111222", phone_confirmed=True)
        message = await request(a_message(channel="sms", fallbacks=("in_app",)))
        await decide(phone="+34600333444")

        await deliver(message.id, "sms", never_asked)

        after = await notifications().get(message.id)
        assert (after.channel, after.status) == ("in_app", "delivered")
        assert after.attempts[0].detail == "The recipient has no confirmed phone number."

    async def test_the_ledger_lists_everybodys_by_status(self) -> None:
        """A notification is in the list of its present status and in that of all."""
        message = await request()
        other = await request(a_message(recipient_id=new_id()))
        await deliver(message.id, "email", accepted)

        lists = {
            status: [each.id for each in (await deliveries().page(status, limit=10)).items]
            for status in ("delivered", "queued", "failed", None)
        }

        assert lists == {
            "delivered": [message.id],
            "queued": [other.id],
            "failed": [],
            None: [other.id, message.id],
        }

    async def test_one_persons_messages_are_listed(self) -> None:
        """Newest first, with or without a status, by number and by position."""
        ids = [(await request(a_message(subject=f"No. {each}"))).id for each in range(7)]
        await request(a_message(recipient_id=new_id()))
        for each in ids[::2]:
            await deliver(each, "email", accepted)
        selections: dict[NotificationStatus | None, list[str]] = {
            None: ids[::-1],
            "delivered": ids[::-2],
            "queued": ids[-2::-2],
            "failed": [],
        }

        for status, expected in selections.items():
            for by_place in (False, True):
                seen: list[str] = []
                after: Place | None = None
                for _ in range(len(ids)):
                    part = await deliveries().page(
                        status,
                        RECIPIENT,
                        limit=2,
                        offset=0 if by_place else len(seen),
                        after=after,
                    )
                    assert part.total == len(expected)
                    seen += [each.id for each in part.items]
                    after = by_creation(part.items[-1]) if by_place and part.items else None
                    if len(seen) >= len(expected):
                        break
                assert seen == expected
        assert (await deliveries().page(None, new_id(), limit=2)).total == 0

    async def test_a_selection_reads_no_more_than_it_says(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Of somebody with very many messages, the newest are looked at."""
        monkeypatch.setattr(_records, "SELECTED_FROM", 3)
        ids = [(await request(a_message(subject=f"No. {each}"))).id for each in range(5)]

        part = await deliveries().page("queued", RECIPIENT, limit=10)
        everything = await deliveries().page(None, RECIPIENT, limit=10)

        assert ([each.id for each in part.items], part.total) == (ids[:1:-1], 3)
        assert everything.total == len(ids)
