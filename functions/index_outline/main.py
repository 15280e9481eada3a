"""On course.published and updated: keep the course's lessons for lists of progress."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_courses import CourseNotFound, courses
from lms_events import payload, subscriber
from lms_progress import ChangedCourse, CourseOutline, progress


@functions_framework.aio.cloud_event
@subscriber
async def index_outline(event: CloudEvent) -> None:
    """Keep the outline as it is now, unless a newer one is known.

    The event says that the course has changed, and its document what the lessons are.
    """
    changed = payload(event, ChangedCourse)
    try:
        course = await courses().find(changed.course_id)
    except CourseNotFound:
        return

    await progress().keep_outline(CourseOutline.of(course))
