"""What would break every page is refused at start."""

from __future__ import annotations

import pytest

from lms_site import HEADERS, PageSettings, page_manifest
from local.gateway.files import PAGE_HEADERS


@pytest.mark.parametrize(
    "manifest",
    [
        "no json",
        '{"css": "/a.css"}',
        '{"js": ["https://elsewhere.example/a.js"]}',
        '{"js": ["//elsewhere.example/a.js"]}',
        '{"css": ["/a.css\\"><script>"]}',
    ],
)
def test_a_manifest_that_leads_elsewhere_is_refused(manifest: str) -> None:
    """Pages link files of this site only."""
    with pytest.raises(ValueError, match="LMS_PAGE_MANIFEST"):
        PageSettings(lms_page_manifest=manifest)


def test_the_manifest_names_files() -> None:
    """What the build has written, and more that is not read here."""
    text = '{"css": ["/assets/a.css"], "js": ["/assets/a_B-1.js"], "more": 1}'
    with PageSettings.override(lms_page_manifest=text):
        assert page_manifest().css == ("/assets/a.css",)
        assert page_manifest().preload == ()


def test_the_gateways_files_have_the_pages_policy() -> None:
    """Wherever a page comes from, it may do the same."""
    assert PAGE_HEADERS == HEADERS
