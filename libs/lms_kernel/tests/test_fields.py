"""Shared field types."""

from __future__ import annotations

import pytest

from lms_kernel import Slug, convert, slugify


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Chess for Beginners", "chess-for-beginners"),
        ("Größe & Ærø: C++ für Anfänger", "grosse-aero-c-fur-anfanger"),
        ("  --  ", "course"),
        ("数学", "course"),
        ("word " * 40, "-".join(["word"] * 16)),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_title_becomes_a_slug(title: str, slug: str) -> None:
    """Plain letters and digits, dashes between, at most 80 characters, never empty."""
    assert slugify(title) == slug
    assert convert(slug, Slug) == slug
