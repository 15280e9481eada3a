"""How texts travel, and where they are cut (3GPP TS 23.038 and 23.040, UAX 29)."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, strategies as st

from lms_sms import SmsSettings, segments, shortened
from lms_text import graphemes

SETTINGS = SmsSettings()
# 3GPP TS 23.038, section 6.2.1: the alphabet, and the extension that takes an escape each.
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = "\f^{}\\[~]|€"
FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize("character", [*BASIC])
def test_a_character_of_the_alphabet_is_one_septet(character: str) -> None:
    """160 fit into a text, 153 into a part."""
    assert len(segments(character + "a" * 159)) == 1
    assert [len(each) for each in segments(character + "a" * 160)] == [153, 8]


@pytest.mark.parametrize("character", [*EXTENSION])
def test_a_character_of_the_extension_is_two_septets(character: str) -> None:
    """An escape and a septet, which no part separates (TS 23.038, section 6.2.1.1)."""
    assert len(segments(character * 80)) == 1
    assert [len(each) for each in segments("a" * 152 + character + "a" * 20)] == [152, 21]


@pytest.mark.parametrize(
    "character", ["\u0060", "ç", "á", "Ω\u0301", "数", "\x1b", "—", "\u2019", "Ğ"]
)
def test_any_other_character_makes_it_ucs_2(character: str) -> None:
    """70 code units fit into a text, 67 into a part (TS 23.038, section 6.2.3)."""
    letter, rest = graphemes(character)[0], 70 - len(character)
    assert letter == character
    assert len(segments(character + "a" * rest)) == 1
    parts = segments(character + "a" * (rest + 1))
    assert [len(each) for each in parts] == [67, 4]


def test_no_part_ends_within_a_character() -> None:
    """Neither within a surrogate pair nor within a family, which is eleven code units (UAX 29)."""
    assert [len(each.encode("utf-16-le")) // 2 for each in segments("a" + "😀" * 40)] == [67, 14]
    assert segments(f"{'数' * 60}{FAMILY}数") == [f"{'数' * 60}", f"{FAMILY}数"]


def _limits(most_segments: int) -> SmsSettings:
    return msgspec.structs.replace(SETTINGS, lms_sms_max_segments=most_segments)


@pytest.mark.parametrize(
    ("letter", "units"),
    [("x", 459 - 3), ("€", 227), ("数", 200), ("ñ", 459 - 3), ("e\u0301", 198)],
)
def test_a_text_without_spaces_keeps_as_much_as_fits(letter: str, units: int) -> None:
    """Three parts, the sign that it goes on among them; it once lost everything but its subject."""
    text = shortened(letter * 700, SETTINGS)

    beginning = text.removesuffix("...").removesuffix("…")
    assert beginning == letter * (units // len(letter))
    assert len(segments(text)) == 3


def test_a_text_is_cut_between_words() -> None:
    """A word that does not fit is left out whole; one that is very long is not."""
    assert shortened("word " * 200, _limits(1)) == f"{'word ' * 30}word..."
    assert shortened(f"Hi {'x' * 300}", _limits(1)) == f"Hi {'x' * 154}..."


LINK = "https://learn.example.org/courses/1?x=" + "y" * 40


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        (f"Look: {'word ' * 50}{LINK}", f"Look: {'word ' * 13}word... {LINK}"),
        (f"Look: {'数' * 300} {LINK}.", None),
        (f"Look: {LINK} {'word ' * 50}", None),
        (f"{LINK}{'y' * 300}", f"{LINK}{'y' * 300}"),
        (f"Link: {LINK}{'y' * 300} and more", f"Link: {LINK}{'y' * 300}..."),
        (f"{'word ' * 50}{LINK}{'y' * 300}", None),
    ],
)
def test_a_link_is_whole(text: str, sent: str | None) -> None:
    """What cannot be opened is worth nothing; the rest gets the room that is left."""
    result = shortened(text, _limits(1))

    link = next(each for each in text.split() if each.startswith("https:")).rstrip(".")
    assert link in result
    assert sent is None or result == sent
    assert len(segments(result)) == max(1, len(segments(f"... {link}")))


def test_a_second_link_is_left_out_rather_than_cut() -> None:
    """Part of one would lead elsewhere."""
    text = shortened(f"https://a.example/1 {'word ' * 24}{LINK} and more", _limits(1))

    assert text == f"https://a.example/1 {'word ' * 23}word..."


def test_a_link_that_nobody_takes_is_cut() -> None:
    """SNS takes 1,600 characters."""
    text = shortened(f"Link: https://learn.example.org/{'x' * 2000}", SETTINGS)

    assert text == f"Link: https://learn.example.org/{'x' * 2000}"[:456] + "..."


LETTERS = st.one_of(
    st.sampled_from(
        [*BASIC, *EXTENSION, FAMILY, "e\u0301", "🇪🇸", " ", "数", " https://a.example/x "]
    ),
    st.characters(exclude_categories=["Cs"]),
)


@pytest.mark.search
@given(st.lists(LETTERS, max_size=300).map("".join), st.integers(1, 4))
def test_whatever_is_written_can_be_sent(text: str, most: int) -> None:
    """For all of Unicode: the parts are the text, none is too large, and no character is cut."""
    parts = segments(text)
    assert "".join(parts) == text
    is_gsm = set(text) <= {*BASIC, *EXTENSION}
    for part in parts:
        units = len(part) + sum(each in EXTENSION for each in part)
        size = units if is_gsm else len(part.encode("utf-16-le")) // 2
        assert size <= ((153 if is_gsm else 67) if parts[1:] else (160 if is_gsm else 70))

    short = shortened(text, _limits(most))
    assert len(segments(short)) <= most
    if len(parts) <= most:
        assert short == text
    else:
        beginning = short.partition("...")[0].partition("…")[0]
        assert short != text
        assert text.startswith(beginning.rstrip())


@pytest.mark.search
@given(st.integers(1, 4), st.sampled_from(["数", "x", "😀", "নি", FAMILY, "€"]))
def test_as_much_as_fits_is_sent(most: int, letter: str) -> None:
    """One more character would take another part."""
    short = shortened(letter * 700, _limits(most))

    gap = "..." if short.endswith("...") else "…"
    assert len(segments(short)) == most
    assert len(segments(f"{short.removesuffix(gap)}{letter}{gap}")) == most + 1
