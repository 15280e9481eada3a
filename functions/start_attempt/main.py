"""POST /api/courses/{course_id}/lessons/{lesson_id}/attempts: begin to take a quiz."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, created, endpoint, path_id
from lms_idempotency import claim
from lms_lessons import enter_lesson
from lms_quizzes import AttemptSheet, LessonPlace, QuizNotReady, Taker, quizzes


@functions_framework.aio.http
@endpoint
async def start_attempt(request: Request) -> Answer[AttemptSheet]:
    """Return 201 with the questions, which stay as they are now; nothing in them tells answers.

    409 names an attempt that is open already, says when none is left, and that there are no
    questions yet. The owner of the course and admins try the quiz: their attempt is no result.
    """
    learner = await require(request, "attempt:create")
    course, lesson, standing = await enter_lesson(
        learner, path_id(request, segment=-4), path_id(request, segment=-2)
    )
    quiz = lesson.quiz
    if lesson.kind != "quiz" or quiz is None:
        raise QuizNotReady

    # A repeat gets the attempt as it is now, with the time that is left.
    started = await quizzes().start(
        await claim(request, by=learner.id),
        quiz,
        at=LessonPlace(course.id, lesson.id),
        by=Taker(learner.id, is_author=standing == "author"),
    )
    return created(started.as_sheet(), location=f"/api/attempts/{started.id}")
