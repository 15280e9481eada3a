"""One announcement becomes a notification for each learner."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.fan_out_announcement.main import BATCH, fan_out_announcement
from lms_announcements import Announcement, AnnouncementRequested, announcements
from lms_kernel import new_id, request_scope
from lms_notifications import NotificationRequested, inbox
from lms_testing import CapturedEvents, actor, deliver, event
from lms_testing.access import redis_away
from lms_testing.announcements import announcement
from lms_testing.enrollments import FakeEnrollments, fake_enrollments

OLGA = actor("instructor")


@pytest.fixture(autouse=True)
def school() -> Iterator[FakeEnrollments]:
    """Return the enrollments of this test alone."""
    with fake_enrollments() as fake:
        yield fake


async def _enroll(school: FakeEnrollments, course_id: str, count: int) -> list[str]:
    """Give that many new people a seat; return their ids."""
    people = [new_id() for _ in range(count)]
    for each in people:
        school.add_person(each)
        async with request_scope():
            await school.claim(new_id(), course_id=course_id, user_id=each)
    return people


async def _announced(
    school: FakeEnrollments, learners: int, published: CapturedEvents, channel: str = "email"
) -> tuple[Announcement, list[str], dict[str, object]]:
    """Return an announcement to that many learners, the learners, and its event."""
    course_id = school.add_course()
    people = await _enroll(school, course_id, learners)
    published.clear()
    requested_announcement = await announcement(course_id=course_id, channel=channel)
    return requested_announcement, people, published.pop()


def _rest(published: CapturedEvents) -> list[dict[str, object]]:
    """Return the published events that request further batches."""
    found = [each for each in published if each["type"] == AnnouncementRequested.type]
    published[:] = [each for each in published if each not in found]
    return found


async def test_each_learner_is_written_to_once(
    school: FakeEnrollments, published: CapturedEvents
) -> None:
    """One batch at a time, each requesting the next, one event per learner."""
    original, people, requested = await _announced(school, BATCH + 3, published)

    assert (await deliver(fan_out_announcement, requested)).status_code == 204

    (rest,) = _rest(published)
    finished = await announcements().get(original.id)
    assert (finished.recipients, finished.requested, finished.finished_at) == (
        BATCH + 3,
        BATCH,
        None,
    )
    assert rest["data"] == {"announcement_id": original.id, "after": sorted(people)[BATCH - 1]}

    await deliver(fan_out_announcement, rest)

    finished = await announcements().get(original.id)
    assert (finished.requested, finished.states) == (BATCH + 3, {"queued": BATCH + 3})
    assert finished.finished_at is not None
    assert _rest(published) == []
    assert published.types() == [NotificationRequested.type] * (BATCH + 3)
    for each in people:
        (only,) = (await inbox().page(each, limit=10)).items
        assert (only.id, only.address) == (original.id_for(each), "ana@example.org")


async def test_a_repeat_makes_nothing_twice(
    school: FakeEnrollments, published: CapturedEvents
) -> None:
    """An interrupted batch, and one whose acknowledgement got lost, are simply repeated."""
    original, people, requested = await _announced(school, BATCH, published)
    published.is_away = True
    assert (await deliver(fan_out_announcement, requested)).status_code == 503
    await _enroll(school, original.course_id, 1)

    published.is_away = False
    for _ in range(2):
        await deliver(fan_out_announcement, requested)

    finished = await announcements().get(original.id)
    assert finished.recipients == BATCH
    assert len({str(each["id"]) for each in _rest(published)}) == 1
    for each in people:
        assert (await inbox().page(each, limit=10)).total == 1


async def test_a_course_without_learners_is_finished_at_once(
    school: FakeEnrollments, published: CapturedEvents
) -> None:
    """Having nobody to write to is not a failure."""
    original, _, requested = await _announced(school, 0, published)

    assert (await deliver(fan_out_announcement, requested)).status_code == 204

    progress = await announcements().get(original.id)
    assert (progress.recipients, progress.requested) == (0, 0)
    assert progress.finished_at is not None
    assert published == []


async def test_a_full_last_batch_is_followed_by_an_empty_one(
    school: FakeEnrollments, published: CapturedEvents
) -> None:
    """Exactly one batch of learners: the next event finds nobody, and that is the end."""
    original, _, requested = await _announced(school, BATCH, published, "in_app")
    await deliver(fan_out_announcement, requested)
    (rest,) = published

    await deliver(fan_out_announcement, rest)

    progress = await announcements().get(original.id)
    assert (progress.requested, progress.states) == (BATCH, {"delivered": BATCH})
    assert progress.finished_at is not None


async def test_who_leaves_or_closes_the_account_before_their_batch_gets_none(
    school: FakeEnrollments, published: CapturedEvents
) -> None:
    """What counts is who has a seat when the batch is made."""
    original, people, requested = await _announced(school, 3, published)
    left, closed, stays = people
    for each in [each for each in school.kept.values() if each.user_id == left]:
        async with request_scope():
            await school.cancel(each.id, owner=None)
    school.closed.add(closed)

    await deliver(fan_out_announcement, requested)

    assert (await announcements().get(original.id)).requested == 1
    assert (await inbox().page(stays, limit=10)).total == 1


async def test_the_audit_trail_keeps_the_announcement_alone(
    school: FakeEnrollments, published: CapturedEvents
) -> None:
    """The instructor did one thing: what follows from it is not recorded as theirs."""
    _, _, requested = await _announced(school, BATCH, published)
    by_olga = {**requested, "actorid": OLGA.id, "actorrole": OLGA.role, "privileged": "true"}

    await deliver(fan_out_announcement, by_olga)

    assert len(published) == BATCH + 1
    assert not [each for each in published if "privileged" in each]


async def test_an_unknown_announcement_is_a_dead_letter() -> None:
    """422: a retry would not help."""
    unknown = event(AnnouncementRequested(announcement_id=new_id()))

    assert (await deliver(fan_out_announcement, unknown)).status_code == 422


async def test_while_a_store_is_away_the_event_comes_again(
    school: FakeEnrollments, published: CapturedEvents
) -> None:
    """503 without the enrollments or without Redis."""
    _, _, requested = await _announced(school, 1, published)
    school.is_away = True
    assert (await deliver(fan_out_announcement, requested)).status_code == 503
    with redis_away():
        assert (await deliver(fan_out_announcement, requested)).status_code == 503

    school.is_away = False
    assert (await deliver(fan_out_announcement, requested)).status_code == 204
