"""Headers that every reader decodes to what was written (RFC 5322, RFC 2047, RFC 5891).

Three readers that share no code: the standard library's parser of structured headers, its older
decoder of encoded words, and one that is written in Rust.
"""

from __future__ import annotations

import base64
import quopri
import re
from email import message_from_bytes, policy
from email.header import decode_header
from email.utils import parseaddr
from pathlib import Path

import fast_mail_parser
import msgspec
import pytest
from hypothesis import given, strategies as st

from lms_mail import Mail, MailRefused, MailSettings
from lms_mail._message import compose

SETTINGS = MailSettings(smtp_url="smtp://127.0.0.1:25", lms_mail_from="no-reply@example.org")
MAIL = Mail(id="018f-1", to="ana@example.org", subject="Hello", text="Hi\n")
TITLES = Path(__file__).with_name("titles.txt").read_text(encoding="utf-8").splitlines()
ODD = [
    "=?utf-8?q?Bcc=3A?= trick",
    "trick =?utf-8?q?Bcc=3A?=",
    "=?iso-8859-1?B?QmNj?=",
    "a =?utf-8?q?x?= b",
    "=?",
    "?=",
    "a\u3000b",
    "two  spaces,   three",
    " leading and trailing ",
    "\u00a0no break\u202f",
    "x" * 67,
    "x" * 68,
    "x" * 900,
    "word " * 39 + "end",
    "ñ" * 200,
    "a ñ " * 50 + "e",
    "ñ b" * 60,
    "👨‍👩‍👧‍👦" * 28,
    "_under_score_ = ? equals",
    "ü_= ?",
    '"quoted", (comment), <angle>; back\\slash',
    "e\u0301" * 60,
]
# Whatever may be in one line: everything but half characters, control characters and line ends.
LINES = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=220
)


def _sent(**changes: str) -> bytes:
    return compose(msgspec.structs.replace(MAIL, **changes), SETTINGS).as_bytes()


def _decoded(header: str) -> str:
    """Return a header as the older decoder of the standard library reads it."""
    return "".join(
        part.decode(charset or "ascii") if isinstance(part, bytes) else part
        for part, charset in decode_header(header)
    )


def _subjects(raw: bytes) -> list[str]:
    """Return the subject of a mail as each of the three readers has it."""
    return [
        str(message_from_bytes(raw, policy=policy.default)["Subject"]),
        _decoded(message_from_bytes(raw, policy=policy.compat32)["Subject"]),
        fast_mail_parser.parse_email(raw).subject,
    ]


def _lines(raw: bytes, name: str) -> list[str]:
    """Return a header as it was sent, line by line."""
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii").replace("\r\n", "\n")
    (found,) = re.findall(rf"^{name}: .*(?:\n .*)*", head, re.MULTILINE)
    return str(found).split("\n")


def _check_words(lines: list[str], text: str) -> None:
    """Check RFC 2047, section 2 (75 and 76 characters) and section 5 (whole characters)."""
    whole = ""
    for line in lines:
        assert len(line) <= 76
        word = line.removeprefix("Subject: ").strip(" ")
        found = re.fullmatch(r"=\?utf-8\?([bq])\?([A-Za-z0-9+/=!*_-]*)\?=", word)
        assert found is not None
        assert len(word) <= 75
        body = found[2].encode()
        raw = base64.b64decode(body) if found[1] == "b" else quopri.decodestring(body, header=True)
        whole += raw.decode()
    assert whole == text


def _check_subject(text: str) -> None:
    raw = _sent(subject=text)
    lines = _lines(raw, "Subject")

    assert _subjects(raw) == [text, text, text]
    if lines != [f"Subject: {text}"]:
        _check_words(lines, text)


@pytest.mark.parametrize("title", [*TITLES, *ODD])
def test_a_subject_is_read_as_it_was_written(title: str) -> None:
    """RFC 2047: three readers agree, whatever the script; a text like an encoded word is text."""
    _check_subject(title)
    _check_subject(f"You are enrolled: {title}")


@pytest.mark.search
@given(LINES)
def test_any_line_is_a_subject(text: str) -> None:
    """RFC 2047, for all of Unicode: what is accepted is read back equal by three readers."""
    _check_subject(text)


@pytest.mark.search
@given(st.lists(st.sampled_from(["=?", "?=", "utf-8?q?", " ", "  ", "é", "a", "_", "=3A"])))
def test_no_text_is_taken_for_an_encoded_word(parts: list[str]) -> None:
    """RFC 2047, section 7: pieces of encoded words are shown as the characters that they are."""
    _check_subject("".join(["x", *parts]))


@pytest.mark.search
@given(LINES, st.sampled_from([*map(chr, range(0x20)), "\x7f", "\x85", "\u2028", "\u2029"]))
def test_more_than_a_line_is_no_subject(text: str, control: str) -> None:
    """RFC 5322, section 2.2: a line break, or another control character, is refused for good."""
    with pytest.raises(MailRefused):
        _sent(subject=f"{text}{control}{text}")


