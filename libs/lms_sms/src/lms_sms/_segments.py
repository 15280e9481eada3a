"""How a text travels: in parts of septets or of UTF-16 code units (3GPP TS 23.038 and 23.040).

A text in the alphabet of GSM has 160 septets, one with any other letter 70 code units. A longer one
is sent in parts, each with a header that leaves 153 or 67; each part is billed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from lms_sms._settings import SmsSettings
from lms_text import cut, graphemes

# As in lms_letters: what opens in a browser, without what ends the sentence.
_LINK = re.compile(r"https?://[^\s<>\"«»]+(?<![.,;:!?'…،؛؟)])")
# A cut at a space is easier to read, if not much is given up for it.
_WORD_LENGTH = 20


class _Alphabet(NamedTuple):
    """A way to write: the size of a text, of one that is alone and of a part, and of a gap."""

    size: Callable[[str], int]
    alone: int
    part: int
    gap: str


@functools.cache
def _gsm_sizes() -> dict[str, int]:
    """Return each character of the GSM alphabet with its septets: two for the extension's."""
    # Imported here: code that only reads settings need not load it.
    from gsm0338 import Codec

    codec = Codec()
    sizes: dict[str, int] = {}
    # The alphabet has nothing beyond the euro sign.
    for character in map(chr, range(0x20AD)):
        try:
            raw, _ = codec.encode(character)
        except UnicodeEncodeError:
            continue
        # Escape announces a character of the extension, and is none itself.
        if character != "\x1b":
            sizes[character] = len(raw)
    return sizes


def _septets(text: str) -> int:
    sizes = _gsm_sizes()
    return sum(sizes[each] for each in text)


def _code_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


# "…" is not in the GSM alphabet: it would halve what fits.
_GSM = _Alphabet(_septets, 160, 153, "...")
_UCS2 = _Alphabet(_code_units, 70, 67, "…")


def _alphabet(text: str) -> _Alphabet:
    return _GSM if _gsm_sizes().keys() >= set(text) else _UCS2


def segments(text: str) -> list[str]:
    """Return the parts in which a text travels; together they are the text.

    No part ends within a character, as people count them (UAX 29), unless one is larger than a
    part: then it ends between code points, never within a surrogate pair or an escape sequence.
    """
    alphabet = _alphabet(text)
    if alphabet.size(text) <= alphabet.alone:
        return [text]
    parts = [""]
    room = alphabet.part
    for piece in _pieces(text, alphabet):
        size = alphabet.size(piece)
        if size > room:
            parts.append("")
            room = alphabet.part
        parts[-1] += piece
        room -= size
    return parts


def _pieces(text: str, alphabet: _Alphabet) -> Iterable[str]:
    for character in graphemes(text):
        if alphabet.size(character) > alphabet.part:
            yield from character
        else:
            yield character


def shortened(text: str, settings: SmsSettings | None = None) -> str:
    """Return a text, or as much of it as may be sent, with a sign that it goes on.

    A link is worth nothing unless it is whole: when the first one would be cut off, it follows the
    sign, even if it needs more parts than ``LMS_SMS_MAX_SEGMENTS``.
    """
    limits = settings or SmsSettings.current()
    most_segments, longest = limits.lms_sms_max_segments, limits.lms_sms_max_characters
    if _fits(text, most_segments, longest):
        return text
    links = list(_LINK.finditer(text))
    beginning = cut(text, lambda each: _fits(_closed(each), most_segments, longest))
    if links and links[0].end() > len(beginning):
        with_link = _with_link(text, links[0], most_segments, longest)
        if with_link is not None:
            return with_link
    for link in links[1:]:
        if link.start() < len(beginning) < link.end():
            return _closed(text[: link.start()])
    return _closed(_to_word(beginning, text))


def _with_link(text: str, link: re.Match[str], most_segments: int, longest: int) -> str | None:
    """Return as much as fits before the link, and the link; None where it is too long itself."""
    before, rest = text[: link.start()], text[link.end() :].strip()
    alone = f"{_closed('')} {link[0]}"
    if len(alone) > longest:
        return None
    most = max(most_segments, len(segments(alone)))
    whole = _closed(before + link[0]) if rest else before + link[0]
    if _fits(whole, most, longest):
        return whole

    def joined(beginning: str) -> str:
        return f"{_closed(beginning, link[0])} {link[0]}"

    beginning = cut(before, lambda each: _fits(joined(each), most, longest))
    return joined(_to_word(beginning, before))


def _fits(text: str, most_segments: int, longest: int) -> bool:
    return len(text) <= longest and len(segments(text)) <= most_segments


def _closed(beginning: str, following: str = "") -> str:
    """Return the beginning of a text with a sign that something is missing."""
    return f"{beginning.rstrip()}{_alphabet(beginning + following).gap}"


def _to_word(beginning: str, text: str) -> str:
    """Return the beginning of a text without the word that was cut, unless that is much."""
    if text[len(beginning) : len(beginning) + 1].isspace():
        return beginning
    words = re.search(rf"\s\S{{1,{_WORD_LENGTH}}}\Z", beginning)
    return beginning[: words.start()] if words else beginning
