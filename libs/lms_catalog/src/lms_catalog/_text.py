"""Text as it is compared: what a search takes for the same, and where its words are.

Titles and questions go through the same functions, so that whatever is done to one is done to the
other. Unicode decides, not a language: https://unicode.org/reports/tr10 (which differences a search
overlooks), tr15 (equivalent spellings), tr24 and tr29 (scripts, and the words in them).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from hashlib import blake2b
from itertools import pairwise

# A lexeme of PostgreSQL has at most 2,046 bytes.
_LONGEST_WORD = 100
# Shorter and longer words are not corrected.
_SHORTEST, _LONGEST = 2, 40
_NAMES = {"++": "plusplus", "#": "sharp"}
_LETTER_WITH_SIGN = re.compile(r"(?<!\w)([a-z])(\+\+|#)")
# Letters that Unicode does not decompose, and that UTS 10 sorts with these.
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "ł": "l",
     "ŋ": "n", "þ": "th", "ŧ": "t", "ə": "e", "ƒ": "f", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ɨ": "i",
     "ʉ": "u"}
)  # fmt: skip
# Scripts that are written without spaces between words: those of UAX 14's classes SA and ID, Hangul
# (compounds), and those of the islands between them. Marks are inside the blocks.
_WITHOUT_SPACES = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\U000116d0-\U000116ff"  # Myanmar
    "\u1780-\u17ff"  # Khmer
    "\u1950-\u19df\u1a20-\u1aaf\uaa80-\uaadf"  # Tai Le, New Tai Lue, Tai Tham, Tai Viet
    "\u1b00-\u1b7f\ua980-\ua9df"  # Balinese, Javanese
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u303c"  # radicals, marks of repetition, old numerals
    "\u3041-\u31bf\u31f0-\u31ff"  # Hiragana, Katakana, Bopomofo, Hangul letters
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\ua000-\ua4cf"  # Yi
    "\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff"  # Hangul
    "\U00011700-\U0001174f"  # Ahom
    "\U00016fe0-\U00018d8f\U0001aff0-\U0001b2ff"  # Tangut, Khitan, Nushu, old kana
    "\U00020000-\U0003fffd"  # Han
)
_RUN = f"[{_WITHOUT_SPACES}]+|[^{_WITHOUT_SPACES}]+"
_IS_WITHOUT_SPACES = f"[{_WITHOUT_SPACES}]"
# Canonical combining classes (UAX 44) of marks that writers leave out: accents and strokes, the
# nukta, the points of Hebrew, the vowels of Arabic and Syriac. All others spell the word: vowel
# signs, viramas, voicing marks, the tones of Thai and Lao.
_OPTIONAL_MARKS = {1, 7, *range(10, 37), *range(200, 241)}
_MOST_CLASSES = 20_000
_TATWEEL = "\u0640"


class _Classes(dict[int, str | int | None]):
    """What becomes of a character in a search, decided once for each that occurs."""

    def __missing__(self, code: int) -> str | int | None:
        decision = self._decide(chr(code))
        # Typing all of Unicode does not fill the memory.
        if len(self) < _MOST_CLASSES:
            self[code] = decision
        return decision

    @staticmethod
    def _decide(char: str) -> str | int | None:
        category = unicodedata.category(char)
        if (
            category == "Cf"
            or char == _TATWEEL
            or unicodedata.combining(char) in _OPTIONAL_MARKS
            or (category[0] == "M" and "VARIATION SELECTOR" in unicodedata.name(char, ""))
        ):
            return None
        if category == "Nd":
            return str(unicodedata.decimal(char))
        if category[0] == "S":
            return f" {char} "
        return ord(char) if category[0] in "LMN" else " "


_classes = _Classes()


@functools.cache
def _pattern(text: str) -> re.Pattern[str]:
    """Compile on first use: these take longer than most imports, and only a search needs them."""
    return re.compile(text)


def fold(text: str) -> str:
    """Return the words and symbols of a text, as they are compared, with single spaces between.

    Case, optional marks, invisible characters and compatible forms (full width, ligatures, digits
    of any script) make no difference.
    """
    if text.isascii():
        text = text.lower()
    else:
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = _LETTER_WITH_SIGN.sub(lambda sign: f"{sign[1]}{_NAMES[sign[2]]} ", text)
    text = unicodedata.normalize("NFC", text.translate(_classes))
    return " ".join(text.translate(_LETTERS).split())


def split(folded: str) -> list[str]:
    """Return the words of a folded text: by spaces, and where a script without spaces begins."""
    runs = [run[0] for word in folded.split() for run in _pattern(_RUN).finditer(word)]
    return [run if is_without_spaces(run) else run[:_LONGEST_WORD] for run in runs]


def is_without_spaces(word: str) -> bool:
    """Whether the word is of a script in which words follow each other without a space."""
    return _pattern(_IS_WITHOUT_SPACES).match(word) is not None


def is_symbol(word: str) -> bool:
    """Whether the word is a single symbol, such as a star or an emoji."""
    return len(word) == 1 and unicodedata.category(word)[0] == "S"


def characters(word: str) -> list[str]:
    """Return the letters of a word, each with its marks (UAX 29): no vowel leaves its consonant."""
    found: list[str] = []
    for char in word:
        if found and unicodedata.category(char)[0] == "M":
            found[-1] += char
        else:
            found.append(char)
    return found


def pairs(letters: list[str]) -> list[str]:
    """Return every two neighbors; or the only letter."""
    return [first + second for first, second in pairwise(letters)] or letters


def places(*texts: str, most: int | None = None) -> list[str]:
    """Return what the search index holds of texts: at each place a word, or several by spaces.

    The last letter of a word without spaces stands there by itself as well, to be found as the
    beginning of something; a symbol shares the place of the word before it.
    """
    found: list[str] = []
    for word in (word for text in texts for word in split(fold(text))):
        if is_symbol(word) and found:
            found[-1] += f" {word}"
        elif is_without_spaces(word):
            letters = characters(word)
            found += pairs(letters)
            if len(letters) > 1:
                found[-1] += f" {letters[-1]}"
        else:
            found.append(word)
    return found[:most]


def vocabulary(found: list[str]) -> list[str]:
    """Return the distinct words that the lexicon counts: those that a person may mistype."""
    known = {word for place in found for word in place.split()}
    return sorted(
        word
        for word in known
        if _SHORTEST <= len(word) <= _LONGEST
        and not is_without_spaces(word)
        and any(map(str.isalpha, word))
    )


def whole(title: str) -> str:
    """Return the one word that stands for a whole title, whatever it consists of.

    Titles that differ in case, spaces, invisible characters or equivalent spelling (UAX 15) have
    the same.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return f"={blake2b(' '.join(visible.split()).encode(), digest_size=16).hexdigest()}"


def category_id(category: str) -> str:
    """Return what is the same for spellings of one category: a canonical caseless match.

    That is definition D145 of the Unicode Standard, section 3.13; and white space counts once.
    """
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFD", category).casefold())
    return unicodedata.normalize("NFC", " ".join(text.split()))
