"""GET /api/submissions: one's own, and those of one's courses."""

from __future__ import annotations

from typing import Literal

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_http import Answer, endpoint, ok, query
from lms_kernel import Id, Page, PageQuery, PartId, by_creation, page_of
from lms_submissions import Submission, SubmissionSelection, submissions


class SubmissionQuery(PageQuery, frozen=True, kw_only=True):
    """Whose submissions, for what, and which page; ``state`` is about the newest versions."""

    course_id: Id | None = None
    lesson_id: PartId | None = None
    user_id: Id | None = None
    state: Literal["open", "graded"] | None = None


@functions_framework.aio.http
@endpoint
async def list_submissions(request: Request) -> Answer[Page[Submission]]:
    """Return 200 with a page, newest first.

    With neither ``course_id`` nor ``user_id`` it lists the caller's own. With either, the owner
    sees what was handed in for their courses, admins see everything, and others their own.
    """
    viewer = await require(request, "submission:list")
    wanted = query(request, SubmissionQuery)

    selection = SubmissionSelection(
        viewer=None if may(viewer, "submission:list:any") else viewer.id,
        user_id=wanted.user_id or (None if wanted.course_id else viewer.id),
        course_id=wanted.course_id,
        lesson_id=wanted.lesson_id,
        state=wanted.state,
    )
    found = await submissions().page(selection, **wanted.window)

    return ok(page_of(wanted, found, by_creation))
