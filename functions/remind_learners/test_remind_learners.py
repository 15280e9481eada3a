"""An announcement to those who are stuck becomes a notification for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from functions.remind_learners.main import BATCH, remind_learners
from libs.lms_reports.tests.fake import FakeFacts, FakeReports, fake_reports
from lms_announcements import Announcement, ReminderRequested, announcements
from lms_kernel import new_id, request_scope, utc_now
from lms_notifications import NotificationRequested, inbox
from lms_testing import CapturedEvents, actor, deliver, event
from lms_testing.access import redis_away
from lms_testing.announcements import announcement

OLGA = actor("instructor")
COURSE = new_id()
SINCE = utc_now() - timedelta(days=14)


@pytest.fixture(autouse=True)
def known() -> Iterator[FakeReports]:
    """Return the reports of this test alone."""
    with fake_reports() as fake:
        yield fake


async def _learners(known: FakeReports, count: int, *, last_seen: datetime) -> list[str]:
    """Let that many people enroll, who have done nothing since then; return their ids in order."""
    people = sorted(new_id() for _ in range(count))
    for each in people:
        known.facts[each, COURSE] = FakeFacts(new_id(), last_seen)
    await known.refresh([(each, COURSE) for each in people])
    return people


async def _reminder(published: CapturedEvents) -> tuple[Announcement, dict[str, object]]:
    """Return an announcement to those who are stuck, and its event."""
    requested = await announcement(course_id=COURSE, stuck_since=SINCE)
    return requested, published.pop()


def _rest(published: CapturedEvents) -> list[dict[str, object]]:
    """Return the published events that request further batches."""
    found = [each for each in published if each["type"] == ReminderRequested.type]
    published[:] = [each for each in published if each not in found]
    return found


async def _count(learner_id: str) -> int:
    """Return how many notifications somebody has."""
    async with request_scope():
        return (await inbox().page(learner_id, limit=10)).total


async def test_those_who_are_stuck_are_written_to_once(
    known: FakeReports, published: CapturedEvents
) -> None:
    """One batch at a time, each requesting the next; the others in the course get nothing."""
    stuck = await _learners(known, BATCH + 3, last_seen=SINCE - timedelta(days=1))
    (active,) = await _learners(known, 1, last_seen=SINCE + timedelta(days=1))
    original, requested = await _reminder(published)

    for _ in range(2):
        assert (await deliver(remind_learners, requested)).status_code == 204

    progress = await announcements().get(original.id)
    assert (progress.recipients, progress.requested) == (BATCH + 3, BATCH)
    assert progress.finished_at is None
    (rest,) = {str(each["id"]): each for each in _rest(published)}.values()
    assert rest["data"] == {**requested["data"], "after": stuck[BATCH - 1]}  # type: ignore[dict-item]

    await deliver(remind_learners, rest)

    progress = await announcements().get(original.id)
    assert (progress.requested, progress.states) == (BATCH + 3, {"queued": BATCH + 3})
    assert progress.finished_at is not None
    assert _rest(published) == []
    assert published.types() == [NotificationRequested.type] * (BATCH + 3)
    for each in stuck:
        (only,) = (await inbox().page(each, limit=10)).items
        assert (only.id, only.address) == (original.id_for(each), f"{each}@example.org")
    assert await _count(active) == 0


async def test_who_came_back_before_their_batch_is_left_alone(
    known: FakeReports, published: CapturedEvents
) -> None:
    """What counts is who is stuck when the batch is made, and who still has an account."""
    back, closed, stuck = await _learners(known, 3, last_seen=SINCE - timedelta(days=1))
    original, requested = await _reminder(published)
    known.facts[back, COURSE].acted_at.append(utc_now())
    await known.refresh([(back, COURSE)])
    known.closed.add(closed)

    await deliver(remind_learners, requested)

    assert (await announcements().get(original.id)).requested == 1
    assert [await _count(each) for each in (back, closed, stuck)] == [0, 0, 1]


async def test_a_course_in_which_nobody_is_stuck_is_finished_at_once(
    known: FakeReports, published: CapturedEvents
) -> None:
    """Having nobody to write to is not a failure."""
    await _learners(known, 1, last_seen=utc_now())
    original, requested = await _reminder(published)

    assert (await deliver(remind_learners, requested)).status_code == 204

    progress = await announcements().get(original.id)
    assert (progress.recipients, progress.requested) == (0, 0)
    assert progress.finished_at is not None
    assert published == []


async def test_the_audit_trail_keeps_the_announcement_alone(
    known: FakeReports, published: CapturedEvents
) -> None:
    """The instructor did one thing: what follows from it is not recorded as theirs."""
    await _learners(known, BATCH, last_seen=SINCE - timedelta(days=1))
    _, requested = await _reminder(published)
    by_olga = {**requested, "actorid": OLGA.id, "actorrole": OLGA.role, "privileged": "true"}

    await deliver(remind_learners, by_olga)

    assert len(published) == BATCH + 1
    assert not [each for each in published if "privileged" in each]


@pytest.mark.parametrize("missing", ["announcement_id", "stuck_since"])
async def test_a_reminder_without_its_time_or_announcement_is_a_dead_letter(
    known: FakeReports, published: CapturedEvents, missing: str
) -> None:
    """422, and nobody is written to: without a time it would be everybody."""
    (learner,) = await _learners(known, 1, last_seen=SINCE - timedelta(days=1))
    _, requested = await _reminder(published)
    data = {k: v for k, v in requested["data"].items() if k != missing}  # type: ignore[attr-defined]

    assert (await deliver(remind_learners, {**requested, "data": data})).status_code == 422
    assert await _count(learner) == 0


async def test_an_unknown_announcement_is_a_dead_letter() -> None:
    """422: a retry would not help."""
    unknown = event(ReminderRequested(announcement_id=new_id(), stuck_since=SINCE))

    assert (await deliver(remind_learners, unknown)).status_code == 422


async def test_while_a_store_is_away_the_event_comes_again(
    known: FakeReports, published: CapturedEvents
) -> None:
    """503 without the reports or without Redis."""
    await _learners(known, 1, last_seen=SINCE - timedelta(days=1))
    _, requested = await _reminder(published)
    known.is_away = True
    assert (await deliver(remind_learners, requested)).status_code == 503
    with redis_away():
        assert (await deliver(remind_learners, requested)).status_code == 503

    known.is_away = False
    assert (await deliver(remind_learners, requested)).status_code == 204
