"""What pages repeat of the app, and how they spell its addresses."""

from __future__ import annotations

from typing import Any

import pytest

from lms_pages import PageRequest, missing_page
from lms_pages._addresses import request_path
from lms_pages._render import ICONS
from lms_pages._search import FILTERS, PAGE_SIZE, Search
from lms_site import PageSettings, Reader
from tools.tree import ROOT

FRONTEND = ROOT / "frontend/src"


def test_what_is_repeated_here_is_what_the_app_has() -> None:
    """Icons, page size and filters."""
    icons = (FRONTEND / "components/icon.tsx").read_text()
    search = (FRONTEND / "features/catalog/search.ts").read_text()
    filters = (FRONTEND / "features/catalog/filters.tsx").read_text()
    for name, path in ICONS.items():
        assert f"{name}: '{path}'" in icons
    assert f"PAGE_SIZE = {PAGE_SIZE};" in search
    assert f"names: readonly FilterName[] = [{_listed(FILTERS)}]" in filters


def test_an_address_is_spelled_as_the_app_spells_it() -> None:
    """Both are keys of the same cache."""
    query: dict[str, Any] = {
        "tag": ["b c", "", "a&b"],
        "q": "é'(*)!~",
        "page": 2,
        "sort": "",
        "level": None,
    }
    assert request_path("/courses", query) == ("/courses?page=2&q=%C3%A9'(*)!~&tag=b%20c&tag=a%26b")
    assert request_path("/courses", {"q": ""}) == "/courses"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/", ""),
        ("/?utm_source=mail", ""),
        ("/courses/gardening", "?next=%2Fcourses%2Fgardening"),
        ("/courses?q=a%26b&page=1", "?next=%2Fcourses%3Fq%3Da%2526b%26page%3D1"),
    ],
)
def test_the_header_remembers_where_the_reader_was(path: str, query: str) -> None:
    """Both ways of signing in lead back to the page, by the address that the app would write."""
    request = PageRequest(path=path, reader=Reader(language="en", theme=""), search=Search())

    with PageSettings.override(lms_page_manifest='{"css": [], "js": [], "preload": []}'):
        html = missing_page(request).html

    assert f'href="/login{query}"' in html
    assert f'href="/register{query}"' in html


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)
