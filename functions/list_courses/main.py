"""GET /api/courses: search, filter and page the catalog."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import identify, may
from lms_catalog import CatalogPage, CatalogQuery, browse_encoded
from lms_http import Answer, endpoint, ok, query, shared
from lms_kernel import Unauthenticated

SHARED = "public, max-age=15, stale-while-revalidate=60"


@functions_framework.aio.http
@endpoint
@shared()
async def list_courses(request: Request) -> Answer[CatalogPage]:
    """Return a page with its facets; 401 for an anonymous caller with `instructor=me` or drafts."""
    viewer = await identify(request)
    wanted = query(request, CatalogQuery)
    if viewer is None and not wanted.is_for_everybody:
        raise Unauthenticated("Sign in to see your own courses or courses that are not published.")

    page = await browse_encoded(wanted, viewer, sees_all=may(viewer, "course:read:any"))

    return ok(
        page,
        cache=None if viewer else SHARED,
        headers={"Vary": "Authorization"},
        request=request,
    )
