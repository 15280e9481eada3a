"""Headers that every reader decodes to what was written: RFC 5322, RFC 2047 and RFC 5891.

The standard library decodes a text that looks like an encoded word when it is assigned to a header,
and loses spaces between words that it encodes. So a header is written here, once, and goes into the
message as it is (decision 0052).
"""

from __future__ import annotations

import base64
import re
from email.headerregistry import Address
from email.policy import Policy
from email.utils import parseaddr

# A line of a header that has encoded words, and each of these (RFC 2047, section 2).
_LINE_LENGTH = 76
_WORD_LENGTH = 75
# Neither a line break of any kind nor another control character is part of one line of text.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x9f\s\ud800-\udfff\u2028\u2029]")
# What needs no encoding: printable ASCII with single spaces; in a display name only what an atom
# may have (RFC 5322, section 3.2.3).
_PLAIN = re.compile(r"[!-~]+( [!-~]+)*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
# What stands for itself in a Q-encoded word, in a display name too (RFC 2047, section 5).
_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")


class Header(str):
    """The text of a header, with the lines in which it is sent.

    Whatever has a ``name`` is stored by the standard library as it is, and folds itself.
    """

    __slots__ = ("lines", "name")
    name: str
    lines: tuple[str, ...]

    def fold(self, *, policy: Policy) -> str:
        """Return the header's lines, its name included."""
        return f"{self.name}: {f'{policy.linesep} '.join(self.lines)}{policy.linesep}"


def text_header(name: str, text: str) -> Header:
    """Return a header of free text; ValueError for more than a line and for half a character."""
    return _header(name, text, _lines(text, _PLAIN, first=_LINE_LENGTH - len(name) - 2))


def line_header(name: str, text: str) -> Header:
    """Return a header in one line, however long: a link would not survive being folded."""
    return _header(name, text, (text,))


def mailbox_header(name: str, mailbox: str) -> Header:
    """Return a header of one address, with or without a display name; ValueError for any other."""
    display, _, spec = mailbox.rpartition("<")
    address = ascii_domain(spec.removesuffix(">"))
    if not display:
        return _header(name, address, (address,))
    # A quoted name is what its quotes contain.
    is_quoted = display.lstrip().startswith('"')
    text = parseaddr(mailbox)[0] if is_quoted else display.strip()
    lines = _lines(text, _ATOMS, first=_LINE_LENGTH - len(name) - 2)
    last = f"{lines[-1]} <{address}>"
    before = len(name) + 2 if len(lines) == 1 else 1
    if before + len(last) <= _LINE_LENGTH:
        return _header(name, f"{text} <{address}>", (*lines[:-1], last))
    return _header(name, f"{text} <{address}>", (*lines, f"<{address}>"))


def ascii_domain(address: str) -> str:
    """Return a bare address with its domain as the DNS knows it (RFC 5891).

    Raises ValueError for anything else than one address.
    """
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        # Imported here: most domains are ASCII.
        import idna

        domain = idna.encode(domain, uts46=True).decode()
    # Address parses strictly: no second recipient, no line break, no display name. It knows only
    # ASCII: for it, a letter of another script is a letter (RFC 6531, section 3.3).
    checked = Address(addr_spec=f"{_BEYOND_ASCII.sub('x', local)}@{domain}")
    return checked.addr_spec if local.isascii() else f"{local}@{domain}"


def _header(name: str, text: str, lines: tuple[str, ...]) -> Header:
    header = Header(text)
    header.name, header.lines = name, lines
    return header


def _lines(text: str, plain: re.Pattern[str], *, first: int) -> tuple[str, ...]:
    """Return a text as it is, if it is plain and short, or as encoded words, one on each line.

    Space between two adjacent encoded words is not part of the text (RFC 2047, section 6.2): spaces
    are inside of them, and nothing is left outside.
    """
    if _CONTROL.search(text):
        raise ValueError(f"{text[:100]!r} is not one line of text")
    if plain.fullmatch(text) and "=?" not in text and len(text) <= first:
        return (text,)
    encode = min((_in_q, _in_b), key=lambda encoding: len(encoding(text)))
    words: list[str] = []
    piece, room = "", first
    for character in text:
        if len(encode(piece + character)) > room:
            words.append(encode(piece))
            piece, room = "", _WORD_LENGTH
        piece += character
    return (*words, encode(piece))


def _in_q(text: str) -> str:
    body = "".join(
        chr(byte) if byte in _SAFE else "_" if byte == ord(" ") else f"={byte:02X}"
        for byte in text.encode()
    )
    return f"=?utf-8?q?{body}?="


def _in_b(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="
