"""POST /api/courses/{course_id}/lessons/{lesson_id}/submissions: hand in an exercise."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, created, endpoint, parse, path_id
from lms_idempotency import once
from lms_lessons import enter_lesson
from lms_submissions import (
    ExerciseNotReady,
    ExercisePlace,
    NewSubmission,
    Submission,
    submissions,
)


@functions_framework.aio.http
@endpoint
async def create_submission(request: Request) -> Answer[Submission]:
    """Return 201 with what was handed in: the next version, whatever was handed in before.

    422 for what the exercise does not ask for, and for files that the learner did not upload for
    this; 409 when the lesson takes nothing.
    """
    learner = await require(request, "submission:create")
    course, lesson, _ = await enter_lesson(
        learner, path_id(request, segment=-4), path_id(request, segment=-2)
    )
    exercise = lesson.exercise
    if lesson.kind != "exercise" or exercise is None:
        raise ExerciseNotReady
    new = await parse(request, NewSubmission)
    place = ExercisePlace(
        course.id,
        course.title,
        lesson.id,
        lesson.title,
        exercise.max_points,
        tuple(exercise.accepts),
    )

    async def work(id_: str) -> Answer[Submission]:
        added = await submissions().add(id_, new, at=place, user_id=learner.id)
        return created(added, location=f"/api/submissions/{added.id}")

    return await once(request, by=learner.id, work=work)
