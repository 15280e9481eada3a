"""Pages for people and search engines: complete HTML that the React app takes over."""

from __future__ import annotations

from lms_pages._answer import HEADERS, POLICY, file_answer, page_answer
from lms_pages._page import (
    Head,
    Page,
    PageRequest,
    catalog_page,
    course_page,
    failed_page,
    home_page,
    home_query,
    missing_page,
)
from lms_pages._search import Search
from lms_pages._settings import PageManifest, PageSettings, page_manifest, public_url
from lms_pages._sitemap import SITEMAP_SIZE, robots, sitemap, sitemap_index
from lms_pages._words import LANGUAGES, Words, wanted_language, words_of

__all__ = [
    "HEADERS",
    "LANGUAGES",
    "POLICY",
    "SITEMAP_SIZE",
    "Head",
    "Page",
    "PageManifest",
    "PageRequest",
    "PageSettings",
    "Search",
    "Words",
    "catalog_page",
    "course_page",
    "failed_page",
    "file_answer",
    "home_page",
    "home_query",
    "missing_page",
    "page_answer",
    "page_manifest",
    "public_url",
    "robots",
    "sitemap",
    "sitemap_index",
    "wanted_language",
    "words_of",
]
