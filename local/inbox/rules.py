"""What a mail server refuses of an email: a stand-in must not take what the real one would not."""

from __future__ import annotations

import re

# RFC 5321, section 2.3.8: lines end in CRLF, and neither of the two stands alone.
_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_HEADER = re.compile(rb"([!-9;-~]+):")
# RFC 5322, section 3.6: how often at least and at most.
_COUNTS = {
    b"from": (1, 1),
    b"to": (0, 1),
    b"subject": (0, 1),
    b"date": (0, 1),
    b"message-id": (0, 1),
}
# RFC 2047, section 2: an encoded word, and a line with one.
_WORD = re.compile(rb"=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=")
_WORD_LENGTH, _LINE_LENGTH = 75, 76


def fault_of(content: bytes, *, is_utf8: bool) -> str | None:
    """Return why an email is not accepted, None when it is.

    ``is_utf8`` is whether the sender declared SMTPUTF8 (RFC 6531).
    """
    if _BARE.search(content):
        return "a line ends in CR or LF alone"
    head = content.partition(b"\r\n\r\n")[0]
    if b"\0" in content or not (is_utf8 or head.isascii()):
        return "a header has 8 bits without SMTPUTF8, or there is a NUL"
    lines = head.split(b"\r\n")
    headers = [line for line in lines if not line.startswith((b" ", b"\t"))]
    names = [match[1].lower() for match in map(_HEADER.match, headers) if match]
    if len(names) < len(headers) or lines[0].startswith((b" ", b"\t")):
        return "a header has no name"
    for name, (least, most) in _COUNTS.items():
        if not least <= names.count(name) <= most:
            return f"{name.decode()} is there {names.count(name)} times"
    for line in lines:
        words = _WORD.findall(line)
        if any(len(word) > _WORD_LENGTH for word in words) or (words and len(line) > _LINE_LENGTH):
            return "an encoded word or its line is too long"
    return None
