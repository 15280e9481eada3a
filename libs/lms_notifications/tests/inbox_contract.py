"""What the inbox promises."""

from __future__ import annotations

import pytest

from lms_kernel import Invalid, Place, by_creation, new_id
from lms_notifications import (
    Notification,
    NotificationNotFound,
    deliver,
    deliveries,
    inbox,
    notifications,
)
from lms_preferences import Channel
from lms_redis import redis
from lms_testing.notifications import (
    RECIPIENT,
    a_message,
    accepted,
    count_unread,
    decide,
    entry,
    refused,
    replay,
    request,
)


class InboxContract:
    """The promises; a subclass decides which Redis they are tried on."""

    async def test_an_inbox_is_newest_first(self) -> None:
        """An inbox lists what was sent to its owner, newest first, and counts it."""
        ids = [(await request(a_message(subject=f"No. {each}"))).id for each in range(5)]
        await request(a_message(recipient_id=new_id()))
        newest_first = list(reversed(ids))

        owner = RECIPIENT
        by_number = [await inbox().page(owner, limit=2, offset=each) for each in (0, 2, 4)]
        by_position: list[str] = []
        after: Place | None = None
        while (page := await inbox().page(owner, limit=2, after=after)).items:
            by_position += [each.id for each in page.items]
            after = by_creation(page.items[-1])

        assert [each.id for page in by_number for each in page.items] == newest_first
        assert by_position == newest_first
        assert {page.total for page in by_number} == {len(ids)}

    async def test_an_inbox_can_be_narrowed_to_a_channel(self) -> None:
        """Messages of one channel are listed and counted on their own."""
        mail = await request()
        note = await request(a_message(channel="in_app"))

        owner = RECIPIENT
        mails = await inbox().page(owner, channel="email", limit=10)
        notes = await inbox().page(owner, channel="in_app", limit=10)

        assert ([each.id for each in mails.items], mails.total) == ([mail.id], 1)
        assert ([each.id for each in notes.items], notes.total) == ([note.id], 1)

    @pytest.mark.parametrize("channel", ["in_app", "email"])
    async def test_reading_is_remembered(self, channel: Channel) -> None:
        """What has arrived is unread until it is read, one by one or all at once."""
        owner = RECIPIENT
        notes = [await request(a_message(channel=channel)) for _ in range(3)]
        for each in notes:
            await deliver(each.id, channel, accepted)
        first = notes[0]
        assert await count_unread(owner) == len(notes)

        after = await inbox().mark(first.id, reader_id=owner, read=True)
        assert (after.read_at is not None, after.unread) == (True, False)
        assert await count_unread(owner) == len(notes) - 1
        after = await inbox().mark(first.id, reader_id=owner, read=False)
        assert (after.read_at, after.unread) == (None, True)
        assert await count_unread(owner) == len(notes)
        await inbox().mark_all_read(owner)

        assert await count_unread(owner) == 0
        assert (await notifications().get(first.id)).read_at is not None

    async def test_only_what_has_an_end_is_unread(self) -> None:
        """Not what is on its way or switched off; what never arrived is news only here."""
        await decide(off={"announcement": ["email"]})
        waiting = await request()
        unwanted = await request(a_message(category="announcement"))
        lost, found = await request(), await request()
        await _lose(lost)
        await deliver(found.id, "email", accepted)

        page = await inbox().page(RECIPIENT, limit=10)

        unread = {each.id: each.unread for each in page.items}
        assert unread == {waiting.id: False, unwanted.id: False, lost.id: True, found.id: True}
        assert page.unread == 2

    async def test_a_message_on_its_way_again_is_not_unread(self) -> None:
        """It counts once, wherever it arrives in the end."""
        lost = await request()
        await _lose(lost)
        await replay(lost.id)
        assert await count_unread(RECIPIENT) == 0

        await deliver(lost.id, "email", accepted)
        await deliveries().report(entry("bounced"), notification_id=lost.id)

        assert await count_unread(RECIPIENT) == 1
        assert (await notifications().get(lost.id)).unread

    async def test_a_digest_counts_for_what_it_carries(self) -> None:
        """One mail is one message, and its parts are listed without being news."""
        await decide(digest=["message"])
        bundle = tuple([(await request()).id for _ in range(2)])
        digest = await request(a_message(category="digest", bundle=bundle))

        await deliver(digest.id, "email", accepted)

        page = await inbox().page(RECIPIENT, limit=10)
        assert {each.id for each in page.items if each.unread} == {digest.id}
        assert (page.total, page.unread) == (3, 1)

    async def test_messages_of_the_release_before_are_read_as_they_were(self) -> None:
        """Then only those of the inbox counted, and their records did not say so."""
        mail, note = await request(), await request(a_message(channel="in_app"))
        await deliver(mail.id, "email", accepted)
        for each in (mail, note):
            await redis().hdel(f"notification:{each.id}", "unread")
        await redis().zrem(f"notification:unread:{RECIPIENT}", await _member(mail))

        page = await inbox().page(RECIPIENT, limit=10)
        await inbox().mark(mail.id, reader_id=RECIPIENT, read=True)
        await inbox().mark(mail.id, reader_id=RECIPIENT, read=False)

        assert {each.id for each in page.items if each.unread} == {note.id}
        assert await count_unread(RECIPIENT) == page.unread == 1

    async def test_what_is_forgotten_is_not_shown(self) -> None:
        """A message that has expired leaves no gap and no ghost on the page."""
        gone, note = await request(), await request(a_message(channel="in_app"))
        await redis().delete(f"notification:{gone.id}")

        page = await inbox().page(RECIPIENT, limit=10)

        assert ([each.id for each in page.items], page.total, page.unread) == ([note.id], 2, 1)

    async def test_only_the_recipient_marks_a_message(self) -> None:
        """To everybody else there is none."""
        note = await request(a_message(channel="in_app"))

        for id_, reader in ((note.id, new_id()), (new_id(), RECIPIENT), ("nonsense", RECIPIENT)):
            with pytest.raises(NotificationNotFound):
                await inbox().mark(id_, reader_id=reader, read=True)

        assert await notifications().get(note.id) == note

    async def test_reading_brings_nothing_back(self) -> None:
        """What is forgotten already is not there again because everything was read."""
        note = await request(a_message(channel="in_app"))
        await redis().delete(f"notification:{note.id}")

        await inbox().mark_all_read(note.recipient_id)

        assert await count_unread(note.recipient_id) == 0
        assert not await redis().exists(f"notification:{note.id}")

    async def test_lists_without_news_are_forgotten(self) -> None:
        """After twice the retention, however the message came into them."""
        message = await request(a_message(fallbacks=("in_app",)))
        await deliver(message.id, "email", refused)
        owner = RECIPIENT
        await inbox().mark(message.id, reader_id=owner, read=True)
        await inbox().mark(message.id, reader_id=owner, read=False)

        inbox_key = f"notification:inbox:{owner}"
        lists = (
            inbox_key,
            f"{inbox_key}:email",
            f"{inbox_key}:in_app",
            f"notification:unread:{owner}",
        )
        assert [await redis().ttl(each) > 0 for each in lists] == [True] * len(lists)


async def _lose(notification: Notification) -> None:
    with pytest.raises(Invalid):
        await deliver(notification.id, "email", refused)


async def _member(notification: Notification) -> str:
    return str(await redis().hget(f"notification:{notification.id}", "member"))
