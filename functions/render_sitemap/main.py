"""GET /sitemap.xml, /robots.txt: what search engines may read, and where."""

from __future__ import annotations

from typing import Annotated

import functions_framework.aio
from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from lms_catalog import CatalogQuery, browse, catalog
from lms_http import endpoint, query
from lms_kernel import NotFound
from lms_pages import SITEMAP_SIZE, robots, sitemap, sitemap_index
from lms_site import file_answer


class SitemapQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """Which file of the sitemap; without a number, the index if there are several."""

    page: Annotated[int, Meta(ge=1, le=50_000)] | None = None


@functions_framework.aio.http
@endpoint
async def render_sitemap(request: Request) -> Response:
    """Return the rules, a file of the sitemap, or the list of its files."""
    if request.url.path == "/robots.txt":
        return file_answer(request, robots(), "text/plain")
    sitemap_query = query(request, SitemapQuery)

    files = 1
    if sitemap_query.page is None:
        total = (await browse(CatalogQuery(limit=1))).total
        files = -(-total // SITEMAP_SIZE)
    if files > 1:
        return file_answer(request, sitemap_index(files), "application/xml")

    number = sitemap_query.page or 1
    courses = await catalog().addresses(number, SITEMAP_SIZE)
    if number > 1 and not courses:
        raise NotFound("The sitemap does not have that many files.")
    return file_answer(request, sitemap(courses, is_first=number == 1), "application/xml")
