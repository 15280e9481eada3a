r"""Text as people type it: one form for each content, and nothing in it that cannot be seen.

Two texts that look the same are the same: NFC (Unicode annex 15), and without the characters that
Unicode lets a program ignore (`Default_Ignorable_Code_Point`), except where they carry meaning:

==========================  ====================================================================
character                   stays
==========================  ====================================================================
ZWNJ, ZWJ                   where a script needs it (RFC 5892, appendix A; annex 31, section 2.3),
                            ZWJ before a virama (Bengali ``র‍্যাম``) and between two pictographs
variation selectors         behind a symbol, an ideograph or a letter that has variants
LRM, RLM, ALM               in a text that has letters of a script written from right to left
tag characters              behind the black flag (annex 51: flags of England, Scotland, Wales)
==========================  ====================================================================

Control characters, surrogates, private use and noncharacters are refused, and so is what Unicode
had not assigned when this Python was made, except for ideographs and pictographs: neither composes
with anything, and people should not wait for us to use new ones.
"""

from __future__ import annotations

import re
import unicodedata

# For JSON Schema. Exact for what is common to Python's `re` and ECMAScript: which characters a
# later Unicode will assign, and where a joiner makes sense, no pattern can say.
_UNSHOWN = (
    r"\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
)
NEVER = r"\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
SHOWN = rf"(?=[\s\S]*[^{_UNSHOWN}\x00-\x1f\x7f-\x9f])"
ONE_LINE = rf"[^\x00-\x0d\x85\u2028\u2029{NEVER}]"
LINES = rf"[^\x00-\x08{NEVER}]"

_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_DIRECTION_MARKS = frozenset("\u200e\u200f\u061c")
_ZWNJ, _ZWJ = "\u200c", "\u200d"
_VIRAMA = 9
_PICTOGRAPHS = frozenset({"So", "Sm", "Sk", "Cn"})
# The selector of emoji, and the five tones of skin.
_BEHIND_PICTOGRAPHS = "\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,15}\U000e007f")
_KEYCAPS = frozenset("0123456789#*")
# As far as a rule about joiners looks: more than any syllable has.
_SYLLABLE = 16

# Where Unicode adds pictographs and ideographs; the last two of each plane will never be assigned.
_TO_COME = re.compile("[\U0001f000-\U0001faff\U00020000-\U0002fffd\U00030000-\U0003fffd]")

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_LINE_END = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")
# French wants spaces that do not break before some of its marks.
_NO_BREAK = frozenset({"\u00a0", "\u202f"})
_BLANK = frozenset("\u2800")


def clean(text: str) -> str:
    """Return the text in NFC, without what cannot be seen and means nothing.

    Raises ValueError for a character that is no text.
    """
    if text.isascii() and text.isprintable():
        return text
    while True:
        once = unicodedata.normalize("NFC", text)
        if _IGNORABLE.search(once):
            once = _without_ignorable(once)
        if once == text:
            return text
        text = once


def refuse_unfit(text: str, *, allowed: str = "") -> None:
    """Raise ValueError, naming the character, for one that is no text."""
    if text.isprintable():
        return
    for letter in sorted(set(text)):  # a long text has few letters
        if not letter.isprintable() and letter not in allowed and _is_unfit(letter):
            must = "must be one line and" if _LINE_END.match(letter) else "must"
            raise ValueError(f"{must} not contain the character U+{ord(letter):04X}")


def one_line(text: str, *, keeps_no_break: bool = True) -> str:
    """Return the text as one line: clean, trimmed, one space between words; empty when blank.

    Spaces of other widths are spaces (RFC 8266, section 2.1), except for those that do not break.
    Raises ValueError for a line break and for what is no text.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = clean(text)
    refuse_unfit(text, allowed="\t")
    text = _SPACES.sub(_single if keeps_no_break else " ", text).strip()
    return text if is_shown(text) else ""


def many_lines(text: str) -> str:
    r"""Return the text clean, with ``\n`` for every kind of line break; empty when blank.

    Raises ValueError for what is no text.
    """
    if text.isascii() and text.replace("\n", "").isprintable():
        return text if text.strip() else ""
    text = clean(_BREAKS.sub("\n", text))
    refuse_unfit(text, allowed="\n\t")
    return text if is_shown(text) else ""


def is_shown(text: str) -> bool:
    """Tell whether there is anything to see: a letter, a number, a symbol, or what is to come."""
    return any(
        unicodedata.category(each)[0] in "LNPS" or _TO_COME.match(each)
        for each in text
        if each not in _BLANK
    )


def _single(match: re.Match[str]) -> str:
    return match[0] if match[0] in _NO_BREAK else " "


def _is_unfit(letter: str) -> bool:
    match unicodedata.category(letter):
        case "Zs" | "Cf":  # what of these means nothing is gone by now
            return False
        case "Cn":
            return _TO_COME.match(letter) is None
        case _:
            return True


def _without_ignorable(text: str) -> str:
    has_right_to_left = any(unicodedata.bidirectional(each) in _RIGHT_TO_LEFT for each in text)
    of_flags = {at for flag in _FLAG.finditer(text) for at in range(*flag.span())}
    pieces: list[str] = []
    last = 0
    for match in _IGNORABLE.finditer(text):
        at = match.start()
        pieces.append(text[last:at])
        last = at + 1
        is_mark = match[0] in _DIRECTION_MARKS
        if (
            has_right_to_left and text[at - 1 : at] not in _DIRECTION_MARKS
            if is_mark
            else at in of_flags or _means_something(text, at)
        ):
            pieces.append(match[0])
    return "".join([*pieces, text[last:]])


def _means_something(text: str, at: int) -> bool:
    letter, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if letter in {_ZWNJ, _ZWJ}:
        return _joins(text, at)
    if "\ufe00" <= letter <= "\ufe0f":
        return _has_variants(before)
    if "\U000e0100" <= letter <= "\U000e01ef":
        return _is_ideograph(before)
    if letter == "\u180e":
        return _is_mongolian(before) and _is_mongolian(after)
    return "\u180b" <= letter <= "\u180f" and _is_mongolian(before)


def _joins(text: str, at: int) -> bool:
    """Whether the joiner changes what is seen: in its script, or between pictographs."""
    start = max(0, at - _SYLLABLE)
    around, here = text[start : at + _SYLLABLE], at - start
    before, after = around[:here], around[here + 1 :]
    if not before or not after:
        return False
    if text[at] == _ZWJ:
        if unicodedata.combining(after[0]) == _VIRAMA:
            return unicodedata.category(before[-1])[0] in "LM"
        base = before.rstrip(_BEHIND_PICTOGRAPHS)[-1:]
        if _is_pictograph(base) and _is_pictograph(after[0]):
            return True
    # Only texts with joiners need the tables.
    from idna import valid_contextj

    try:
        return valid_contextj(around, here)
    except ValueError:  # a letter that Unicode does not know yet
        return False


def _is_pictograph(letter: str) -> bool:
    return letter >= "\u2190" and unicodedata.category(letter) in _PICTOGRAPHS


def _is_ideograph(letter: str) -> bool:
    return (
        "\u3400" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff" or letter >= "\U00020000"
    )


def _is_mongolian(letter: str) -> bool:
    return "\u1820" <= letter <= "\u18aa"


def _has_variants(letter: str) -> bool:
    if letter.isascii():
        return letter in _KEYCAPS
    kind = unicodedata.category(letter)
    return kind[0] in "SP" or (letter >= "\u1000" and kind == "Lo")
