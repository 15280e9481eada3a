"""Query, path, body."""

from __future__ import annotations

from typing import Literal

import msgspec
import pytest
from starlette.requests import Request

from lms_http import parse, path_id, query
from lms_kernel import Invalid, NotFound, PageQuery, UnsupportedMediaType


class Search(PageQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A query of these tests."""

    q: str | None = None
    tag: list[str] | None = None
    is_open: bool | None = None
    width: Literal[480, 960] | None = None


NO_NUMBERS = ["1e2", "5.0", "0x5", "%205", "%2B5", "%D9%A5", "null", "9" * 30, "9" * 5000, "1_0"]


def _asking(path: str = "/", search: str = "", body: bytes = b"", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": search.encode(),
            "headers": raw,
        },
        receive,
    )


async def test_types_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is the same for all requests is not worked out for each: annotations are slow."""
    ask = "limit=5&tag=a"
    json = {"content_type": "application/json"}
    query(_asking(search=ask), Search)
    await parse(_asking(body=b"{}", **json), Search)

    def look(*_: object) -> None:
        raise AssertionError("looked at again")

    monkeypatch.setattr(msgspec.structs, "fields", look)
    assert query(_asking(search=ask), Search).tag == ["a"]
    assert (await parse(_asking(body=b"{}", **json), Search)).limit == 20


def test_a_query_is_typed() -> None:
    """Numbers are read, lists may repeat, an empty field is absent."""
    asked = query(_asking(search="limit=5&tag=a&tag=b&q=&width=960&is_open=false"), Search)
    assert asked == Search(limit=5, tag=["a", "b"], width=960, is_open=False)
    assert query(_asking(search="is_open=true"), Search).is_open is True


def test_a_text_stays_text() -> None:
    """Also one that looks like something else."""
    for text in ("null", "true", "5"):
        assert query(_asking(search=f"q={text}"), Search).q == text


@pytest.mark.parametrize("ask", ["is_open=yes", "limit=1e2", "limit=0", "width=500", "width=x"])
def test_no_query_is_told_of_null(ask: str) -> None:
    """Nobody can send one."""
    with pytest.raises(Invalid) as refused:
        query(_asking(search=ask), Search)
    assert "null" not in refused.value.errors[0].message


@pytest.mark.parametrize(
    ("search", "field"),
    [
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        *((f"limit={text}", "limit") for text in NO_NUMBERS),
        *((f"is_open={text}", "is_open") for text in ("yes", "1", "0", "True", "null", "on")),
        ("page=0", "page"),
        ("colour=red", "colour"),
        ("q=a&q=b", "q"),
        ("q=%00", "q"),
    ],
)
def test_what_a_query_cannot_mean_is_named(search: str, field: str) -> None:
    """Unknown names, doubles and values out of range are refused by name."""
    with pytest.raises(Invalid) as refused:
        query(_asking(search=search), Search)
    assert [fault.field for fault in refused.value.errors] == [field]


def test_a_name_with_nul_is_a_name_that_is_not_known() -> None:
    """It is no body's fault, and hides no other fault of the query."""
    with pytest.raises(Invalid) as refused:
        query(_asking(search="a%00b=1&limit=x"), Search)

    assert {each.field for each in refused.value.errors} == {"a\0b", "limit"}


def test_leading_zeros_are_no_digits_that_count() -> None:
    """However many there are."""
    assert query(_asking(search=f"limit={'0' * 30}5"), Search).limit == 5
    assert query(_asking(search="limit=007"), Search).limit == 7


async def test_a_body_that_is_not_json_is_refused() -> None:
    """The kind is looked at before the content."""
    with pytest.raises(UnsupportedMediaType):
        await parse(_asking(body=b"a=1", content_type="application/x-www-form-urlencoded"), Search)


async def test_a_body_is_read_as_the_wanted_type() -> None:
    """Parameters of the media type do not matter."""

    class Body(msgspec.Struct):
        title: str

    asked = _asking(body=b'{"title":"Chess"}', content_type="application/json; charset=utf-8")
    assert await parse(asked, Body) == Body("Chess")


def test_the_id_is_the_last_segment() -> None:
    """Ids, slugs and ``me`` pass."""
    assert path_id(_asking("/api/courses/chess-for-beginners")) == "chess-for-beginners"
    assert path_id(_asking("/api/users/me/")) == "me"


def test_the_id_may_stand_before_the_last_segment() -> None:
    """Where the path goes on with what is to be done to the thing."""
    assert path_id(_asking("/api/courses/chess/preview"), segment=-2) == "chess"
    for path in ("/api/courses/a b/preview", "//preview", "/preview", "/"):
        with pytest.raises(NotFound):
            path_id(_asking(path), segment=-2)


@pytest.mark.parametrize("path", ["/api/users/..", "/api/users/a b", "/api/users/a\x00", "/"])
def test_what_can_be_no_id_is_not_found(path: str) -> None:
    """There is nothing at such an address."""
    with pytest.raises(NotFound):
        path_id(_asking(path))
