"""GET /, /courses, /courses/{slug}: complete HTML that the React app takes over."""

from __future__ import annotations

from contextlib import suppress

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from lms_catalog import browse
from lms_courses import look_up
from lms_http import endpoint, path_id, shared
from lms_kernel import Invalid, NotFound, Unavailable
from lms_pages import (
    PageRequest,
    catalog_page,
    course_page,
    course_query,
    failed_page,
    home_page,
    home_query,
    missing_page,
)
from lms_site import READER_FIELDS, Page, page_answer, reader_fields


@functions_framework.aio.http
@endpoint
@shared(*READER_FIELDS, seen=reader_fields)
async def render_page(request: Request) -> Response:
    """Return the page for an anonymous reader; the app adds what a signed-in person sees."""
    page_request = PageRequest.of(request)
    try:
        page = await _page(request, page_request)
    except NotFound:
        page = missing_page(page_request)
    except Invalid:
        page = failed_page(page_request, 422)
    except Unavailable as fault:
        page = failed_page(page_request, 503, fault.headers)
    return page_answer(request, page)


async def _page(request: Request, page_request: PageRequest) -> Page:
    if request.url.path == "/":
        return home_page(page_request, await browse(home_query()))
    if request.url.path == "/courses":
        return catalog_page(page_request, await browse(page_request.search.query()))
    course = (await look_up(path_id(request), _nobody)).overview()
    # What the catalog adds to a course is worth no failure: the app asks for it again.
    with suppress(Unavailable):
        return course_page(page_request, course, await browse(course_query(course.id)))
    return course_page(page_request, course)


def _nobody(*, owner: str) -> bool:
    """Never show a draft: a page is the same for everybody, and caches keep it."""
    del owner
    return False
