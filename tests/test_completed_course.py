"""What progress says of a completed course is what a certificate needs (decision 0044)."""

from __future__ import annotations

import msgspec

from lms_certificates import CompletedCourse
from lms_kernel import new_id, utc_now
from lms_progress import CourseCompleted

COMPLETED = CourseCompleted(
    completion_id=new_id(),
    user_id=new_id(),
    course_id=new_id(),
    course_title="Gardening",
    completed_at=utc_now(),
)


def test_a_certificate_reads_the_event_value_by_value() -> None:
    """It needs no field that is not sent, and takes each one for the same."""
    read = msgspec.convert(msgspec.to_builtins(COMPLETED), CompletedCourse)
    assert msgspec.to_builtins(read) == msgspec.to_builtins(COMPLETED)


def test_fields_that_only_a_newer_writer_knows_do_no_harm() -> None:
    """Writer and reader are not deployed together."""
    newer = {**msgspec.to_builtins(COMPLETED), "grade": "A"}
    assert msgspec.convert(newer, CompletedCourse).completion_id == COMPLETED.completion_id
