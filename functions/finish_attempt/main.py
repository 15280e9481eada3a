"""PUT /api/attempts/{attempt_id}: save what was answered so far, or end the attempt with it."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, parse, path_id
from lms_lessons import enter_lesson
from lms_quizzes import AttemptNotFound, AttemptSheet, Responses, quizzes


@functions_framework.aio.http
@endpoint
async def finish_attempt(request: Request) -> Answer[AttemptSheet]:
    """Return the attempt as it is now; with ``finished``, marked, and the same when repeated.

    409 for a change of one that has ended, and after its time, when what was saved counts; 422 for
    what cannot be a response to its questions.
    """
    learner = await require(request, "attempt:update")
    record = await quizzes().find(path_id(request))
    if record.user_id != learner.id:
        raise AttemptNotFound
    await enter_lesson(learner, record.course_id, record.lesson_id)
    changes = await parse(request, Responses)

    saved = await quizzes().save(record, changes)

    return ok(saved.as_sheet())