NAMES = [name for name in ("Plain", "Learning, Inc.", *ODD, *TITLES) if not set("<>@") & set(name)]


def _senders(name: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the lines of a sender with this name, and name and address as two readers have them.

    Not the standard library's newer one: before Python 3.13.2 it puts spaces between words.
    """
    settings = msgspec.structs.replace(SETTINGS, lms_mail_from=f"{name} <no-reply@example.org>")
    raw = compose(MAIL, settings).as_bytes()
    older, address = parseaddr(message_from_bytes(raw, policy=policy.compat32)["From"])
    rust = fast_mail_parser.parse_email(raw).from_
    assert rust is not None
    return _lines(raw, "From"), [(_decoded(older), address), (str(rust.display_name), rust.address)]


@pytest.mark.parametrize("name", NAMES)
def test_a_sender_has_the_name_that_was_set(name: str) -> None:
    """RFC 2047, section 5, rule 3: a display name in words of its own, the address after it."""
    lines, senders = _senders(name)

    assert senders == [(name.strip(), "no-reply@example.org")] * 2
    assert all(len(line) <= 76 for line in lines)
    assert all(len(word) <= 75 for line in lines for word in line.split(" ") if "=?" in word)


def test_a_short_sender_is_one_line() -> None:
    """RFC 5322, section 2.1.1: a line ends where it would be too long, and not before."""
    assert _senders("Learning Platform")[0] == ["From: Learning Platform <no-reply@example.org>"]
    assert _senders("x" * 60)[0] == [f"From: {'x' * 60}", " <no-reply@example.org>"]


@pytest.mark.parametrize(
    ("quoted", "name"),
    [('"Learning, Inc."', "Learning, Inc."), (r'"The \"Academy\""', 'The "Academy"'), ('"Ñ"', "Ñ")],
)
def test_a_quoted_name_is_what_its_quotes_contain(quoted: str, name: str) -> None:
    """RFC 5322, section 3.2.4: quotes and backslashes are not part of the name."""
    assert _senders(quoted)[1] == [(name, "no-reply@example.org")] * 2


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("ana@faß.example", "ana@xn--fa-hia.example"),
        ("ana@例え.テスト", "ana@xn--r8jz45g.xn--zckzah"),
        ("ana@xn--bcher-kva.example", "ana@xn--bcher-kva.example"),
    ],
)
def test_a_domain_is_sent_as_the_dns_has_it(address: str, sent: str) -> None:
    """RFC 5891: a domain of any script needs no server that supports SMTPUTF8."""
    assert _lines(_sent(to=address), "To") == [f"To: {sent}"]


@pytest.mark.parametrize("domain", ["exa mple.ü", "-ü.example", "ü..example", "\u200dü.example"])
def test_a_domain_that_cannot_be_is_refused(domain: str) -> None:
    """RFC 5891, section 5: such a mail fails for good."""
    with pytest.raises(MailRefused):
        _sent(to=f"ana@{domain}")


@pytest.mark.parametrize("local", ["añá", "用户", "ñ.ñ", "a+ñ"])
def test_a_local_part_may_be_of_any_script(local: str) -> None:
    """RFC 6531, section 3.3: written as it is; a server that cannot take it is not offered it."""
    mail = msgspec.structs.replace(MAIL, to=f"{local}@example.org")

    raw = compose(mail, SETTINGS).as_bytes(policy=policy.SMTPUTF8)
    assert f"\r\nTo: {local}@example.org\r\n".encode() in b"\r\n" + raw


@pytest.mark.parametrize(
    "local", ["ñ ñ", "ñ\u3000ñ", "ñ\r\nBcc: a", "ñ,b", "ñ<b", "ñ@b", ".ñ", "ñ\u2028b", "ñ\ud800"]
)
def test_no_script_breaks_out_of_an_address(local: str) -> None:
    """RFC 6531, section 3.3: what separates addresses is none of their characters."""
    with pytest.raises(MailRefused):
        _sent(to=f"{local}@example.org")


BODIES = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


@pytest.mark.search
@given(BODIES)
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    """RFC 2045, section 6: three readers agree on every character; line ends are the only ends."""
    raw = _sent(text=text)
    wanted = "".join(f"{line}\n" for line in re.split("\r\n|\r|\n", text)).removesuffix("\n")

    older = message_from_bytes(raw).get_payload(decode=True)

    bodies = [
        message_from_bytes(raw, policy=policy.default).get_content(),
        bytes(older).decode() if isinstance(older, bytes) else "",
        fast_mail_parser.parse_email(raw).text_plain[0],
    ]

    assert {body.replace("\r\n", "\n").removesuffix("\n") for body in bodies} == {
        wanted.removesuffix("\n")
    }
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
