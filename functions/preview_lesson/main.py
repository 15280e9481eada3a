"""POST /api/lesson-previews: see a lesson's text as its readers would, before it is stored."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, parse
from lms_markdown import LessonText, ShownText, to_html


@functions_framework.aio.http
@endpoint
async def preview_lesson(request: Request) -> Answer[ShownText]:
    """Return the text as HTML, exactly as the lesson would have it; nothing is stored."""
    await require(request, "lesson:preview")
    draft = await parse(request, LessonText)

    return ok(ShownText(to_html(draft.body)), cache="no-store")
