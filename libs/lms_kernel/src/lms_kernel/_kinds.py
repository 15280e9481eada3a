"""Kinds of values that people type: how each is written down, before its limits are checked.

A field names its kind once, in ``Meta(extra={"normalize": ...})``; ``accept`` applies it. Whatever
a kind returns it returns for its own result again, so that what is stored is what was accepted.
Each raises ValueError, with words that follow the field's name, for what cannot be of the kind.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from lms_kernel._text import (
    LINES,
    NEVER,
    ONE_LINE,
    SHOWN,
    clean,
    many_lines,
    one_line,
    refuse_unfit,
)

# Between the digits of a phone number, for the eye (RFC 3966, section 5.1.1), and what phones and
# spreadsheets put there: dashes of every width, once they are compatible characters.
_SEPARATORS = re.compile(r"[\s().\-\u2010-\u2015\u2212/]+")
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[^/?#@:\[\]]+)(?P<port>:[0-9]{1,5})?(?P<rest>([/?#].*)?)",
    re.IGNORECASE,
)
_HIGHEST_PORT = 65_535
# Neither in a URI (RFC 3986) nor in an IRI (RFC 3987).
_NOT_IN_A_URL = re.compile(r'[\s<>"\\^`{|}]')
# Unicode writes this letter in lower case as two; in the only languages that have it, it is an i.
_DOTTED_CAPITAL = {0x130: "i"}
_SCRIPT, _REGION = 4, 2

# What the API description says of texts, as far as patterns can.
LINE = rf"^{SHOWN}{ONE_LINE}+\Z"
PROSE = rf"^{LINES}*\Z"
URL = (
    r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@:\[\]<>\"\\^`{|}]+(:[0-9]{1,5})?"
    rf"([/?#][^\s<>\"\\^`{{|}}{NEVER}]*)?\Z"
)
SHOWN_PROSE = rf"^{SHOWN}{LINES}+\Z"


def line(text: str) -> str:
    """Return a title or another line of prose."""
    return one_line(text)


def name(text: str) -> str:
    """Return a name by which people are told apart: every space is a plain one."""
    return one_line(text, keeps_no_break=False)


def prose(text: str) -> str:
    """Return a text of many lines."""
    return many_lines(text)


def tag(text: str) -> str:
    """Return a tag: a name in lower case.

    The Turkish İ becomes one i, as in Turkish, and the i without a dot stays what it is.
    """
    before, after = "", name(text)
    while before != after:
        before, after = after, name(after.translate(_DOTTED_CAPITAL).lower())
    return after


def unique(values: Iterable[object]) -> list[object]:
    """Return a list without repeats, in its order; what is no text is left to the check."""
    kept: list[object] = []
    seen = set()
    for each in values:
        if not isinstance(each, str):
            kept.append(each)
        elif each not in seen:
            seen.add(each)
            kept.append(each)
    return kept


def email(text: str) -> str:
    """Return an address as it is stored and compared: ASCII in lower case, its domain in A-labels.

    A domain in letters and the same in punycode are one (RFC 5891, Unicode standard 46). Whatever
    server takes our mails need not know SMTPUTF8 (RFC 6531), so a mailbox outside of ASCII is
    refused: it would be accepted and never reached.
    """
    text = name(text)
    mailbox, at, domain = text.rpartition("@")
    if not mailbox.isascii():
        raise ValueError("must have only ASCII characters before the @: our mail reaches no others")
    return f"{mailbox.lower()}{at}{host(domain) if at else domain.lower()}"


def sought_email(text: str) -> str:
    """Return an address to look for, in the form of ``email`` if it has one; never refuse it."""
    # Composed again: lower case may take a letter apart.
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).strip().lower())
    try:
        return email(plain)
    except ValueError:
        return plain


def in_letters(text: str) -> str:
    """Return part of an address to look for, mapped as ``email`` maps a domain but not encoded.

    Unicode standard 46 maps every letter on its own, so the beginning of a domain will do.
    """
    if text.isascii():
        return text.lower()
    import idna

    try:
        return idna.uts46_remap(text, std3_rules=False)
    except ValueError:
        return text.lower()


def host(text: str) -> str:
    """Return a domain in lower case and A-labels (RFC 5891), as it is asked for in DNS."""
    lower = text.lower()
    if lower.isascii() and "xn--" not in lower:
        return lower
    # Most domains are plain: they do not pay for the tables.
    import idna

    try:
        return idna.encode(text, uts46=True, std3_rules=True).decode()
    except ValueError as fault:
        raise ValueError("has a domain that cannot exist") from fault


def url(text: str) -> str:
    """Return a web address: scheme and host in lower case, the host in A-labels."""
    text = name(text)
    if _NOT_IN_A_URL.search(text):
        raise ValueError("must be a web address without spaces, quotes or brackets")
    parts = _URL.fullmatch(text)
    if parts is None:
        return text
    if parts["port"] and int(parts["port"][1:]) > _HIGHEST_PORT:
        raise ValueError("must have a port of at most 65535")
    return f"{parts['scheme'].lower()}://{host(parts['host'])}{parts['port'] or ''}{parts['rest']}"


def digits(text: str) -> str:
    """Return a text with ASCII digits for those of every script, like the Arabic ``٢``."""
    # A spacing accent becomes a space and a mark, which no name begins with (Unicode annex 15).
    compatible = name(unicodedata.normalize("NFKC", name(text)))
    return "".join(
        str(unicodedata.decimal(each)) if each.isdecimal() else each for each in compatible
    )


def phone(text: str) -> str:
    """Return a phone number without what separates its digits: E.164 as it is dialed."""
    # A mark behind a separator is then behind a digit.
    return name(_SEPARATORS.sub("", digits(text)))


def language(text: str) -> str:
    """Return a language tag in the case that BCP 47 recommends (RFC 5646, section 2.1.1).

    Raises ValueError for a variant or an extension that is there twice (section 2.2.9).
    """
    text = name(text)
    if not text.isascii():
        # In another case some letters are those of ASCII, or more than one: left to the pattern.
        return text
    parts = text.replace("_", "-").lower().split("-")
    end = next((at for at, part in enumerate(parts) if len(part) == 1), len(parts))
    head, extensions = parts[:end], parts[end:]
    if "x" in extensions:
        extensions = extensions[: extensions.index("x")]
    once = head[1:] + [part for part in extensions if len(part) == 1]
    if len(set(once)) < len(once):
        raise ValueError("must have each part of a language tag only once")
    return "-".join([*head[:1], *map(_in_its_case, head[1:]), *parts[end:]])


def _in_its_case(subtag: str) -> str:
    """Write a script like Hant, a region like TW, anything else in lower case."""
    if len(subtag) == _REGION:
        return subtag.upper()
    return subtag.title() if len(subtag) == _SCRIPT else subtag


def secret(text: str) -> str:
    """Return a password in the form that is hashed: NFKC, whatever keyboard it comes from.

    Nothing is trimmed and nothing left out; control characters are refused (RFC 8265, section 4.2).
    """
    text = unicodedata.normalize("NFKC", text)
    refuse_unfit(text)
    return text


def words(text: str) -> str:
    """Return words to search for, in the form in which they are stored.

    White space stays: at the end it says that the last word is complete.
    """
    return clean(text)
