"""PUT /api/courses/{course_id}/lessons/{lesson_id}/progress: record what the caller has learned."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, parse, path_id
from lms_kernel import FieldError, Invalid
from lms_lessons import NotEnrolled, open_lesson
from lms_progress import (
    CourseOutline,
    GradedLesson,
    NothingRecorded,
    ProgressChange,
    Recorded,
    progress,
)


@functions_framework.aio.http
@endpoint
async def record_progress(request: Request) -> Answer[Recorded]:
    """Return 200 with what it came to; a repeat changes nothing.

    403 for everybody who is not enrolled, authors among them; 409 for a lesson that is completed by
    its result. The course is named by its id or its slug.
    """
    learner = await require(request)
    change = await parse(request, ProgressChange)
    if change == ProgressChange():
        raise Invalid(errors=[FieldError("completed", "must be given, or position_seconds")])
    opened = await open_lesson(learner, path_id(request, segment=-4), path_id(request, segment=-2))
    if opened.standing == "author":
        raise NothingRecorded
    if opened.standing != "enrolled":
        raise NotEnrolled("Progress is recorded for those who are enrolled in the course.")
    if change.completed and opened.lesson.is_graded:
        raise GradedLesson

    recorded = await progress().record(
        learner.id,
        opened.lesson.id,
        CourseOutline.of(opened.course),
        is_completed=change.completed is not None,
        position_seconds=change.position_seconds,
    )

    return ok(recorded)
