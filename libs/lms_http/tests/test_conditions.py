"""If-Match and If-None-Match (RFC 9110, section 13.1)."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from lms_http import if_match, is_fresh
from lms_kernel import BadRequest


def _asking(name: str, *lines: str) -> Request:
    headers = [(name.encode(), line.encode("latin-1")) for line in lines]
    return Request({"type": "http", "method": "PUT", "path": "/", "headers": headers})


@pytest.mark.parametrize("lines", [(), ("*",), (" * ",)])
def test_without_tags_any_version_will_do(lines: tuple[str, ...]) -> None:
    """A star, or no precondition at all (RFC 9110, section 13.1.1)."""
    assert if_match(_asking("if-match", *lines)) is None


@pytest.mark.parametrize(
    ("lines", "versions"),
    [
        (('"12"',), {12}),
        (('"1", "2"',), {1, 2}),
        (('"1","2"\t ,, "3"',), {1, 2, 3}),
        ((', "1" ,',), {1}),
        (('"1"', '"2"'), {1, 2}),
    ],
)
def test_a_precondition_is_a_list_of_tags(lines: tuple[str, ...], versions: set[int]) -> None:
    """Elements may be empty, and lines are joined (RFC 9110, sections 5.3 and 5.6.1)."""
    assert set(if_match(_asking("if-match", *lines)) or ()) == versions


@pytest.mark.parametrize(
    ("field", "versions"),
    [
        ('W/"3"', set()),
        ('W/"3", "4"', {4}),
        ('"abc"', set()),
        ('"1,2"', set()),
        ('"a,b", "7"', {7}),
        ('""', set()),
        ('"٣"', set()),
        ('"' + "9" * 30 + '"', set()),
    ],
)
def test_a_tag_that_is_weak_or_not_ours_matches_nothing(field: str, versions: set[int]) -> None:
    """The comparison is strong, and a tag is opaque (RFC 9110, sections 8.8.3.2 and 13.1.1)."""
    sent = field.encode().decode("latin-1")
    found = if_match(_asking("if-match", sent))
    assert found is not None
    assert set(found) == versions


@pytest.mark.parametrize(
    "field",
    [
        "12",
        "",
        ",",
        '"1" "2"',
        '"1',
        'w/"1"',
        '"1, 2"',
        '*, "1"',
        '"1", *',
        '"1"; "2"',
        "W/3",
        '"a b"',
    ],
)
def test_what_is_no_list_of_tags_is_unreadable(field: str) -> None:
    """Better a clear 400 than a precondition that is silently dropped."""
    with pytest.raises(BadRequest):
        if_match(_asking("if-match", field))


@pytest.mark.parametrize(
    ("etag", "lines"),
    [
        ('"3"', ('W/"3"',)),
        ('W/"x"', ('"x"',)),
        ('"3"', ('"1", "3"',)),
        ('"3"', ('"1"', '"3"')),
        ('"3"', ("*",)),
        ('"a,b"', ('"a,b"',)),
    ],
)
def test_a_copy_is_compared_weakly(etag: str, lines: tuple[str, ...]) -> None:
    """Whether the content is the same, not its bytes (RFC 9110, section 13.1.2)."""
    assert is_fresh(_asking("if-none-match", *lines), etag)


@pytest.mark.parametrize("lines", [(), ('"4"',), ("3",), ('"1,3"',), ("",), ('"3" x',)])
def test_without_the_tag_the_copy_is_stale(lines: tuple[str, ...]) -> None:
    """What cannot be read names no version."""
    assert not is_fresh(_asking("if-none-match", *lines), '"3"')
