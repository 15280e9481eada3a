"""On attempt.finished and submission.graded: complete the lesson whose result is a pass."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_courses import CourseNotFound, courses
from lms_events import payload, subscriber
from lms_kernel import current
from lms_progress import CourseOutline, LessonResult, progress


@functions_framework.aio.cloud_event
@subscriber
async def complete_lesson(event: CloudEvent) -> None:
    """Record the completion; a repeat, or a second pass, changes nothing.

    A learner who has left the course since keeps what they did. An author's trials are not
    recorded.
    """
    result = payload(event, LessonResult)
    if not result.is_passed:
        return
    try:
        course = await courses().find(result.course_id)
    except CourseNotFound:
        return
    if result.user_id == course.owner_id:
        return
    # The learner's work completes a lesson, whoever graded it.
    current().actor = None

    await progress().record(
        result.user_id, result.lesson_id, CourseOutline.of(course), is_completed=True
    )
