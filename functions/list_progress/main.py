"""GET /api/progress: the courses that the caller is enrolled in, and how far they got."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, query
from lms_kernel import Page, PageQuery, page_of
from lms_progress import Learning, LearningState, by_activity, progress


class ProgressQuery(PageQuery, frozen=True, kw_only=True):
    """Active or finished courses, and which page."""

    state: LearningState | None = None


@functions_framework.aio.http
@endpoint
async def list_progress(request: Request) -> Answer[Page[Learning]]:
    """Return 200 with a page of the caller's own courses, the latest activity first."""
    learner = await require(request)
    wanted = query(request, ProgressQuery)

    found = await progress().page(learner.id, state=wanted.state, **wanted.window)

    return ok(page_of(wanted, found, by_activity))
