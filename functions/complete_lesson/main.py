"""On results of quizzes and exercises: complete the lesson of a pass, note what learners did."""

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
    """Record what a result says; a repeat, or a second pass, changes nothing.

    A learner who has left the course since keeps what they did. What the owner tries is not
    recorded, nor what anybody does who never had a seat in the course (decision 0097).
    """
    result = payload(event, LessonResult)
    if not result.is_passed and result.acted_at is None:
        return
    try:
        course = await courses().find(result.course_id)
    except CourseNotFound:
        return
    if result.user_id == course.owner_id:
        return
    # The learner's work completes a lesson, whoever graded it.
    current().actor = None

    await progress().record_result(result, CourseOutline.of(course))
