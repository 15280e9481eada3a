"""A mail server that is a list, and the promises of the notifications' store.

There is no fake store: the real one runs on the fake Redis of the unit tests, and the same
promises are tried again on a real server in tests/integration.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from lms_kernel import (
    Invalid,
    Place,
    Problem,
    Unavailable,
    derived_id,
    new_id,
    request_scope,
    utc_now,
)
from lms_mail import Mail, mailer
from lms_notifications import (
    Attempt,
    Channel,
    DeliveryInProgress,
    Notification,
    NotificationNotFound,
    NotificationRequested,
    NotificationSettings,
    NotificationWish,
    NotReplayable,
    Outcome,
    Preferences,
    QuietHours,
    Receipt,
    RedisNotifications,
    deliver,
    preferences,
)
from lms_redis import RedisOutbox, redis
from lms_testing import CapturedEvents


class FakeMailer:
    """Keeps what it is given; ``fails_with`` is raised instead, until it is taken away."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self.sent: list[Mail] = []
        self.fails_with: Problem | None = None

    async def send(self, mail: Mail) -> str:
        """Keep the mail, or fail as told."""
        if self.fails_with is not None:
            raise self.fails_with
        self.sent.append(mail)
        return "OK"


@contextmanager
def fake_mailer() -> Iterator[FakeMailer]:
    """Put a fake mail server into the ``with`` block."""
    fake = FakeMailer()
    with mailer.override(fake):
        yield fake


def wish(**changes: Any) -> NotificationWish:
    """Return a wish for an email, different where ``changes`` say so."""
    ordinary = NotificationWish(
        recipient_id=derived_id("test-recipient"),
        channel="email",
        category="message",
        email="ana@example.org",
        subject="Hello",
        text="How are you?",
    )
    return msgspec.structs.replace(ordinary, **changes)


def entry(outcome: Outcome, detail: str = "accepted", **more: Any) -> Attempt:
    """Return an entry of the ledger, of this moment and by mail."""
    return Attempt(at=utc_now(), channel="email", outcome=outcome, detail=detail, **more)


async def request(wanted: NotificationWish | None = None, id_: str | None = None) -> Notification:
    """Request a notification in a request of its own."""
    async with request_scope(function="create_notification"):
        return await RedisNotifications().request(wanted or wish(), id=id_)


async def replay(id_: str, *, email: str | None = None) -> Notification:
    """Replay a notification in a request of its own."""
    async with request_scope(function="replay_notification"):
        return await RedisNotifications().replay(id_, email=email)


async def release(now: datetime) -> int:
    """Let go what is held back until this moment, in a run of its own."""
    async with request_scope(function="release_notifications"):
        return await RedisNotifications().release(now)


async def decide(user_id: str | None = None, **decisions: Any) -> Preferences:
    """Let the recipient decide something, beside what was decided before."""
    owner = user_id or wish().recipient_id
    present = await preferences().get(owner)
    return await preferences().put(owner, msgspec.structs.replace(present, **decisions))


async def block(channel: Channel, address: str, reason: str) -> None:
    """Let the address be one that is written to no more, as a report leaves it."""
    await redis().hset(f"notification:blocked:{channel}", address, reason)


async def have_device(user_id: str | None = None) -> None:
    """Let the recipient have a device that takes push messages."""
    await redis().hset(f"notification:devices:{user_id or wish().recipient_id}", "one", "{}")


def quiet_now() -> QuietHours:
    """Return quiet hours that are now: an hour around this moment."""
    now = utc_now()
    hour = timedelta(minutes=30)
    return QuietHours(start=f"{now - hour:%H:%M}", end=f"{now + hour:%H:%M}")


