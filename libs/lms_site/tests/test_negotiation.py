"""The language of a page (RFC 9110, sections 12.4.2 and 12.5.4; RFC 4647, section 3.4)."""

from __future__ import annotations

import pytest

from lms_site import wanted_language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr", "fr"),
        ("FR-ca", "fr"),
        ("en;q=0.1, fr;q=0.9", "fr"),
        ("en;Q=0.1, fr;Q=0.9", "fr"),
        ("en ; q=0.1 ,\tfr ;q=0.9", "fr"),
        ("fr;q=1.000, en;q=0.999", "fr"),
        ("de, fr;q=0.5", "fr"),
        ("fr, es", "fr"),
        ("de-CH-1996, ar-Arab-x-plain;q=0.2", "ar"),
        ("ar-a-extended-x-private", "ar"),
    ],
)
def test_the_best_language_that_we_speak_is_taken(accepted: str, language: str) -> None:
    """By weight, then by place; names are case-insensitive, and ranges are looked up."""
    assert wanted_language("", accepted) == language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("en;q=0, fr;q=0.2", "fr"),
        ("fr;q=0, *", "en"),
        ("en;q=0, *", "es"),
        ("fr-CA;q=0, fr", "fr"),
        ("es;q=0.3, *;q=0.8", "en"),
        ("en;q=0.3, es;q=0.3, *;q=0.8", "fr"),
        ("en;q=0", "en"),
        ("*;q=0", "en"),
    ],
)
def test_a_weight_of_zero_refuses_and_the_star_is_the_rest(accepted: str, language: str) -> None:
    """Something is shown even to those who refuse everything (RFC 9110, section 12.5.4)."""
    assert wanted_language("", accepted) == language


@pytest.mark.parametrize(
    "wrong",
    [
        "fr;q=nan",
        "fr;q=inf",
        "fr;q=2",
        "fr;q=0.1234",
        "fr;q=-1",
        "fr;q=\u0660.\u0669",
        "fr;level=1",
        "fr_FR",
    ],
)
def test_what_keeps_to_no_grammar_is_left_out(wrong: str) -> None:
    """A number is what RFC 9110 calls one, not what Python does."""
    assert wanted_language("", f"{wrong}, ar;q=0.1") == "ar"


def test_a_choice_counts_more_than_the_browser() -> None:
    """Unless the platform does not speak it."""
    assert wanted_language("ar", "fr") == "ar"
    assert wanted_language("xx", "fr") == "fr"
    assert wanted_language("", "," * 100_000) == "en"
