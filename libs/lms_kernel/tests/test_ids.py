"""Identifiers."""

from __future__ import annotations

import uuid

import pytest

from lms_kernel import derived_id, is_id, new_id


def test_new_ids_sort_by_their_time() -> None:
    """A version 7 id that was made a millisecond later sorts later."""
    ids = []
    for _ in range(5):
        ids.append(new_id())
        while new_id()[:13] == ids[-1][:13]:
            pass
    assert ids == sorted(ids)
    assert {uuid.UUID(each).version for each in ids} == {7}
    assert {uuid.UUID(each).variant for each in ids} == {uuid.RFC_4122}


def test_new_ids_differ() -> None:
    """A thousand ids of the same millisecond are a thousand ids."""
    assert len({new_id() for _ in range(1000)}) == 1000


def test_the_same_parts_make_the_same_id() -> None:
    """A repeat finds what the first try made; other parts, or other borders, do not."""
    assert derived_id("a", "bc") == derived_id("a", "bc")
    assert derived_id("a", "bc") != derived_id("ab", "c")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (new_id(), True),
        (new_id().upper(), False),
        ("", False),
        ("../../etc/passwd", False),
        (new_id() + "\n", False),
    ],
    ids=["ours", "upper case", "empty", "path", "line break"],
)
def test_only_the_form_we_answer_is_an_id(text: str, *, expected: bool) -> None:
    """Upper case, blanks and anything else is no id."""
    assert is_id(text) is expected
