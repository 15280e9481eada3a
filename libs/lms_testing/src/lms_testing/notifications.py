"""A mail server that is a list, and the promises of the notifications' store.

There is no fake store: the real one runs on the fake Redis of the unit tests, and the same
promises are tried again on a real server in tests/integration.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest

from lms_kernel import Invalid, Place, Problem, Unavailable, derived_id, new_id, request_scope
from lms_mail import Mail, mailer
from lms_notifications import (
    DeliveryInProgress,
    Notification,
    NotificationNotFound,
    NotificationRequested,
    NotificationSettings,
    NotificationWish,
    RedisNotifications,
    deliver,
)
from lms_redis import RedisOutbox
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
    """Answer a wish for an email, different where ``changes`` say so."""
    ordinary = NotificationWish(
        recipient_id=derived_id("test-recipient"),
        channel="email",
        category="message",
        address="ana@example.org",
        subject="Hello",
        text="How are you?",
    )
    return msgspec.structs.replace(ordinary, **changes)


async def request(wanted: NotificationWish | None = None, id_: str | None = None) -> Notification:
    """Request a notification in a request of its own."""
    async with request_scope(function="create_notification"):
        return await RedisNotifications().request(wanted or wish(), id=id_)


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
        kept = await request(wish(channel="in_app", address=None))

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
        note = await request(wish(channel="in_app", address=None))

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
            await RedisNotifications().begin(id_)
        with pytest.raises(NotificationNotFound):
            await RedisNotifications().give_up(id_, "no reason")

    async def test_a_delivery_is_accounted_for(self) -> None:
        """What the provider said is kept with the moment, and the notification is delivered."""
        kept = await request()

        await deliver(kept.id, _accepted)

        told = await RedisNotifications().get(kept.id)
        assert (told.status, [each.detail for each in told.attempts]) == ("delivered", ["accepted"])
        assert told.delivered_at is not None
        assert told.delivered_at == told.attempts[0].at

    async def test_delivered_is_the_end(self) -> None:
        """A delivered notification is never sent again and never fails afterwards."""
        kept = await request()
        await deliver(kept.id, _accepted)

        await deliver(kept.id, _never_asked)
        await RedisNotifications().give_up(kept.id, "a late dead letter")

        told = await RedisNotifications().get(kept.id)
        assert (told.status, len(told.attempts)) == ("delivered", 1)

    async def test_a_passing_failure_is_put_off(self) -> None:
        """When the provider is away the notification is queued again, and the reason is kept."""
        kept = await request()

        with pytest.raises(Unavailable):
            await deliver(kept.id, _away)
        put_off = await RedisNotifications().get(kept.id)
        await deliver(kept.id, _accepted)

        assert put_off.status == "queued"
        told = await RedisNotifications().get(kept.id)
        assert [each.outcome for each in told.attempts] == ["deferred", "delivered"]
        assert told.attempts[0].detail == "The provider is away."

    async def test_a_broken_sender_is_accounted_for(self) -> None:
        """A fault of ours is put off like an outage, and the account names it."""
        kept = await request()

        with pytest.raises(ZeroDivisionError):
            await deliver(kept.id, _broken)

        told = await RedisNotifications().get(kept.id)
        assert (told.status, told.attempts[0].detail) == (
            "queued",
            "The sender broke: ZeroDivisionError.",
        )

    async def test_a_final_refusal_fails_it(self) -> None:
        """What the provider will never take is failed with its words; a replay may still work."""
        kept = await request()

        with pytest.raises(Invalid):
            await deliver(kept.id, _refused)
        failed = await RedisNotifications().get(kept.id)
        with pytest.raises(Unavailable):
            await deliver(kept.id, _away)
        still_failed = await RedisNotifications().get(kept.id)
        await deliver(kept.id, _accepted)

        assert (failed.status, failed.attempts[0].detail) == ("failed", "No such mailbox.")
        assert still_failed.status == "failed"
        assert (await RedisNotifications().get(kept.id)).status == "delivered"

    async def test_giving_up_fails_it_once(self) -> None:
        """A dead letter fails what is open, with the reason; a second one changes nothing."""
        kept = await request()

        for _ in range(2):
            await RedisNotifications().give_up(kept.id, "spent")

        told = await RedisNotifications().get(kept.id)
        assert (told.status, [each.detail for each in told.attempts]) == ("failed", ["spent"])

    async def test_two_senders_never_send_at_once(self) -> None:
        """While one process sends, another is told to come back; it then finds it delivered."""
        kept = await request()
        entered, leave = asyncio.Event(), asyncio.Event()

        async def slowly(_: Notification) -> str:
            entered.set()
            await leave.wait()
            return "accepted"

        first = asyncio.create_task(deliver(kept.id, slowly))
        await entered.wait()
        sending = await RedisNotifications().get(kept.id)
        with pytest.raises(DeliveryInProgress):
            await deliver(kept.id, _never_asked)
        leave.set()
        await first

        assert sending.status == "sending"
        await deliver(kept.id, _never_asked)

    async def test_a_lease_is_kept_while_sending(self) -> None:
        """A send that takes longer than the lease is not taken over by another process."""
        kept = await request()

        async def slowly(_: Notification) -> str:
            await asyncio.sleep(0.4)
            with pytest.raises(DeliveryInProgress):
                await deliver(kept.id, _never_asked)
            return "accepted"

        with NotificationSettings.override(lms_notifications_lease_seconds=0.2):
            await deliver(kept.id, slowly)

        assert (await RedisNotifications().get(kept.id)).status == "delivered"

    async def test_a_killed_sender_is_succeeded(self) -> None:
        """A sender that died lets its lease run out; the next try sends the same message."""
        kept = await request()
        with NotificationSettings.override(lms_notifications_lease_seconds=0.1):
            assert await RedisNotifications().begin(kept.id) is not None
            await asyncio.sleep(0.15)

            await deliver(kept.id, _accepted)

        assert (await RedisNotifications().get(kept.id)).status == "delivered"

    async def test_a_latecomer_cannot_put_back_what_another_sends(self) -> None:
        """A sender whose lease ran out tells how it went without touching its successor's."""
        store, kept = RedisNotifications(), await request()
        with NotificationSettings.override(lms_notifications_lease_seconds=0.1):
            late = await store.begin(kept.id)
            assert late is not None
            await asyncio.sleep(0.15)
        successor = await store.begin(kept.id)
        assert successor is not None

        await store.record(late, "deferred", "timed out")

        assert (await store.get(kept.id)).status == "sending"
        with pytest.raises(DeliveryInProgress):
            await store.begin(kept.id)
        await store.record(successor, "delivered", "accepted")
        await store.record(late, "failed", "refused")
        told = await store.get(kept.id)
        assert (told.status, len(told.attempts)) == ("delivered", 3)

    async def test_only_what_has_ended_is_forgotten(self) -> None:
        """The retention counts from the end: an open notification is kept without limit."""
        from lms_redis import redis

        kept = await request()
        note = await request(wish(channel="in_app", address=None))
        retention = NotificationSettings.current().lms_notifications_retention_seconds

        async def left(id_: str) -> int:
            return int(await redis().ttl(f"notification:{id_}"))

        assert await left(kept.id) == -1
        assert 0 < await left(note.id) <= retention
        await deliver(kept.id, _accepted)
        assert 0 < await left(kept.id) <= retention


async def _accepted(_: Notification) -> str:
    return "accepted"


async def _away(_: Notification) -> str:
    raise Unavailable("The provider is away.")


async def _broken(_: Notification) -> str:
    raise ZeroDivisionError


async def _refused(_: Notification) -> str:
    raise Invalid("No such mailbox.")


async def _never_asked(_: Notification) -> str:
    raise AssertionError("it was delivered before")
