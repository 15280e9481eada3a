"""Certificates on paper, read by a program that shares nothing with the one that set them."""

from __future__ import annotations

import io
import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from lms_certificates import Certificate
from lms_languages import LanguageCode, languages
from lms_site import words_of
from lms_typesetting import certificate_pdf
from lms_typesetting._direction import direction_of

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
ANA = Certificate(
    id="01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e6f",
    name="Ana Lima",
    course_id="01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e60",
    course_title="Practical SQL",
    teacher="Olga Petrova",
    completed_at=NOON,
    issued_at=NOON,
)
# Names as people have them, and as those write them who would like to be read as code.
NAMES = {
    "accents": "Zoë Åström-Núñez ßüß",
    "apostrophe": "Seán O\u2019Brien \"Jr.\" 'x'",
    "arabic": "فاطمة الزهراء بنت محمد",
    "backslash": "a \\ b \\n \\u{41} \\#",
    "call": '#read("/etc/passwd")',
    "chinese": "王小明 陳大文",
    "combining": "A\u0301n\u0303a Z\u0351\u036b\u0343a\u0302lgo",
    "content": '#[*x*] #{1+1} #panic("x") #sys.inputs',
    "cyrillic": "Ольга Петрова",
    "devanagari": "प्रिया शर्मा",
    "greek": "Ελένη Παπαδοπούλου",
    "hebrew": "דָּוִד בן־גוריון",
    "heading": "= H == H - item + item / term: x",
    "japanese": "田中さくら",
    "korean": "김민준",
    "label": "<label> @reference ~ -- --- ...",
    "markup": "*bold* _it_ `raw` $x^2$ // no /* comment */",
    "mixed": "Ana فاطمة 王小明",
    "one": "X",
    "thai": "สมชาย ใจดี",
    "vietnamese": "Nguyễn Thị Hạnh",
}


def _pages(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf), strict=True)


def _letters(text: str) -> str:
    """Return a text without spaces and in one form: a reader may put either where they were not."""
    return re.sub(r"[\s\u200e\u200f]+", "", unicodedata.normalize("NFKC", text))


async def _text(certificate: Certificate, language: str = "en") -> str:
    reader = _pages(await certificate_pdf(certificate, words_of(language)))
    assert len(reader.pages) == 1
    return _letters(reader.pages[0].extract_text())


@pytest.mark.parametrize("language", languages)
async def test_it_says_who_completed_what_and_when(language: LanguageCode) -> None:
    """In every language, with the address at which it can be verified."""
    reader = _pages(await certificate_pdf(ANA, words_of(language)))
    (page,) = reader.pages
    text, t = _letters(page.extract_text()), words_of(language).t

    for part in ("Ana Lima", "Practical SQL", "Olga Petrova"):
        assert _letters(part) in text
    assert f"/certificates/{ANA.id}" in text
    assert "30" in text
    assert "2026" in text
    assert reader.metadata is not None
    assert reader.metadata.title == t("certificate.title")
    if languages[language].direction == "ltr":  # readers write the other direction in their own way
        assert _letters(t("certificate.completed")) in text
        assert _letters(words_of(language).date(NOON.date())) in text


async def test_it_links_its_own_verification() -> None:
    """People who read it on a screen can click."""
    (page,) = _pages(await certificate_pdf(ANA, words_of("en"))).pages
    annotations: Any = page["/Annots"]
    (link,) = (each.get_object() for each in annotations)
    assert link["/A"]["/URI"] == f"http://127.0.0.1:8080/certificates/{ANA.id}"


async def test_it_is_readable_for_everybody() -> None:
    """Tagged, with its language, across an A4 sheet, and without a script or an attachment."""
    reader = _pages(await certificate_pdf(ANA, words_of("fr")))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert "/Names" not in root or "/JavaScript" not in root["/Names"]
    assert not reader.attachments
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
async def test_a_name_is_printed_as_it_is(name: str) -> None:
    """Letter by letter in the order of the alphabet: readers turn right-to-left texts around."""
    changes = {"name": name, "course_title": name, "teacher": name}
    text = await _text(msgspec.structs.replace(ANA, **changes))

    missing = set(_letters(name)) - set(text)
    assert {each for each in missing if not unicodedata.combining(each)} == set()
    if name.isascii():
        assert text.count(_letters(name)) == 3
    assert "root:" not in text


@pytest.mark.parametrize("script", ["arabic", "chinese", "hebrew", "japanese", "korean", "thai"])
async def test_every_script_has_a_font(script: str) -> None:
    """Whose glyphs are embedded: no reader needs a font of its own, and there are no boxes."""
    certificate = msgspec.structs.replace(ANA, name=NAMES[script])
    reader = _pages(await certificate_pdf(certificate, words_of("en")))
    resources: Any = reader.pages[0]["/Resources"]
    fonts = [each.get_object() for each in resources["/Font"].values()]
    names = {each["/BaseFont"].partition("+")[2] for each in fonts}
    expected = {
        "arabic": "Amiri",
        "hebrew": "Libertinus",
        "thai": "NotoSansThai",
    }.get(script, "NotoSansCJK")
    assert any(each.startswith(expected) for each in names), names
    for each in fonts:
        descriptor = each["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


@pytest.mark.parametrize("unit", ["W", "m ", "م", "محمد ", "王", "Z\u0351\u036b\u0343", "ﷺ"])
async def test_whatever_its_length_it_is_one_page(unit: str) -> None:
    """The longest name and title that the platform takes, in wide letters, with or without gaps."""
    changes = {
        "name": (unit * 100)[:100].strip(),
        "course_title": (unit * 200)[:200].strip(),
        "teacher": (unit * 100)[:100].strip(),
    }
    reader = _pages(await certificate_pdf(msgspec.structs.replace(ANA, **changes), words_of("ar")))
    assert len(reader.pages) == 1


async def test_a_course_without_a_teacher_names_none() -> None:
    """Not even the words before the name."""
    text = await _text(msgspec.structs.replace(ANA, teacher=""))
    assert _letters(words_of("en").t("certificate.taught")) not in text


async def test_the_same_certificate_is_the_same_file() -> None:
    """So that a client that has it can be told that its copy is current."""
    first = await certificate_pdf(ANA, words_of("en"))
    assert first == await certificate_pdf(ANA, words_of("en"))


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Ana", "ltr"),
        ("(1) فاطمة Ana", "rtl"),
        ("מבוא ל־SQL", "rtl"),
        ("SQL מבוא", "ltr"),
        ("123", "neither"),
        ("", "neither"),
    ],
)
def test_a_text_runs_as_its_first_letter_does(text: str, direction: str) -> None:
    """UAX #9, rules P2 and P3; without a letter, as the page does."""
    assert direction_of(text, "neither") == direction
