"""Who reads a page, and the one line that stands for a reader."""

from __future__ import annotations

from itertools import product

import pytest
from starlette.requests import Request

from lms_languages import languages
from lms_site import THEMES, Reader, reader_fields

ACCEPTED = ("", "fr", "fr-CA;q=0.3, es", "*", "en;q=0, *", "de", "é", *languages)
COOKIES = (
    "", "lang=fr", "lang=xx", "theme=dark", "theme=dark; lang=ar", "theme=é", "lang",
    "lang=fr;lang=es",
    *(f"lang={code}; theme={theme}; other=1" for code, theme in product(languages, THEMES)),
)  # fmt: skip


@pytest.mark.parametrize("accepted", ACCEPTED)
@pytest.mark.parametrize("cookie", COOKIES)
def test_one_line_says_who_reads(accepted: str, cookie: str) -> None:
    """What stands for a reader is read as the same reader, and there are only a few of them."""
    reader = Reader.of(
        _request((b"accept-language", accepted.encode()), (b"cookie", cookie.encode()))
    )
    fields = reader_fields(
        _request((b"accept-language", accepted.encode()), (b"cookie", cookie.encode()))
    )
    assert Reader.of(_request(*fields)) == reader
    assert reader_fields(_request(*fields)) == fields
    assert reader.language in languages
    assert reader.theme in {"", "light", "dark"}


def _request(*headers: tuple[bytes, bytes]) -> Request:
    return Request({"type": "http", "headers": list(headers)})
