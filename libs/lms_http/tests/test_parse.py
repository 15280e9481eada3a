"""Query, path, body."""

from __future__ import annotations

import msgspec
import pytest
from starlette.requests import Request

from lms_http import parse, path_id, query
from lms_kernel import Invalid, NotFound, PageQuery, UnsupportedMediaType


class Search(PageQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A query of these tests."""

    q: str | None = None
    tag: list[str] | None = None


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
    asked = query(_asking(search="limit=5&tag=a&tag=b&q="), Search)
    assert asked == Search(limit=5, tag=["a", "b"])


@pytest.mark.parametrize(
    ("search", "field"),
    [
        ("limit=0", "limit"),
        ("limit=many", "limit"),
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
