"""What quiet hours and the daily digest hold back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms_kernel import Invalid, derived_id, new_id, utc_now
from lms_notifications import deliver, deliveries, holds, notifications
from lms_records import Failures
from lms_redis import redis
from lms_testing import CapturedEvents
from lms_testing.notifications import (
    RECIPIENT,
    a_message,
    accepted,
    count_unread,
    decide,
    have_device,
    never_asked,
    refused,
    release,
    replay,
    request,
)
from lms_testing.preferences import quiet_now


class HoldContract:
    """The promises; a subclass decides which Redis they are tried on."""

    async def test_quiet_hours_hold_a_message_back(self, published: CapturedEvents) -> None:
        """It is queued, says until when, and leaves when they are over."""
        await decide(quiet_hours=quiet_now())
        message = await request()
        code = await request(a_message(category="account"))

        assert (message.status, message.attempts[0].outcome) == ("queued", "held")
        assert message.held_until is not None
        assert message.held_until == message.attempts[0].next_attempt_at
        assert [each["subject"] for each in published] == [code.id]
        await deliver(message.id, "email", never_asked)

        assert await release(message.held_until - timedelta(seconds=1)) == 0
        await decide(quiet_hours=None)
        assert await release(message.held_until) == 1

        assert [each["subject"] for each in published] == [code.id, message.id]
        await deliver(message.id, "email", accepted)
        after = await notifications().get(message.id)
        assert (after.status, after.held_until) == ("delivered", None)

    async def test_a_dead_letter_ends_nothing_that_waits(self) -> None:
        """Nobody has failed at what quiet hours hold back: a new event comes after them."""
        await decide(quiet_hours=quiet_now())
        message = await request()

        await deliveries().give_up(message.id, "email", "a late dead letter")

        assert await notifications().get(message.id) == message
        assert message.held_until is not None

    async def test_the_mail_of_the_day_waits_for_no_quiet_hours(self) -> None:
        """Its hour was chosen."""
        await decide(quiet_hours=quiet_now())
        digest = await request(a_message(category="digest"))

        await deliver(digest.id, "email", accepted)

        assert (await notifications().get(digest.id)).status == "delivered"

    async def test_quiet_hours_that_begin_before_a_try_hold_it_back(self) -> None:
        """A retry in the night waits for the morning."""
        message = await request()
        await decide(quiet_hours=quiet_now())

        await deliver(message.id, "email", never_asked)

        after = await notifications().get(message.id)
        assert (after.status, after.attempts[-1].outcome) == ("queued", "held")
        assert after.held_until is not None
        assert await release(after.held_until) == 1

    async def test_a_digest_carries_what_waited_for_it(self, published: CapturedEvents) -> None:
        """One mail for many messages; how it ends is how they end."""
        await decide(digest=["message"])
        messages = [await request(a_message(subject=f"No. {each}")) for each in range(3)]
        assert {each.status for each in messages} == {"queued"}
        assert published == []
        due_at = messages[0].held_until
        assert due_at is not None
        assert await holds().due_digests(due_at - timedelta(seconds=1), Failures("digests")) == []

        (due,) = await holds().due_digests(due_at, Failures("digests"))
        assert [each.id for each in due.items] == [each.id for each in messages]
        carrier = a_message(category="digest", bundle=tuple(each.id for each in due.items))
        digest = await request(carrier, id_=derived_id("digest", due.user_id))
        assert await holds().due_digests(due_at, Failures("digests")) == []
        await deliver(digest.id, "email", accepted)

        for each in messages:
            after = await notifications().get(each.id)
            assert (after.status, after.held_until) == ("delivered", None)
            assert after.attempts[-1].detail == f"In the digest {digest.id}: accepted"

    async def test_what_an_undelivered_digest_carried_goes_its_own_way(self) -> None:
        """By the fallbacks of each: another channel at the next release, the inbox right away."""
        await decide(digest=["message"])
        await have_device()
        by_push = await request(a_message(fallbacks=("push",)))
        in_app = await request(a_message(fallbacks=("in_app",)))
        alone = await request()
        ids = (by_push.id, in_app.id, alone.id)
        digest = await request(
            a_message(category="digest", bundle=ids), id_=derived_id("digest", "two")
        )

        with pytest.raises(Invalid):
            await deliver(digest.id, "email", refused)

        ends = {
            (await notifications().get(each)).status: (await notifications().get(each)).channel
            for each in ids
        }
        assert ends == {"queued": "push", "delivered": "in_app", "failed": "email"}
        # What is in the inbox, and the digest for what could go nowhere else.
        assert await count_unread(RECIPIENT) == 2
        assert await release(utc_now() + timedelta(seconds=1)) == 1
        await deliver(by_push.id, "push", accepted)
        after = await notifications().get(by_push.id)
        assert [each.outcome for each in after.attempts] == ["held", "failed", "delivered"]

    async def test_what_comes_after_a_digest_waits_for_the_next(self) -> None:
        """A repeated digest takes nothing more along."""
        await decide(digest=["message"])
        first = await request()
        assert first.held_until is not None
        (due,) = await holds().due_digests(first.held_until, Failures("digests"))
        late = await request(a_message(subject="Late"))
        carrier, id_ = a_message(category="digest", bundle=(first.id,)), derived_id("digest", "one")

        for _ in range(2):
            await request(carrier, id_=id_)

        assert (await notifications().get(late.id)).held_until is not None
        (next_one,) = await holds().due_digests(due.due_at + timedelta(days=1), Failures("digests"))
        assert [each.id for each in next_one.items] == [late.id]

    async def test_a_long_digest_leaves_the_rest_for_the_next_day(self) -> None:
        """What did not fit is not due immediately: one mail a day was asked for."""
        await decide(digest=["message"])
        first, rest = await request(), await request()
        await redis().zadd("notification:digests", {first.recipient_id: 1000})
        tomorrow = utc_now() + timedelta(days=1)

        await request(a_message(category="digest", bundle=(first.id,)))

        due_at = await redis().zscore("notification:digests", first.recipient_id)
        assert due_at is not None
        assert due_at > utc_now().timestamp()
        (due,) = await holds().due_digests(tomorrow, Failures("digests"))
        assert [each.id for each in due.items] == [rest.id]

    async def test_who_has_nothing_left_is_not_due(self) -> None:
        """What is gone, or was sent on its own, is in no digest and makes nobody due."""
        people = [new_id() for _ in range(4)]
        for each in people:
            await decide(each, digest=["message"])
        gone, sent, partly, whole = [
            await request(a_message(recipient_id=each), derived_id("item", each)) for each in people
        ]
        await redis().delete(f"notification:{gone.id}")
        await redis().hdel(f"notification:{sent.id}", "hold")
        other = await request(a_message(recipient_id=partly.recipient_id))
        await redis().delete(f"notification:{partly.id}")
        assert other.held_until is not None

        due = await holds().due_digests(other.held_until, Failures("digests"), limit=1)
        assert [each.items for each in due] in ([[other]], [[whole]])
        due = await holds().due_digests(other.held_until, Failures("digests"))
        assert {each.user_id: each.items for each in due} == {
            partly.recipient_id: [other],
            whole.recipient_id: [whole],
        }
        assert await redis().zcard("notification:digests") == len(due)

    async def test_without_a_mail_of_the_day_nothing_waits_for_it(self) -> None:
        """After that mail is ended, the next channel gets its messages immediately."""
        await decide(digest=["message"], off={"digest": ["email"]})

        message = await request(a_message(fallbacks=("in_app",)))

        assert (message.status, message.channel, message.held_until) == (
            "delivered",
            "in_app",
            None,
        )
        assert message.attempts[0].detail == "The recipient has switched off email for digest."

    async def test_a_replayed_message_is_no_longer_its_digests(self) -> None:
        """What becomes of the digest after that is not what becomes of the message."""
        await decide(digest=["message"])
        message = await request()
        digest = await request(a_message(category="digest", bundle=(message.id,)))
        with pytest.raises(Invalid):
            await deliver(digest.id, "email", refused)
        await decide(digest=[])

        await replay(message.id)
        await replay(digest.id)
        await deliver(digest.id, "email", accepted)

        assert (await notifications().get(message.id)).status == "queued"
