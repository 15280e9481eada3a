"""What would break every page is refused at start."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from lms_site import HEADERS, Page, PageSettings, page_answer, page_manifest, policy
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
    for bucket in ("", "https://files.example.org"):
        said = f" {bucket}" if bucket else ""
        gateways = {name: value.replace("$bucket", said) for name, value in PAGE_HEADERS.items()}
        assert gateways == {**HEADERS, "Content-Security-Policy": policy(bucket)}


@pytest.mark.parametrize(
    "url",
    ["files", "https://a.example; script-src *", "https://*", "https://a.example/b", "data:"],
)
def test_a_bucket_is_one_origin(url: str) -> None:
    """What would let pages load from elsewhere is refused at start."""
    with pytest.raises(ValueError, match="LMS_PAGE_FILES_URL"):
        PageSettings(lms_page_files_url=url)


def test_pages_may_use_the_bucket_of_files() -> None:
    """It is the only other place that they send to, and its address is a setting."""
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []})
    with PageSettings.override(lms_page_files_url="https://files.example.org"):
        answer = page_answer(request, Page(html="", language="en", status=200))

    rules = answer.headers["content-security-policy"]
    assert "connect-src 'self' https://files.example.org;" in rules
    assert "img-src 'self' https://files.example.org;" in rules
    assert rules.count("https://files.example.org") == 3
