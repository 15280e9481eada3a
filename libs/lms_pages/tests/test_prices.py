"""How a course page writes a price."""

from __future__ import annotations

import httpx2
import pytest

from lms_pages import PageRequest, course_page
from lms_pages._search import Search
from lms_site import PageSettings, Reader
from lms_testing import pages
from lms_testing.courses import a_course


@pytest.mark.parametrize(
    ("amount", "currency", "price", "structured"),
    [
        (4950, "EUR", "€49.50", "49.50"),
        (1200, "KWD", "KWD 1.200", "1.200"),
        (12_000, "TND", "TND 12", "12.000"),
        (45_000, "PYG", "PYG 45,000", "45000"),
        (900, "XPF", "XPF 900", "900"),
    ],
)
def test_a_price_has_the_decimals_of_its_currency(
    amount: int, currency: str, price: str, structured: str
) -> None:
    """ISO 4217's minor units, for people and for search engines."""
    course = a_course(price={"amount": amount, "currency": currency}).course
    reader = Reader(language="en", theme="")
    request = PageRequest(path=f"/courses/{course.slug}", reader=reader, search=Search())
    with PageSettings.override(lms_page_manifest='{"css": [], "js": [], "preload": []}'):
        html = course_page(request, course.overview()).html

    page = pages.Reader(httpx2.Response(200, text=html))

    assert price in page.text
    (offer,) = page.structured["Course"]["offers"]
    assert (offer["price"], offer["priceCurrency"]) == (structured, currency)
