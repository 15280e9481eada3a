"""GET /api/courses/{course_id}/lessons/{lesson_id}: one lesson, for those who may open it."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import identify
from lms_http import Answer, endpoint, ok, path_id
from lms_lessons import LessonPage, read_lesson
from lms_markdown import to_html
from lms_uploads import links


@functions_framework.aio.http
@endpoint
async def get_lesson(request: Request) -> Answer[LessonPage]:
    """Return the lesson and what its page shows around it; the course by its id or its slug.

    404 for a course that the caller may not see and for a lesson that there is not, 401 and 403
    when the lesson is for those who are enrolled. An archived course stays open to them.
    """
    viewer = await identify(request, is_vital=True)

    page = await read_lesson(
        viewer, path_id(request, segment=-3), path_id(request), render=to_html, link=links
    )

    return ok(page, request=request)
