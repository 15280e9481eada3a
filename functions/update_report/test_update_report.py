"""Renewing reports when something happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.update_report.main import update_report
from libs.lms_reports.tests.fake import FakeFacts, FakeReports, fake_reports
from lms_enrollments import EnrollmentCancelled, EnrollmentCreated, EnrollmentEnded
from lms_kernel import DomainEvent, new_id, utc_now
from lms_progress import CourseCompleted, LessonCompleted
from lms_quizzes import AttemptFinished
from lms_submissions import SubmissionCreated, SubmissionGraded
from lms_testing import deliver, event

ANA, COURSE = new_id(), new_id()
_SEAT = {"enrollment_id": new_id(), "user_id": ANA, "course_id": COURSE, "course_title": "Soil"}
_LESSON = {"user_id": ANA, "course_id": COURSE, "lesson_id": "a"}
HAPPENINGS: list[DomainEvent] = [
    EnrollmentCreated(**_SEAT),
    EnrollmentCancelled(**_SEAT),
    EnrollmentEnded(**_SEAT),
    LessonCompleted(**_LESSON, completed_at=utc_now(), percent=50),
    CourseCompleted(
        completion_id=new_id(),
        user_id=ANA,
        course_id=COURSE,
        course_title="Soil",
        completed_at=utc_now(),
    ),
    AttemptFinished(
        **_LESSON,
        attempt_id=new_id(),
        score_percent=80,
        is_passed=True,
        number=1,
        acted_at=utc_now(),
    ),
    SubmissionCreated(**_LESSON, submission_id=new_id(), acted_at=utc_now()),
    SubmissionGraded(
        **_LESSON,
        submission_id=new_id(),
        course_title="Soil",
        lesson_title="A",
        points=8,
        max_points=10,
        is_passed=True,
        comment="",
    ),
]


@pytest.fixture
def kept() -> Iterator[FakeReports]:
    """Return reports; Ana's is not made yet."""
    with fake_reports() as fake:
        fake.facts[ANA, COURSE] = FakeFacts(new_id(), utc_now())
        yield fake


@pytest.mark.parametrize("happened", HAPPENINGS, ids=lambda each: each.type.split(".", 2)[2])
async def test_whatever_happens_renews_the_report(kept: FakeReports, happened: DomainEvent) -> None:
    """The events of four contexts are read as their writers write them; a repeat does no harm."""
    for _ in range(2):
        assert (await deliver(update_report, event(happened))).status_code // 100 == 2

    assert kept.kept == kept.facts


async def test_an_outage_is_tried_again(kept: FakeReports) -> None:
    """503 while the database is down."""
    kept.is_away = True
    assert (await deliver(update_report, event(HAPPENINGS[0]))).status_code == 503

    kept.is_away = False
    assert (await deliver(update_report, event(HAPPENINGS[0]))).status_code // 100 == 2
    assert kept.kept


async def test_an_event_that_cannot_be_read_is_dead_lettered(kept: FakeReports) -> None:
    """422: a retry could not read it either."""
    broken = event(HAPPENINGS[0]) | {"data": {"user_id": "nobody"}}

    assert (await deliver(update_report, broken)).status_code == 422
