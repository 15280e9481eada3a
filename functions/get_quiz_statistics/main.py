"""GET /api/courses/{course_id}/lessons/{lesson_id}/statistics: how a quiz works out."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_courses import NotYourCourse
from lms_http import Answer, endpoint, ok, path_id
from lms_lessons import enter_lesson
from lms_quizzes import LessonPlace, QuizNotReady, QuizStatistics, quizzes, statistics_of


@functions_framework.aio.http
@endpoint
async def get_quiz_statistics(request: Request) -> Answer[QuizStatistics]:
    """Return what the newest 1,000 attempts say of each question: for the owner and admins."""
    author = await require(request, "statistics:read")
    course, lesson, standing = await enter_lesson(
        author, path_id(request, segment=-4), path_id(request, segment=-2)
    )
    if standing != "author":
        raise NotYourCourse
    if lesson.quiz is None:
        raise QuizNotReady

    facts = await quizzes().facts(LessonPlace(course.id, lesson.id))

    return ok(statistics_of(lesson.quiz, facts))
