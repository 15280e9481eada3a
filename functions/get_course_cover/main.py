"""GET /api/courses/{id}/cover: the picture of a course that everybody may see."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_files import CoverQuery, files
from lms_http import Answer, endpoint, found, path_id, query, shared
from lms_kernel import utc_now
from lms_uploads import cover_link

# Until other sizes were made of a new picture, which takes a few seconds.
SOON = 10


@functions_framework.aio.http
@endpoint
@shared()
async def get_course_cover(request: Request) -> Answer[None]:
    """Return 302 to the picture; 404 for a course without one, and for one that is not published.

    It leads to the picture in the width that was asked for, or to the original if there is none of
    that width. Caches may keep where it is for half of the time that the link is good for.
    """
    wanted = query(request, CoverQuery)
    cover = await files().cover(path_id(request, segment=-2))

    link = await cover_link(cover, wanted.width)

    seconds = max(int((link.expires_at - utc_now()).total_seconds() / 2), 0)
    if cover.widths is None:
        seconds = min(seconds, SOON)
    return found(link.url, cache=f"public, max-age={seconds}")
