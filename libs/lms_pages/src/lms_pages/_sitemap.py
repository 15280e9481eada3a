"""What search engines need to know: which pages there are, and which they may read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from lms_links import public_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lms_catalog import CourseAddress

# The protocol's own limit is 50,000 a file; a smaller file is quicker to make and to read again.
SITEMAP_SIZE = 10_000
SITEMAP = "/sitemap.xml"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'

# Responses of the API are no pages. The catalog's may be read, because the app asks for them.
_ROBOTS = """\
User-agent: *
Allow: /api/courses
Disallow: /api/
Disallow: /_local/

Sitemap: {sitemap}
"""


def robots() -> str:
    """Return /robots.txt (RFC 9309), which leads to the sitemap."""
    return _ROBOTS.format(sitemap=public_url(SITEMAP))


def sitemap(courses: Iterable[CourseAddress], *, is_first: bool) -> str:
    """Return a file of course pages; the first one also has the pages that are not courses."""
    rows = [f"<url><loc>{public_url(path)}</loc></url>" for path in ("/", "/courses") if is_first]
    for course in courses:
        address = escape(public_url(f"/courses/{course.slug}"))
        changed = course.updated_at.date().isoformat()
        rows.append(f"<url><loc>{address}</loc><lastmod>{changed}</lastmod></url>")
    body = "\n".join(rows)
    return f'{_XML}<urlset xmlns="{_NAMESPACE}">\n{body}\n</urlset>\n'


def sitemap_index(files: int) -> str:
    """Return the list of all sitemap files, when one is not enough."""
    rows = "\n".join(
        f"<sitemap><loc>{public_url(SITEMAP)}?page={number}</loc></sitemap>"
        for number in range(1, files + 1)
    )
    return f'{_XML}<sitemapindex xmlns="{_NAMESPACE}">\n{rows}\n</sitemapindex>\n'
