"""GET /api/courses/{course_id}/lessons/{lesson_id}/attempts: who took a quiz, with what result."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, path_id, query
from lms_kernel import Page, PageQuery, page_of
from lms_lessons import enter_lesson
from lms_quizzes import LessonPlace, QuizAttempt, by_start, quizzes


@functions_framework.aio.http
@endpoint
async def list_attempts(request: Request) -> Answer[Page[QuizAttempt]]:
    """Return 200 with a page, newest first: one's own; everybody's for the owner and admins.

    An attempt whose time is over ends first, with what was saved.
    """
    viewer = await require(request, "attempt:list")
    wanted = query(request, PageQuery)
    course, lesson, standing = await enter_lesson(
        viewer, path_id(request, segment=-4), path_id(request, segment=-2)
    )

    found = await quizzes().page(
        LessonPlace(course.id, lesson.id),
        user_id=None if standing == "author" else viewer.id,
        **wanted.window,
    )

    return ok(page_of(wanted, found, by_start))
