"""What people type, in the form in which it is stored; each case names the standard."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from email_validator import validate_email
from hypothesis import example, given, strategies as st

from lms_kernel import Email, Invalid, LanguageTag, accept, examine, kinds

pytestmark = [pytest.mark.search, pytest.mark.timeout(3600)]

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
ALL = [
    *(kinds.line, kinds.name, kinds.prose, kinds.tag, kinds.email, kinds.url),
    *(kinds.digits, kinds.phone, kinds.language, kinds.secret, kinds.words, kinds.sought_email),
]

# All of Unicode, with what is rare in it made likely.
letters = st.one_of(
    st.characters(),
    st.characters(categories=["Cf", "Mn", "Zs", "Zl", "Zp", "Nd", "Lm"]),
    st.sampled_from("aAiI\u0130\u0131\u00df\u1e9e\u212b\u2126\ufb01@.-:/+_ \n\r\u0301\u0307\u094d"),
    st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u200f\ufe0f\u3164\u115f\U000e0067"),
    st.sampled_from("\U0001f3f4\U0001f469\U0001f3fd\u2764\u1820\u0628\u09b0\u4e00\U000e007f"),
)
texts = st.text(letters, max_size=30)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        pytest.param(kinds.line, "e\u0301", "é", id="annex 15: NFC"),
        pytest.param(kinds.line, "  Go \t", "Go", id="trimmed"),
        pytest.param(kinds.line, "数\u3000学", "数 学", id="RFC 8266: spaces of other widths"),
        pytest.param(kinds.line, "Pourquoi\u202f?", "Pourquoi\u202f?", id="French spaces"),
        pytest.param(kinds.line, "a\u200b\ufeff\u00adb", "ab", id="ignorable characters"),
        pytest.param(kinds.line, "\u202eevil\u2066", "evil", id="annex 9: overrides, isolates"),
        pytest.param(kinds.line, "\u3164\u2800\u200b", "", id="blank to the eye"),
        pytest.param(kinds.line, "\u0301", "", id="a mark without a letter"),
        pytest.param(kinds.line, "می\u200cخواهم", "می\u200cخواهم", id="RFC 5892 A.1: Persian"),
        pytest.param(kinds.line, "क\u094d\u200dष", "क\u094d\u200dष", id="RFC 5892 A.2: Hindi"),
        pytest.param(kinds.line, "র\u200d\u09cdযাম", "র\u200d\u09cdযাম", id="Bengali"),
        pytest.param(kinds.line, "a\u200db\u200cc", "abc", id="joiners that join nothing"),
        pytest.param(kinds.line, FAMILY, FAMILY, id="annex 51: emoji of several"),
        pytest.param(
            kinds.line, "\u2764\ufe0f 1\ufe0f\u20e3", "\u2764\ufe0f 1\ufe0f\u20e3", id="51"
        ),
        pytest.param(kinds.line, ENGLAND, ENGLAND, id="annex 51: flags of tags"),
        pytest.param(kinds.line, ENGLAND[1:] + "x", "x", id="tags without a flag"),
        pytest.param(kinds.line, "لغة C++\u200e", "لغة C++\u200e", id="marks of direction"),
        pytest.param(kinds.line, "C++\u200e", "C++", id="marks of direction, one direction"),
        pytest.param(kinds.line, "\U0001fae9", "\U0001fae9", id="an emoji newer than Python"),
        pytest.param(kinds.prose, "a\r\nb\u2028c\x85d\re", "a\nb\nc\nd\ne", id="annex 14: breaks"),
        pytest.param(kinds.tag, "İ" * 21, "i" * 21, id="Turkish capital"),
        pytest.param(kinds.tag, "ıŞIK", "ışik", id="Turkish small letter"),
        pytest.param(kinds.tag, "\u212a", "k", id="annex 15: Kelvin"),
        pytest.param(kinds.email, " Ana@Example.ORG ", "ana@example.org", id="case"),
        pytest.param(kinds.email, "ana@MÜLLER.de", "ana@xn--mller-kva.de", id="RFC 5891"),
        pytest.param(kinds.email, "ana@xn--MLLER-kva.de", "ana@xn--mller-kva.de", id="punycode"),
        pytest.param(kinds.email, "ana@例え。テスト", "ana@xn--r8jz45g.xn--zckzah", id="UTS 46"),
        pytest.param(kinds.email, "\u202aan\u200ba@a.de\u202c", "ana@a.de", id="a second account"),
        pytest.param(kinds.digits, "22:0０", "22:00", id="digits of full width"),
        pytest.param(kinds.digits, "٢٢:٠٠", "22:00", id="Arabic digits"),
        pytest.param(kinds.phone, "+4915１٢３45678", "+491512345678", id="E.164"),
        pytest.param(kinds.phone, "+49 (151) 23-45", "+491512345", id="RFC 3966: separators"),
        pytest.param(kinds.language, "ZH-hant-tw", "zh-Hant-TW", id="RFC 5646, 2.1.1"),
        pytest.param(kinds.language, "pt_br", "pt-BR", id="as programs write it"),
        pytest.param(kinds.language, "EN-A-BBB-X-A-CCCC", "en-a-bbb-x-a-cccc", id="extensions"),
        pytest.param(
            kinds.url, "HTTPS://Müller.DE/Ü?a#B", "https://xn--mller-kva.de/Ü?a#B", id="url"
        ),
    ],
)
def test_each_kind_has_one_form(kind: Callable[[str], str], typed: str, stored: str) -> None:
    """What looks the same, or means the same, is stored as the same."""
    assert kind(typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        *((kinds.line, f"a{end}b") for end in "\n\r\x0b\x0c\x1c\x85\u2028\u2029"),
        *((kinds.prose, letter) for letter in "\x00\x1b\x7f\x9f\ud800\ue000\ufdd0\U0001ffff"),
        (kinds.email, "İ" + "a" * 241 + "@example.org"),
        (kinds.email, "用户@example.org"),
        (kinds.email, "ana@\u2603.net"),
        (kinds.language, "de-1901-1901"),
        (kinds.language, "en-a-bb-a-cc"),
        (kinds.url, "https://example.org/a b"),
        (kinds.url, "http:\\\\example.org"),
        (kinds.secret, "control\x07"),
    ],
)
def test_what_is_not_of_the_kind_is_refused(kind: Callable[[str], str], typed: str) -> None:
    """Line breaks in a line, what is no text, mailboxes that our mail does not reach."""
    with pytest.raises(ValueError, match=r"must|cannot exist"):
        kind(typed)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
@given(typed=texts)
@example(typed="\u00b4")
@example(typed="1-\u0301")
@example(typed="a (\u0301")
def test_normalization_is_stable(kind: Callable[[str], str], typed: str) -> None:
    """What is stored is what would be stored again, and in NFC (Unicode annex 15)."""
    try:
        once = kind(typed)
    except ValueError:
        return
    assert kind(once) == once
    assert unicodedata.is_normalized("NFC", once)


atoms = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), max_size=12)
domains = st.one_of(
    st.sampled_from(
        ["example.org", "müller.de", "xn--mller-kva.de", "a.b", "1.2.3.4", "localhost"]
    ),
    st.text(st.sampled_from("abc1-.üЖ例。"), max_size=70),
)


@given(address=st.one_of(st.builds("{}@{}".format, atoms, domains), texts))
def test_an_accepted_address_is_one_by_another_judge(address: str) -> None:
    """RFC 5321, 5322, 5891: email-validator takes it too, and would write it the same way."""
    try:
        stored = accept(address, Email)
    except Invalid:
        return
    judged = validate_email(
        stored, check_deliverability=False, test_environment=True, allow_smtputf8=False
    )
    assert judged.ascii_email == stored


@pytest.mark.parametrize(
    "address",
    [
        "ana@example.org.",  # RFC 5321: no dot at the end
        '"ana"@example.org',
        "ana@[192.0.2.1]",
        "ana@192.0.2.1",
        "ana@example",
        ".ana@example.org",
        "a..b@example.org",
        "ana@-example.org",
        "a" * 65 + "@example.org",
        "ana@" + "a" * 64 + ".org",
        "a@b@example.org",
    ],
)
def test_an_address_that_no_server_takes_is_refused(address: str) -> None:
    """RFC 5321, section 4.5.3.1; quoted mailboxes and address literals are refused, too."""
    assert examine(address, Email).faults


@pytest.mark.parametrize(
    "tag", ["en", "zh-Hant-TW", "sl-rozaj-biske", "de-CH-1996", "zh-yue", "es-419", "en-x-twain"]
)
def test_a_language_tag_is_taken_in_any_case(tag: str) -> None:
    """RFC 5646, section 2.1.1: case means nothing."""
    for typed in (tag, tag.upper(), tag.lower()):
        assert accept(typed, LanguageTag) == tag


@pytest.mark.parametrize(
    "tag",
    [
        *("English", "e", "en-", "-en", "en--US", "en-ß", "i-klingon", "e١"),
        *("tr-\u0131s", "en-u\u017f", "en-\ufb00a", "zh-\u017finh"),
    ],
)
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    """RFC 5646, section 2.1; irregular tags of old (section 2.2.8) have modern names."""
    assert examine(tag, LanguageTag).faults