class NotificationContract:
    """What the store promises; a subclass decides which Redis it runs on."""

    async def test_a_request_is_queued_and_announced(self, published: CapturedEvents) -> None:
        """A request is stored as queued and announced once, with its channel and no address."""
        kept = await request()

        assert (kept.status, kept.attempts, kept.delivered_at) == ("queued", [], None)
        assert await RedisNotifications().get(kept.id) == kept
        (event,) = published
        assert (event["type"], event["channel"]) == (NotificationRequested.type, "email")
        assert event["data"] == {"notification_id": kept.id}
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
        kept = await request(wish(**changes))

        assert await RedisNotifications().get(kept.id) == kept

    async def test_a_message_is_framed_in_the_recipients_language(self) -> None:
        """Who writes need not know it; words that have one keep it."""
        await decide(language="ar")

        assert (await request()).language == "ar"
        assert (await request(wish(language="es"))).language == "es"

    async def test_a_repeated_request_is_the_first_one(self, published: CapturedEvents) -> None:
        """The same id again answers the first notification, whatever it asks for now."""
        id_ = new_id()
        first = await request(wish(subject="First"), id_)

        again = await request(wish(subject="Second"), id_)

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
        """Many requests of one id at once store one notification and make one event."""
        id_ = new_id()

        kept = await asyncio.gather(*(request(id_=id_) for _ in range(10)))

        assert {each.created_at for each in kept} == {kept[0].created_at}
        assert {each["id"] for each in published} == {published[0]["id"]}
        page = await RedisNotifications().page(wish().recipient_id, limit=10)
        assert page.total == 1

    async def test_in_app_is_delivered_by_being_stored(self, published: CapturedEvents) -> None:
        """An in-app message needs nobody to deliver it: no event, delivered at once."""
        kept = await request(wish(channel="in_app"))

        assert (kept.status, kept.delivered_at) == ("delivered", kept.created_at)
        assert published == []

    async def test_an_inbox_is_newest_first(self) -> None:
        """An inbox lists what was sent to its owner, newest first, and counts it."""
        ids = [(await request(wish(subject=f"No. {each}"))).id for each in range(5)]
        await request(wish(recipient_id=new_id()))
        newest_first = list(reversed(ids))

        store, owner = RedisNotifications(), wish().recipient_id
        by_number = [await store.page(owner, limit=2, offset=each) for each in (0, 2, 4)]
        by_position: list[str] = []
        after: Place | None = None
        while (page := await store.page(owner, limit=2, after=after)).items:
            by_position += [each.id for each in page.items]
            after = (page.items[-1].created_at, page.items[-1].id)

        assert [each.id for page in by_number for each in page.items] == newest_first
        assert by_position == newest_first
        assert {page.total for page in by_number} == {len(ids)}

    async def test_an_inbox_can_be_narrowed_to_a_channel(self) -> None:
        """Messages of one channel are listed and counted on their own."""
        mail = await request()
        note = await request(wish(channel="in_app"))

        store, owner = RedisNotifications(), wish().recipient_id
        mails = await store.page(owner, channel="email", limit=10)
        notes = await store.page(owner, channel="in_app", limit=10)

        assert ([each.id for each in mails.items], mails.total) == ([mail.id], 1)
        assert ([each.id for each in notes.items], notes.total) == ([note.id], 1)

    @pytest.mark.parametrize("id_", ["nonsense", "01a2036d-b45a-7427-89f4-e5503082b9fa"])
    async def test_what_is_not_there_is_not_found(self, id_: str) -> None:
        """An unknown or unreadable id is not found, to read and to deliver alike."""
        with pytest.raises(NotificationNotFound):
            await RedisNotifications().get(id_)
        with pytest.raises(NotificationNotFound):
            await RedisNotifications().begin(id_, "email")
        with pytest.raises(NotificationNotFound):
            await RedisNotifications().give_up(id_, "email", "no reason")

    async def test_a_delivery_is_accounted_for(self) -> None:
        """What the provider said is kept with the moment, and the notification is delivered."""
        kept = await request()

        await deliver(kept.id, "email", _accepted)

        told = await RedisNotifications().get(kept.id)
        assert (told.status, [each.detail for each in told.attempts]) == ("delivered", ["accepted"])
        assert told.delivered_at is not None
        assert told.delivered_at == told.attempts[0].at

    async def test_delivered_is_the_end(self) -> None:
        """A delivered notification is never sent again and never fails afterwards."""
        kept = await request()
        await deliver(kept.id, "email", _accepted)

        await deliver(kept.id, "email", _never_asked)
        await RedisNotifications().give_up(kept.id, "email", "a late dead letter")

        told = await RedisNotifications().get(kept.id)
        assert (told.status, len(told.attempts)) == ("delivered", 1)

    async def test_a_passing_failure_is_put_off(self) -> None:
        """When the provider is away the notification is queued again, and the reason is kept."""
        kept = await request()

        with pytest.raises(Unavailable):
            await deliver(kept.id, "email", _away)
        put_off = await RedisNotifications().get(kept.id)
        await deliver(kept.id, "email", _accepted)

        assert put_off.status == "queued"
        told = await RedisNotifications().get(kept.id)
        assert [each.outcome for each in told.attempts] == ["deferred", "delivered"]
        assert told.attempts[0].detail == "The provider is away."

    async def test_a_broken_sender_is_accounted_for(self) -> None:
        """A fault of ours is put off like an outage, and the account names it."""
        kept = await request()

        with pytest.raises(ZeroDivisionError):
            await deliver(kept.id, "email", _broken)

        told = await RedisNotifications().get(kept.id)
        assert (told.status, told.attempts[0].detail) == (
            "queued",
            "The sender broke: ZeroDivisionError.",
        )

    async def test_a_final_refusal_fails_it(self) -> None:
        """What the provider will never take is failed with its words; a replay may still work."""
        kept = await request()

        with pytest.raises(Invalid):
            await deliver(kept.id, "email", _refused)
        failed = await RedisNotifications().get(kept.id)
        with pytest.raises(Unavailable):
            await deliver(kept.id, "email", _away)
        still_failed = await RedisNotifications().get(kept.id)
        await deliver(kept.id, "email", _accepted)

        assert (failed.status, failed.attempts[0].detail) == ("failed", "No such mailbox.")
        assert still_failed.status == "failed"
        assert (await RedisNotifications().get(kept.id)).status == "delivered"

    async def test_giving_up_fails_it_once(self) -> None:
        """A dead letter fails what is open, with the reason; a second one changes nothing."""
        kept = await request()

        for _ in range(2):
            await RedisNotifications().give_up(kept.id, "email", "spent")

        told = await RedisNotifications().get(kept.id)
        assert (told.status, [each.detail for each in told.attempts]) == ("failed", ["spent"])

    async def test_two_senders_never_send_at_once(self) -> None:
        """While one process sends, another is told to come back; it then finds it delivered."""
        kept = await request()
        entered, leave = asyncio.Event(), asyncio.Event()

        async def slowly(_: Notification) -> Receipt:
            entered.set()
            await leave.wait()
            return Receipt("accepted")

        first = asyncio.create_task(deliver(kept.id, "email", slowly))
        await entered.wait()
        sending = await RedisNotifications().get(kept.id)
        with pytest.raises(DeliveryInProgress):
            await deliver(kept.id, "email", _never_asked)
        leave.set()
        await first

        assert sending.status == "sending"
        await deliver(kept.id, "email", _never_asked)

    async def test_a_lease_is_kept_while_sending(self) -> None:
        """A send that takes longer than the lease is not taken over by another process."""
        kept = await request()

        async def slowly(_: Notification) -> Receipt:
            await asyncio.sleep(2)
            with pytest.raises(DeliveryInProgress):
                await deliver(kept.id, "email", _never_asked)
            return Receipt("accepted")

        with NotificationSettings.override(lms_notifications_lease_seconds=1.0):
            await deliver(kept.id, "email", slowly)

        assert (await RedisNotifications().get(kept.id)).status == "delivered"

    async def test_a_killed_sender_is_succeeded(self) -> None:
        """A sender that died lets its lease run out; the next try sends the same message."""
        kept = await request()
        with NotificationSettings.override(lms_notifications_lease_seconds=0.1):
            assert await RedisNotifications().begin(kept.id, "email") is not None
            await asyncio.sleep(0.15)

            await deliver(kept.id, "email", _accepted)

        assert (await RedisNotifications().get(kept.id)).status == "delivered"

    async def test_a_latecomer_cannot_put_back_what_another_sends(self) -> None:
        """A sender whose lease ran out tells how it went without touching its successor's."""
        store, kept = RedisNotifications(), await request()
        with NotificationSettings.override(lms_notifications_lease_seconds=0.1):
            late = await store.begin(kept.id, "email")
            assert late is not None
            await asyncio.sleep(0.15)
        successor = await store.begin(kept.id, "email")
        assert successor is not None

        await store.record(late, entry("deferred", "timed out"))

        assert (await store.get(kept.id)).status == "sending"
        with pytest.raises(DeliveryInProgress):
            await store.begin(kept.id, "email")
        await store.record(successor, entry("delivered"))
        await store.record(late, entry("failed", "refused"))
        told = await store.get(kept.id)
        assert told.status == "delivered"
        assert [each.outcome for each in told.attempts] == [
            "unknown",
            "deferred",
            "delivered",
            "failed",
        ]

    async def test_a_sender_that_never_told_is_in_the_ledger(self) -> None:
        """The next try says that the one before may have sent: nobody has to guess."""
        kept = await request()
        with NotificationSettings.override(lms_notifications_lease_seconds=0.1):
            await RedisNotifications().begin(kept.id, "email")
            await asyncio.sleep(0.15)

            await deliver(kept.id, "email", _accepted)

        told = await RedisNotifications().get(kept.id)
        assert [each.outcome for each in told.attempts] == ["unknown", "delivered"]

    async def test_a_try_is_timed_and_names_the_next(self) -> None:
        """An entry has its channel, how long it took, and when the broker comes again."""
        kept = await request()
        for _ in range(3):
            with pytest.raises(Unavailable):
                await deliver(kept.id, "email", _away)

        told = await RedisNotifications().get(kept.id)
        pauses = [
            (each.next_attempt_at - each.at).total_seconds()
            for each in told.attempts
            if each.next_attempt_at
        ]
        assert pauses == [0.5, 1.0, 2.0]
        assert {each.channel for each in told.attempts} == {"email"}
        assert all(each.duration_seconds is not None for each in told.attempts)

    async def test_the_last_try_names_no_next(self) -> None:
        """When the broker will not come again the ledger promises nothing."""
        kept = await request()
        with NotificationSettings.override(lms_delivery_retry=0), pytest.raises(Unavailable):
            await deliver(kept.id, "email", _away)

        (only,) = (await RedisNotifications().get(kept.id)).attempts
        assert only.next_attempt_at is None

    async def test_a_final_refusal_asks_the_next_channel(self, published: CapturedEvents) -> None:
        """What cannot go by mail goes by push: same notification, an event for the other."""
        await have_device()
        kept = await request(wish(fallbacks=("push",)))

        async with request_scope(function="send_email"):
            await deliver(kept.id, "email", _refused)

        told = await RedisNotifications().get(kept.id)
        assert (told.status, told.channel, told.fallbacks) == ("queued", "push", [])
        assert [each["channel"] for each in published] == ["email", "push"]
        assert published[-1]["data"] == {"notification_id": kept.id}
        assert await RedisOutbox().unpublished() == []
        await deliver(kept.id, "email", _never_asked)
        await deliver(kept.id, "push", _accepted)
        told = await RedisNotifications().get(kept.id)
        assert [(each.channel, each.outcome) for each in told.attempts] == [
            ("email", "failed"),
            ("push", "delivered"),
        ]

    async def test_the_last_channel_in_the_app_cannot_fail(self) -> None:
        """A message whose last way is the inbox is delivered there, and is unread."""
        kept = await request(wish(fallbacks=("in_app",)))

        await deliver(kept.id, "email", _refused)

        told = await RedisNotifications().get(kept.id)
        assert (told.status, told.channel) == ("delivered", "in_app")
        assert await RedisNotifications().unread(kept.recipient_id) == 1
        assert await RedisOutbox().unpublished() == []

    async def test_giving_up_asks_the_next_channel_once(self) -> None:
        """A dead letter lets its channel be; one of a channel that was left changes nothing."""
        await have_device()
        kept = await request(wish(fallbacks=("push",)))

        for _ in range(2):
            async with request_scope(function="start_next_channel"):
                await RedisNotifications().give_up(kept.id, "email", "spent")

        told = await RedisNotifications().get(kept.id)
        assert (told.status, told.channel) == ("queued", "push")
        assert [each.outcome for each in told.attempts] == ["failed"]

    async def test_who_fails_at_a_channel_that_was_left_ends_nothing(self) -> None:
        """A sender outlived its dead letter: by now the message goes another way."""
        await have_device()
        kept = await request(wish(fallbacks=("push",)))
        lease = await RedisNotifications().begin(kept.id, "email")
        assert lease is not None

        async with request_scope(function="start_next_channel"):
            await RedisNotifications().give_up(kept.id, "email", "nobody answered")
            await RedisNotifications().record(lease, entry("suppressed"))

        told = await RedisNotifications().get(kept.id)
        assert (told.status, told.channel, len(told.attempts)) == ("queued", "push", 2)

    async def test_a_channel_without_an_address_is_left_out(self) -> None:
        """No phone number: suppressed for text messages, with the reason, and sent by mail."""
        kept = await request(wish(channel="sms", fallbacks=("email",)))

        assert (kept.status, kept.channel) == ("queued", "email")
        (left_out,) = kept.attempts
        assert (left_out.channel, left_out.outcome) == ("sms", "suppressed")
        assert "phone number" in left_out.detail

    async def test_what_is_switched_off_is_suppressed(self, published: CapturedEvents) -> None:
        """Nothing is sent, and the ledger says whose decision that was."""
        await decide(off={"message": ["email"]})

        kept = await request()
        code = await request(wish(category="account"))

        assert kept.status == "suppressed"
        assert kept.attempts[0].detail == "The recipient has switched off email for message."
        assert code.status == "queued"
        assert len(published) == 1

    async def test_a_decision_counts_until_the_last_moment(self) -> None:
        """Who unsubscribes while a message waits gets it no more."""
        kept = await request()
        await decide(off={"message": ["email"]})

        await deliver(kept.id, "email", _never_asked)

        told = await RedisNotifications().get(kept.id)
        assert (told.status, told.attempts[-1].outcome) == ("suppressed", "suppressed")

    async def test_a_number_that_was_given_up_gets_nothing(self) -> None:
        """It may be somebody else's by the time a message leaves that was meant for it."""
        await decide(phone="+34600111222", phone_confirmed=True)
        kept = await request(wish(channel="sms", fallbacks=("in_app",)))
        await decide(phone="+34600333444")

        await deliver(kept.id, "sms", _never_asked)

        told = await RedisNotifications().get(kept.id)
        assert (told.channel, told.status) == ("in_app", "delivered")
        assert told.attempts[0].detail == "The recipient has no confirmed phone number."

    async def test_quiet_hours_hold_a_message_back(self, published: CapturedEvents) -> None:
        """It is queued, says until when, and leaves when they are over."""
        await decide(quiet_hours=quiet_now())
        kept = await request()
        code = await request(wish(category="account"))

        assert (kept.status, kept.attempts[0].outcome) == ("queued", "held")
        assert kept.held_until is not None
        assert kept.held_until == kept.attempts[0].next_attempt_at
        assert [each["subject"] for each in published] == [code.id]
        await deliver(kept.id, "email", _never_asked)

        assert await release(kept.held_until - timedelta(seconds=1)) == 0
        await decide(quiet_hours=None)
        assert await release(kept.held_until) == 1

        assert [each["subject"] for each in published] == [code.id, kept.id]
        await deliver(kept.id, "email", _accepted)
        told = await RedisNotifications().get(kept.id)
        assert (told.status, told.held_until) == ("delivered", None)

    async def test_a_dead_letter_ends_nothing_that_waits(self) -> None:
        """Nobody has failed at what quiet hours hold back: a new event comes after them."""
        await decide(quiet_hours=quiet_now())
        kept = await request()

        await RedisNotifications().give_up(kept.id, "email", "a late dead letter")

        assert await RedisNotifications().get(kept.id) == kept
        assert kept.held_until is not None

    async def test_the_mail_of_the_day_waits_for_no_quiet_hours(self) -> None:
        """Its hour was chosen."""
        await decide(quiet_hours=quiet_now())
        digest = await request(wish(category="digest"))

        await deliver(digest.id, "email", _accepted)

        assert (await RedisNotifications().get(digest.id)).status == "delivered"

    async def test_quiet_hours_that_begin_before_a_try_hold_it_back(self) -> None:
        """A retry in the night waits for the morning."""
        kept = await request()
        await decide(quiet_hours=quiet_now())

        await deliver(kept.id, "email", _never_asked)

        told = await RedisNotifications().get(kept.id)
        assert (told.status, told.attempts[-1].outcome) == ("queued", "held")
        assert told.held_until is not None
        assert await release(told.held_until) == 1

    async def test_a_digest_carries_what_waited_for_it(self, published: CapturedEvents) -> None:
        """One mail for many messages; how it ends is how they end."""
        await decide(digest=["message"])
        kept = [await request(wish(subject=f"No. {each}")) for each in range(3)]
        assert {each.status for each in kept} == {"queued"}
        assert published == []
        due_at = kept[0].held_until
        assert due_at is not None
        store = RedisNotifications()
        assert await store.due_digests(due_at - timedelta(seconds=1)) == []

        (due,) = await store.due_digests(due_at)
        assert [each.id for each in due.items] == [each.id for each in kept]
        carrier = wish(category="digest", bundle=tuple(each.id for each in due.items))
        digest = await request(carrier, id_=derived_id("digest", due.user_id))
        assert await store.due_digests(due_at) == []
        await deliver(digest.id, "email", _accepted)

        for each in kept:
            told = await store.get(each.id)
            assert (told.status, told.held_until) == ("delivered", None)
            assert told.attempts[-1].detail == f"In the digest {digest.id}: accepted"

    async def test_what_an_undelivered_digest_carried_goes_its_own_way(self) -> None:
        """By the fallbacks of each: another channel at the next release, the inbox at once."""
        await decide(digest=["message"])
        await have_device()
        by_push = await request(wish(fallbacks=("push",)))
        in_app = await request(wish(fallbacks=("in_app",)))
        alone = await request()
        ids = (by_push.id, in_app.id, alone.id)
        digest = await request(wish(category="digest", bundle=ids), id_=derived_id("digest", "two"))

        with pytest.raises(Invalid):
            await deliver(digest.id, "email", _refused)

        store = RedisNotifications()
        ends = {(await store.get(each)).status: (await store.get(each)).channel for each in ids}
        assert ends == {"queued": "push", "delivered": "in_app", "failed": "email"}
        assert await store.unread(wish().recipient_id) == 1
        assert await release(utc_now() + timedelta(seconds=1)) == 1
        await deliver(by_push.id, "push", _accepted)
        told = await store.get(by_push.id)
        assert [each.outcome for each in told.attempts] == ["held", "failed", "delivered"]

    async def test_what_comes_after_a_digest_waits_for_the_next(self) -> None:
        """A repeated digest takes nothing more along."""
        await decide(digest=["message"])
        first = await request()
        assert first.held_until is not None
        (due,) = await RedisNotifications().due_digests(first.held_until)
        late = await request(wish(subject="Late"))
        carrier, id_ = wish(category="digest", bundle=(first.id,)), derived_id("digest", "one")

        for _ in range(2):
            await request(carrier, id_=id_)

        assert (await RedisNotifications().get(late.id)).held_until is not None
        (next_one,) = await RedisNotifications().due_digests(due.due_at + timedelta(days=1))
        assert [each.id for each in next_one.items] == [late.id]

    async def test_a_long_digest_leaves_the_rest_for_the_next_day(self) -> None:
        """What did not fit is not due at once: one mail a day was asked for."""
        await decide(digest=["message"])
        first, rest = await request(), await request()
        await redis().zadd("notification:digests", {first.recipient_id: 1000})
        tomorrow = utc_now() + timedelta(days=1)

        await request(wish(category="digest", bundle=(first.id,)))

        due_at = await redis().zscore("notification:digests", first.recipient_id)
        assert due_at is not None
        assert due_at > utc_now().timestamp()
        (due,) = await RedisNotifications().due_digests(tomorrow)
        assert [each.id for each in due.items] == [rest.id]

    async def test_who_has_nothing_left_is_not_due(self) -> None:
        """What is gone, or was sent on its own, is in no digest and makes nobody due."""
        store = RedisNotifications()
        people = [new_id() for _ in range(4)]
        for each in people:
            await decide(each, digest=["message"])
        gone, sent, partly, whole = [
            await request(wish(recipient_id=each), derived_id("item", each)) for each in people
        ]
        await redis().delete(f"notification:{gone.id}")
        await redis().hdel(f"notification:{sent.id}", "hold")
        other = await request(wish(recipient_id=partly.recipient_id))
        await redis().delete(f"notification:{partly.id}")
        assert other.held_until is not None

        due = await store.due_digests(other.held_until, limit=1)
        assert [each.items for each in due] in ([[other]], [[whole]])
        due = await store.due_digests(other.held_until)
        assert {each.user_id: each.items for each in due} == {
            partly.recipient_id: [other],
            whole.recipient_id: [whole],
        }
        assert await redis().zcard("notification:digests") == len(due)

    async def test_without_a_mail_of_the_day_nothing_waits_for_it(self) -> None:
        """Who ended that mail gets what it would have carried by the next channel, at once."""
        await decide(digest=["message"], off={"digest": ["email"]})

        kept = await request(wish(fallbacks=("in_app",)))

        assert (kept.status, kept.channel, kept.held_until) == ("delivered", "in_app", None)
        assert kept.attempts[0].detail == "The recipient has switched off email for digest."

    async def test_a_bounce_is_the_end_and_blocks_the_address(self) -> None:
        """What came back is bounced; what is sent there afterwards is suppressed."""
        kept = await request()
        await deliver(kept.id, "email", _accepted)
        came_back = entry("bounced", "550 no such user")

        for _ in range(2):
            await RedisNotifications().report(came_back, notification_id=kept.id)
        await block("email", "ana@example.org", "550 no such user")
        later = await request()

        told = await RedisNotifications().get(kept.id)
        assert (told.status, len(told.attempts)) == ("bounced", 2)
        assert (later.status, later.attempts[0].outcome) == ("suppressed", "suppressed")
        assert "550 no such user" in later.attempts[0].detail

    async def test_a_blocked_number_gets_nothing(self) -> None:
        """Neither what is requested afterwards nor what was on its way; a replay lifts it."""
        await decide(phone="+34600111222", phone_confirmed=True)
        under_way = await request(wish(channel="sms"))
        await block("sms", "+34600111222", "opted out")

        later = await request(wish(channel="sms"))
        await deliver(under_way.id, "sms", _never_asked)

        told = await RedisNotifications().get(under_way.id)
        assert (told.status, later.status) == ("suppressed", "suppressed")
        assert "opted out" in told.attempts[-1].detail
        assert (await replay(under_way.id)).status == "queued"

    async def test_a_number_is_the_recipients_own_affair(self) -> None:
        """Who wrote sees the address of a mail, and no phone number."""
        await decide(phone="+34600111222", phone_confirmed=True)
        text, mail = await request(wish(channel="sms")), await request()

        assert (text.address, text.for_sender().address) == ("+34600111222", None)
        assert mail.for_sender() == mail

    async def test_what_was_not_sent_cannot_come_back(self) -> None:
        """A report about what the recipient suppressed since is an entry and no more."""
        kept = await request()
        await decide(off={"message": ["email"]})
        await deliver(kept.id, "email", _never_asked)

        told = await RedisNotifications().report(entry("bounced"), notification_id=kept.id)

        assert (told.status, told.attempts[-1].outcome) == ("suppressed", "bounced")

    async def test_an_old_report_does_not_undo_what_an_admin_decided(self) -> None:
        """The same report once more blocks nothing that a replay has set free."""
        kept = await request()
        await deliver(kept.id, "email", _accepted)
        came_back = entry("bounced", "550 no such user")
        await RedisNotifications().report(came_back, notification_id=kept.id, suppress=True)
        assert (await request()).status == "suppressed"
        await replay(kept.id)

        await RedisNotifications().report(came_back, notification_id=kept.id, suppress=True)

        assert (await request()).status == "queued"

    async def test_a_bounce_asks_the_next_channel(self) -> None:
        """What came back by mail goes by push."""
        await have_device()
        kept = await request(wish(fallbacks=("push",)))
        await deliver(kept.id, "email", _accepted)

        async with request_scope(function="record_delivery"):
            told = await RedisNotifications().report(entry("bounced"), notification_id=kept.id)

        assert (told.status, told.channel, told.delivered_at) == ("queued", "push", None)

    async def test_a_report_is_found_by_the_providers_id(self) -> None:
        """What a provider calls a message leads to the notification."""
        kept = await request()

        async def send(_: Notification) -> Receipt:
            return Receipt("accepted", provider_id="sns-1")

        await deliver(kept.id, "email", send)
        retention = NotificationSettings.current().lms_notifications_retention_seconds
        assert 0 < await redis().ttl("notification:provider:sns-1") <= retention
        told = await RedisNotifications().report(entry("confirmed"), provider_id="sns-1")

        assert (told.id, told.status) == (kept.id, "delivered")
        assert told.attempts[-1].outcome == "confirmed"
        with pytest.raises(NotificationNotFound):
            await RedisNotifications().report(entry("confirmed"), provider_id="unheard-of")

    async def test_a_confirmation_closes_the_window_of_a_crash(self) -> None:
        """A sender died before it told; the provider's report spares the second copy."""
        kept = await request()
        await RedisNotifications().begin(kept.id, "email")

        await RedisNotifications().report(entry("confirmed"), notification_id=kept.id)

        await deliver(kept.id, "email", _never_asked)
        assert (await RedisNotifications().get(kept.id)).status == "delivered"

    async def test_a_replay_sends_what_ended_undelivered(self, published: CapturedEvents) -> None:
        """Failed is queued again with an event of its own; the address is the one of today."""
        kept = await request()
        with pytest.raises(Invalid):
            await deliver(kept.id, "email", _refused)

        again = await replay(kept.id, email="ana@new.example.org")

        assert (again.status, again.address) == ("queued", "ana@new.example.org")
        assert [each.outcome for each in again.attempts] == ["failed", "replayed"]
        first, second = published
        assert first["id"] != second["id"]
        await deliver(kept.id, "email", _accepted)
        assert (await RedisNotifications().get(kept.id)).status == "delivered"

    async def test_a_replay_is_delivered_anew(self) -> None:
        """What came back had been delivered once: that is over with the replay."""
        kept = await request()
        await deliver(kept.id, "email", _accepted)
        await RedisNotifications().report(entry("bounced"), notification_id=kept.id)

        again = await replay(kept.id)

        assert (again.status, again.delivered_at) == ("queued", None)
        assert await redis().ttl(f"notification:{kept.id}") == -1

    async def test_a_replayed_message_is_no_longer_its_digests(self) -> None:
        """What becomes of the digest after that is not what becomes of the message."""
        await decide(digest=["message"])
        kept = await request()
        digest = await request(wish(category="digest", bundle=(kept.id,)))
        with pytest.raises(Invalid):
            await deliver(digest.id, "email", _refused)
        await decide(digest=[])

        await replay(kept.id)
        await replay(digest.id)
        await deliver(digest.id, "email", _accepted)

        assert (await RedisNotifications().get(kept.id)).status == "queued"

    async def test_a_replay_is_listed_by_the_channel_that_it_goes_by(self) -> None:
        """Also when that could not be gone by the first time."""
        await have_device()
        kept = await request(wish(channel="sms", fallbacks=("push",)))
        with pytest.raises(Invalid):
            await deliver(kept.id, "push", _refused)
        await decide(phone="+34600111222", phone_confirmed=True)

        again = await replay(kept.id)

        texts = await RedisNotifications().page(wish().recipient_id, channel="sms", limit=10)
        assert (again.channel, [each.id for each in texts.items]) == ("sms", [kept.id])

    async def test_a_replay_lifts_the_block_of_an_address(self) -> None:
        """The admin knows better than an old bounce."""
        await block("email", "ana@example.org", "mailbox full")
        kept = await request()
        assert kept.status == "suppressed"

        assert (await replay(kept.id)).status == "queued"

    async def test_only_what_ended_undelivered_is_replayed(self) -> None:
        """What is on its way or has arrived is refused."""
        kept = await request()
        with pytest.raises(NotReplayable):
            await replay(kept.id)
        await deliver(kept.id, "email", _accepted)

        with pytest.raises(NotReplayable):
            await replay(kept.id)

    async def test_the_ledger_lists_everybodys_by_status(self) -> None:
        """A notification is in the list of its present status and in that of all."""
        kept = await request()
        other = await request(wish(recipient_id=new_id()))
        await deliver(kept.id, "email", _accepted)

        store = RedisNotifications()
        lists = {
            status: [each.id for each in (await store.ledger(status, limit=10)).items]
            for status in ("delivered", "queued", "failed", None)
        }

        assert lists == {
            "delivered": [kept.id],
            "queued": [other.id],
            "failed": [],
            None: [other.id, kept.id],
        }

    async def test_reading_is_remembered(self) -> None:
        """In-app messages count as unread until they are read, one by one or all at once."""
        store, owner = RedisNotifications(), wish().recipient_id
        notes = [await request(wish(channel="in_app")) for _ in range(3)]
        first = notes[0]
        await request()
        assert await store.unread(owner) == len(notes)

        assert (await store.mark(first.id, read=True)).read_at is not None
        assert await store.unread(owner) == len(notes) - 1
        assert (await store.mark(first.id, read=False)).read_at is None
        assert await store.unread(owner) == len(notes)
        await store.mark_all_read(owner)

        assert await store.unread(owner) == 0
        assert (await store.get(first.id)).read_at is not None

    async def test_reading_brings_nothing_back(self) -> None:
        """What is forgotten already is not there again because everything was read."""
        note = await request(wish(channel="in_app"))
        await redis().delete(f"notification:{note.id}")

        await RedisNotifications().mark_all_read(note.recipient_id)

        assert await RedisNotifications().unread(note.recipient_id) == 0
        assert not await redis().exists(f"notification:{note.id}")

    async def test_only_what_has_ended_is_forgotten(self) -> None:
        """The retention counts from the end: an open notification is kept without limit."""
        kept = await request()
        note = await request(wish(channel="in_app"))
        retention = NotificationSettings.current().lms_notifications_retention_seconds

        async def left(id_: str) -> int:
            return int(await redis().ttl(f"notification:{id_}"))

        assert await left(kept.id) == -1
        assert 0 < await left(note.id) <= retention
        await deliver(kept.id, "email", _accepted)
        assert 0 < await left(kept.id) <= retention

    async def test_lists_without_news_are_forgotten(self) -> None:
        """After twice the retention, however the message came into them."""
        kept = await request(wish(fallbacks=("in_app",)))
        await deliver(kept.id, "email", _refused)
        store, owner = RedisNotifications(), wish().recipient_id
        await store.mark(kept.id, read=True)
        await store.mark(kept.id, read=False)

        inbox = f"notification:inbox:{owner}"
        lists = (inbox, f"{inbox}:email", f"{inbox}:in_app", f"notification:unread:{owner}")
        assert [await redis().ttl(each) > 0 for each in lists] == [True] * len(lists)


async def _accepted(_: Notification) -> Receipt:
    return Receipt("accepted")


async def _away(_: Notification) -> Receipt:
    raise Unavailable("The provider is away.")


async def _broken(_: Notification) -> Receipt:
    raise ZeroDivisionError


async def _refused(_: Notification) -> Receipt:
    raise Invalid("No such mailbox.")


async def _never_asked(_: Notification) -> Receipt:
    raise AssertionError("it was delivered before")
