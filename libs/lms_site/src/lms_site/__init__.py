"""What every page of the site has in common: words, settings, templates, headers."""

from __future__ import annotations

from lms_site._answer import HEADERS, file_answer, page_answer, policy
from lms_site._certificates import (
    Certified,
    certificate_page,
    certificate_path,
    certificate_texts,
    unknown_certificate_page,
)
from lms_site._negotiation import wanted_language
from lms_site._notices import (
    NOTICE_POLICY,
    broken_link_page,
    failed_notice,
    notice_answer,
    unsubscribe_page,
    unsubscribed_page,
)
from lms_site._page import READER_FIELDS, Page, Reader, reader_fields
from lms_site._settings import PageManifest, PageSettings, page_manifest
from lms_site._templates import THEMES, environment
from lms_site._translations import Words, words_of

__all__ = [
    "HEADERS",
    "NOTICE_POLICY",
    "READER_FIELDS",
    "THEMES",
    "Certified",
    "Page",
    "PageManifest",
    "PageSettings",
    "Reader",
    "Words",
    "broken_link_page",
    "certificate_page",
    "certificate_path",
    "certificate_texts",
    "environment",
    "failed_notice",
    "file_answer",
    "notice_answer",
    "page_answer",
    "page_manifest",
    "policy",
    "reader_fields",
    "unknown_certificate_page",
    "unsubscribe_page",
    "unsubscribed_page",
    "wanted_language",
    "words_of",
]
