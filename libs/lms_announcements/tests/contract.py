"""What the store of announcements promises, on the fake Redis and on a real server."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import msgspec
import pytest

from lms_announcements import (
    AnnouncementNotFound,
    AnnouncementRequested,
    RedisAnnouncements,
    ReminderRequested,
    request_all,
)
from lms_kernel import Invalid, Place, by_creation, new_id, request_scope, utc_now
from lms_notifications import (
    NotificationSettings,
    deliver,
    notifications,
)
from lms_records import Failures, PartlyDone
from lms_redis import RedisOutbox, redis
from lms_testing import CapturedEvents
from lms_testing.announcements import COURSE, OLGA, announcement, tell
from lms_testing.notifications import accepted


class AnnouncementContract:
    """What the store promises; a subclass decides which Redis it runs on."""

    async def test_a_request_is_kept_and_announced(self, published: CapturedEvents) -> None:
        """One record and one event, however many learners there are; nothing is known of them."""
        notice = await announcement()

        assert (notice.course_title, notice.sender_id) == ("Gardening", OLGA)
        assert (notice.recipients, notice.requested, notice.states, notice.finished_at) == (
            None,
            0,
            {},
            None,
        )
        (event,) = published
        assert event["type"] == AnnouncementRequested.type
        assert event["data"] == {"announcement_id": notice.id, "after": None}
        assert await RedisOutbox().unpublished() == []

    async def test_one_for_those_who_are_stuck_has_an_event_of_its_own(
        self, published: CapturedEvents
    ) -> None:
        """A function that knows nothing of being stuck would write to everybody: it hears nothing.

        So it is in a roll-out, while functions of the release before are still running.
        """
        since = utc_now() - timedelta(days=14)

        notice = await announcement(stuck_since=since)

        assert notice.stuck_since == since
        (event,) = published
        assert event["type"] == ReminderRequested.type != AnnouncementRequested.type
        assert msgspec.convert(event["data"], ReminderRequested) == ReminderRequested(
            announcement_id=notice.id, stuck_since=since
        )

    async def test_a_repeated_request_is_the_first_one(self, published: CapturedEvents) -> None:
        """The same id again answers the first announcement and publishes what was left."""
        id_ = new_id()
        published.is_away = True
        first = await announcement(id_)
        (left,) = await RedisOutbox().unpublished()

        published.is_away = False
        again = await asyncio.gather(*(announcement(id_, subject="Other") for _ in range(3)))
        await announcement(id_)

        assert again == [first] * 3
        assert {str(each["id"]) for each in published} == {left["id"]}
        assert await RedisOutbox().unpublished() == []

    async def test_a_channel_is_named_once(self) -> None:
        """A fallback that is the channel itself makes no sense."""
        with pytest.raises(Invalid):
            await announcement(fallbacks=("email",))

    async def test_its_notifications_are_counted_by_status(self) -> None:
        """Each counts once, in the status that it has at present, however often it is asked for."""
        notice = await announcement()
        learners = [new_id() for _ in range(20)]
        for _ in range(2):
            await tell(notice, learners)
        await deliver(notice.id_for(learners[0]), "email", accepted)

        after = await RedisAnnouncements().get(notice.id)
        assert (after.requested, after.states) == (20, {"queued": 19, "delivered": 1})
        one = await notifications().get(notice.id_for(learners[0]))
        assert (one.category, one.announcement_id) == ("announcement", notice.id)
        assert (one.sender_id, one.link) == (OLGA, f"/courses/{COURSE}")

    async def test_one_that_fails_does_not_stop_the_others(self) -> None:
        """All of a batch are tried, and those who could not be notified are named."""
        notice = await announcement()
        fine = {each: notice.request_for(each, email="") for each in (new_id(), new_id())}
        learner, failures = new_id(), Failures("learners")
        broken = msgspec.structs.replace(notice.request_for(learner, email=""), text=object())

        async with request_scope(function="fan_out_announcement"):
            await request_all({new_id(): broken, **fine}, failures)

        with pytest.raises(PartlyDone, match=f"1 of learners failed: {learner}"):
            failures.report()
        assert (await RedisAnnouncements().get(notice.id)).requested == len(fine)

    async def test_the_first_word_counts(self) -> None:
        """How many learners there are, and when it was finished, is written down once."""
        notice, store = await announcement(), RedisAnnouncements()
        await store.expect(notice.id, 30)
        await store.expect(notice.id, 31)
        await store.finish(notice.id)
        finished_at = (await store.get(notice.id)).finished_at
        await store.finish(notice.id)

        after = await store.get(notice.id)
        assert (after.recipients, after.finished_at) == (30, finished_at)
        assert finished_at is not None

    async def test_only_a_finished_one_is_forgotten(self) -> None:
        """The retention counts from the end; what is gone leaves the lists and comes not back."""
        notice, store = await announcement(), RedisAnnouncements()
        retention = NotificationSettings.current().lms_notifications_retention_seconds
        assert await redis().ttl(f"announcement:{notice.id}") == -1
        await store.finish(notice.id)
        assert 0 < await redis().ttl(f"announcement:{notice.id}") <= retention

        await redis().delete(f"announcement:{notice.id}")
        await tell(notice, [new_id()])
        for step in (store.get(notice.id), store.finish(notice.id), store.expect(notice.id, 1)):
            with pytest.raises(AnnouncementNotFound):
                await step
        with NotificationSettings.override(lms_notifications_retention_seconds=3600):
            await redis().zadd("announcement:all", {f"{1:016d}:{notice.id}": 0})
            await announcement()
        assert f"{1:016d}:{notice.id}" not in await redis().zrange("announcement:all", 0, -1)

    async def test_lists_are_newest_first_and_narrowed(self) -> None:
        """A sender's own or everybody's, of all courses or of one, by number and by place."""
        store, other_course = RedisAnnouncements(), new_id()
        mine = [(await announcement()).id for _ in range(5)]
        foreign = (await announcement(sender_id=new_id())).id
        elsewhere = (await announcement(course_id=other_course)).id

        async def ids(sender: str | None, course: str | None = None) -> list[str]:
            page = await store.page(sender, course_id=course, limit=10)
            assert page.total == len(page.items)
            return [each.id for each in page.items]

        assert await ids(OLGA) == [elsewhere, *reversed(mine)]
        assert await ids(None) == [elsewhere, foreign, *reversed(mine)]
        assert await ids(OLGA, COURSE) == [*reversed(mine)]
        assert await ids(None, other_course) == [elsewhere]
        assert await ids(new_id()) == []

        walked: list[str] = []
        after: Place | None = None
        while (page := await store.page(OLGA, course_id=COURSE, limit=2, after=after)).items:
            walked += [each.id for each in page.items]
            after = by_creation(page.items[-1])
        assert walked == [*reversed(mine)]
        second = await store.page(OLGA, course_id=COURSE, limit=2, offset=2)
        assert [each.id for each in second.items] == walked[2:4]

    @pytest.mark.parametrize("id_", ["nonsense", "018f0000-0000-7000-8000-000000000000"])
    async def test_what_is_not_there_is_not_found(self, id_: str) -> None:
        """An unknown or unreadable id is not found."""
        with pytest.raises(AnnouncementNotFound):
            await RedisAnnouncements().get(id_)
