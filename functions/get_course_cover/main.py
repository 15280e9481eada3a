"""GET /api/courses/{id}/cover: the picture of a course that everybody may see."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_files import files, link_of
from lms_http import Answer, endpoint, found, path_id, shared
from lms_kernel import utc_now


@functions_framework.aio.http
@endpoint
@shared()
async def get_course_cover(request: Request) -> Answer[None]:
    """Return 302 to the picture; 404 for a course without one, and for one that is not published.

    Caches may keep where it is for half of the time that the link is good for. A list names the
    file in the query, so that another picture has another address.
    """
    file = await files().cover(path_id(request, segment=-2))

    link = await link_of(file)

    assert link.url and link.expires_at  # noqa: S101, PT018 - a cover has arrived
    seconds = int((link.expires_at - utc_now()).total_seconds() / 2)
    return found(link.url, cache=f"public, max-age={max(seconds, 0)}")
