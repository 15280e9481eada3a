"""Answers and what caches make of them."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from lms_http import Answer, accepted, created, no_content, ok
from lms_kernel import Encoded, encoded


def _asking(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": raw})


@pytest.mark.parametrize("sent", ['"3"', 'W/"3"', '"1", "3"', "*"])
def test_a_fresh_copy_is_answered_with_304(sent: str) -> None:
    """A client that has this version does not get the body again."""
    answer = ok({"a": 1}, etag="3", request=_asking(if_none_match=sent))
    assert (answer.status_code, answer.body) == (304, b"")
    assert answer.headers["etag"] == '"3"'


def test_a_stale_copy_is_answered_in_full() -> None:
    """Another version is sent."""
    answer = ok({"a": 1}, etag="4", request=_asking(if_none_match='"3"'))
    assert (answer.status_code, answer.body) == (200, b'{"a":1}')


def test_a_body_without_a_version_gets_a_weak_tag() -> None:
    """The same content has the same tag, other content another."""
    first, same, other = (ok(body, request=_asking()) for body in (1, 1, 2))
    assert first.headers["etag"].startswith('W/"')
    assert first.headers["etag"] == same.headers["etag"] != other.headers["etag"]


def test_what_is_json_already_is_sent_as_it_is() -> None:
    """Bytes and tag are those that would have been made of the message."""
    message: Encoded[list[int]] = encoded([1, 2])
    plain: Answer[list[int]] = ok([1, 2], request=_asking())
    ready: Answer[list[int]] = ok(message, request=_asking())
    assert ready.body == plain.body == b"[1,2]"
    assert ready.raw_headers == plain.raw_headers
    tag = ready.headers["etag"]
    again: Answer[list[int]] = ok(message, request=_asking(if_none_match=tag))
    assert again.status_code == 304


def test_answers_belong_to_the_one_who_asked_unless_said_otherwise() -> None:
    """Nothing personal ends up in a shared cache by default."""
    assert ok(1).headers["cache-control"] == "private, no-cache"
    assert ok(1, cache="public, max-age=30").headers["cache-control"] == "public, max-age=30"


def test_what_was_made_has_an_address() -> None:
    """201 and 202 say where to look."""
    creation = created(1, "/api/things/1", etag="1")
    acceptance = accepted(1, "/api/things/1")
    assert (creation.status_code, creation.headers["location"], creation.headers["etag"]) == (
        201,
        "/api/things/1",
        '"1"',
    )
    assert (acceptance.status_code, acceptance.headers["location"]) == (202, "/api/things/1")
    assert (no_content().status_code, no_content().body) == (204, b"")
