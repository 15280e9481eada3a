"""Pages for people and search engines: complete HTML that the React app takes over."""

from __future__ import annotations

from lms_pages._page import (
    Head,
    PageRequest,
    catalog_page,
    course_page,
    course_query,
    failed_page,
    home_page,
    home_query,
    missing_page,
)
from lms_pages._search import Search
from lms_pages._sitemap import SITEMAP_SIZE, robots, sitemap, sitemap_index

__all__ = [
    "SITEMAP_SIZE",
    "Head",
    "PageRequest",
    "Search",
    "catalog_page",
    "course_page",
    "course_query",
    "failed_page",
    "home_page",
    "home_query",
    "missing_page",
    "robots",
    "sitemap",
    "sitemap_index",
]
