"""Letters: words with values filled in, in the language of their reader."""

from __future__ import annotations

import logging
import re
import string
from collections.abc import Iterator
from html import unescape

import msgspec
import pytest

from lms_kernel import Invalid
from lms_languages import languages, spoken
from lms_letters import TemplatePreview, compose, html_of, preview
from lms_links import LinkSettings
from lms_redis import redis
from lms_templates import (
    LanguageChanges,
    Override,
    RedisTemplates,
    TemplateChanges,
    TemplateNotFound,
    WordsChanges,
    template_ids,
    templates,
)
from lms_testing.letters import ShownPage, request_text
from lms_testing.templates import change

# The letters of GSM 03.38 that the built-in words could need.
_GSM = {*string.ascii_letters, *string.digits, *" \n.,:;!?¡¿-()'\"", *"éèàùìòñÉÑäöüÄÖÜßÇ"}

HOSTILE = [
    "{{ 7*7 }}",
    "{% raw %}",
    "{{ ''.__class__.__mro__ }}",
    "{# gone #}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
]


@pytest.fixture(autouse=True)
def _public_url() -> Iterator[None]:
    with LinkSettings.override(lms_public_url="https://learn.example.org"):
        yield


@pytest.mark.parametrize(
    ("language", "subject", "greeting"),
    [
        ("en", "You are enrolled: Gardening", "Hello Ana,"),
        ("es", "Te has inscrito: Gardening", "Hola, Ana:"),
        ("ar", "تم التحاقك: Gardening", "مرحبًا Ana،"),
        ("fr", "Votre inscription est confirmée\u202f: Gardening", "Bonjour Ana,"),
        ("tlh", "You are enrolled: Gardening", "Hello Ana,"),
    ],
)
async def test_a_letter_is_in_the_readers_language(
    language: str, subject: str, greeting: str
) -> None:
    """In English when the platform does not speak it; a path in it leads to the platform."""
    letter = await compose(
        "enrollment-confirmed", language, name="Ana", course_title="Gardening", link="/courses/1"
    )

    assert (letter.subject, letter.text.splitlines()[0]) == (subject, greeting)
    assert "\nhttps://learn.example.org/courses/1\n" in letter.text
    assert "Gardening" in letter.short
    assert letter.language == spoken(language)


async def test_other_words_are_used_at_once() -> None:
    """In their language, and nowhere else."""
    words = LanguageChanges(es=WordsChanges(subject="¡Ven, {{ name|upper }}!"))
    await change("welcome", TemplateChanges(words=words))

    assert (await compose("welcome", "es", name="Ana", link="/")).subject == "¡Ven, ANA!"
    assert (await compose("welcome", "en", name="Ana", link="/")).subject.startswith("Welcome")


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_value_is_only_ever_data(name: str) -> None:
    """What somebody calls themselves is printed, never run, also by words that were replaced."""
    words = LanguageChanges(en=WordsChanges(subject="{{ name }}", short="{{ name|truncate(99) }}"))
    await change("welcome", TemplateChanges(words=words))

    letter = await compose("welcome", "en", name=name, link="/")
    page = html_of(await request_text(letter.subject, letter.text))

    assert letter.subject == letter.short == name
    assert f"Hello {name},\n" in letter.text
    assert name in ShownPage.of(page)
    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    "name", ["Ana\r\nBcc: all@example.org", "Ana\u2028x", "Ana\x00\x1b[2J", "  Ana \n\n Lima "]
)
async def test_a_value_is_one_line(name: str) -> None:
    """No name adds a header, or a paragraph that the platform did not write."""
    words = LanguageChanges(en=WordsChanges(subject="{{ name }}", short="{{ name }}"))
    await change("welcome", TemplateChanges(words=words))

    letter = await compose("welcome", "en", name=name, link="/")

    assert letter.subject.isprintable()
    assert letter.short.isprintable()
    assert re.match(r"Hello Ana[^\r\n\x00\x1b\u2028]*,\n", letter.text)


async def test_what_letters_are_joined_by_stays() -> None:
    """Emoji and scripts that join letters come out as they went in."""
    letter = await compose("welcome", "en", name="👩‍🏫 می‌خواهم", link="/")

    assert letter.text.startswith("Hello 👩‍🏫 می‌خواهم,")


async def test_what_is_too_long_is_cut() -> None:
    """A long title makes no mail fail."""
    title = "Gardening " * 2000
    letter = await compose("enrollment-confirmed", "en", name="Ana", course_title=title, link="/")

    assert [len(each) for each in (letter.subject, letter.text, letter.short)][:2] == [200, 10_000]
    assert len(letter.short) <= 300
    assert letter.subject.endswith("…")


@pytest.mark.parametrize("language", sorted(languages))
@pytest.mark.parametrize("template", ["enrollment-confirmed", "enrollment-cancelled"])
async def test_a_title_is_whole_wherever_there_is_room(template: str, language: str) -> None:
    """Words have no limit of their own for it: a longer title needs no other words."""
    title = "g" * 230
    letter = await compose(template, language, name="Ana", course_title=title, link="/")

    assert title in letter.text
    assert title in letter.short


async def _keep_unchecked(words: WordsChanges) -> None:
    """Keep words that a former release has allowed."""
    override = msgspec.json.encode(Override(version=7, words={"en": words}))
    await redis().hset("notification:templates", "welcome", override)


@pytest.mark.parametrize(
    "words",
    [
        WordsChanges(text="{{ nickname }}"),
        WordsChanges(text="{{ name"),
        WordsChanges(text="{{ ''.__class__.__mro__[1].__subclasses__() }}"),
        WordsChanges(subject="{% if name == 'Bob' %}Hello{% endif %}"),
        WordsChanges(text="{% if name == 'Bob' %}Hello{% endif %}"),
    ],
    ids=["a variable that is gone", "syntax", "an escape", "no subject", "no text"],
)
async def test_no_message_is_lost_for_an_administrators_words(
    words: WordsChanges, caplog: pytest.LogCaptureFixture
) -> None:
    """When words cannot be used for a real value, the built-in ones are, and it is logged."""
    await _keep_unchecked(words)

    with caplog.at_level(logging.ERROR):
        letter = await compose("welcome", "en", name="Ana", link="/courses")

    assert letter.subject == "Welcome to the Learning Platform"
    assert letter.text.startswith("Hello Ana,")
    assert "the built-in words replace those of welcome in en" in caplog.text


async def test_a_letter_without_its_values_is_a_mistake() -> None:
    """What is missing, unknown or of another kind is named; an optional value may be missing."""
    with pytest.raises(Invalid) as caught:
        await compose("phone-code", "en", code=123, minute=5)
    assert {each.field: each.message for each in caught.value.errors} == {
        "values.code": "is required and must have the type of its sample",
        "values.minute": "is not a variable of this template",
        "values.minutes": "is required and must have the type of its sample",
    }
    with pytest.raises(TemplateNotFound):
        await compose("farewell", "en", name="Ana")


@pytest.mark.parametrize(
    ("language", "minutes", "duration"),
    [
        ("en", 10, "It is valid for 10 min."),
        ("es", 10, "Vale durante 10 min. No lo compartas"),
        ("fr", 10, "valable 10 min."),
        ("ar", 1, "دقيقة واحدة"),
        ("ar", 2, "دقيقتين"),
        ("ar", 10, "10 دقائق"),
        ("ar", 15, "15 دقيقة"),
    ],
)
async def test_a_code_says_how_long_it_is_good(language: str, minutes: int, duration: str) -> None:
    """In the form that the language has for the number; the code comes by text message."""
    letter = await compose("phone-code", language, code="482913", minutes=minutes)

    assert "482913" in letter.short
    assert duration in letter.short
    # With a letter beyond GSM's, a text message has room for 70.
    assert len(letter.short) <= (160 if _GSM.issuperset(letter.short) else 70)
    assert letter.channels == ("sms",)


async def test_a_digest_lists_what_waited() -> None:
    """Notifications as they are kept: subject, the beginning of the text, and the link."""
    first = await request_text("You are enrolled: Chess", "Hello Ana,\n\nYou have a seat.")
    second = await request_text("Office hours", "x" * 500, link="/courses/2")

    letter = await compose("digest", "en", items=[first, second], count=5)

    assert letter.subject == "5 new messages on the Learning Platform"
    assert letter.text == (
        "Hello,\n\nHere is what's new:\n\n"
        "1. You are enrolled: Chess\nHello Ana, You have a seat.\n\n"
        f"2. Office hours\n{'x' * 199}…\nhttps://learn.example.org/courses/2\n\n"
        "There is more in your inbox.\n\nThe Learning Platform\n"
    )
    named = await compose("digest", "en", name="Ana", items=[first], count=1)
    assert named.subject == "One new message on the Learning Platform"
    assert named.text.startswith("Hello Ana,")
    assert "more in your inbox" not in named.text


async def test_a_digest_of_thousands_is_a_mail_all_the_same() -> None:
    """It is cut where a mail is long enough."""
    item = {"subject": "Hello", "text": "x" * 300, "link": None}
    letter = await compose("digest", "ar", items=[item] * 5000, count=5000)

    assert len(letter.text) == 10_000


# --- the page ---


@pytest.mark.parametrize("template_id", template_ids())
@pytest.mark.parametrize("language", languages)
async def test_every_letter_can_be_seen_beforehand(template_id: str, language: str) -> None:
    """With the samples; it is what would be sent."""
    template = await templates().get(template_id)
    samples = {each.name: each.sample for each in template.variables}

    shown = preview(template, msgspec.convert({"language": language}, TemplatePreview))
    sent = await compose(template_id, language, **samples)

    assert (shown.subject, shown.text, shown.short) == (sent.subject, sent.text, sent.short)
    assert shown.subject in unescape(shown.html)


@pytest.mark.parametrize("template_id", template_ids())
async def test_an_english_sentence_begins_with_a_capital_letter(template_id: str) -> None:
    """Also the one after the greeting, which ends with a comma."""
    template = await templates().get(template_id)
    shown = preview(template, TemplatePreview(language="en"))

    for paragraph in shown.text.strip().split("\n\n"):
        assert paragraph.startswith("https://") or not paragraph[0].islower(), paragraph


async def test_words_and_values_can_be_tried() -> None:
    """Without being kept."""
    template = await templates().get("welcome")
    wanted = TemplatePreview(
        language="es",
        words=WordsChanges(subject="¡Ven, {{ name }}!"),
        values={"name": "<b>Ana</b>"},
    )

    shown = preview(template, wanted)

    assert shown.subject == "¡Ven, <b>Ana</b>!"
    assert "¡Ven, &lt;b&gt;Ana&lt;/b&gt;!" in shown.html
    assert "Tu cuenta está lista." in shown.text
    assert await RedisTemplates().get("welcome") == template


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (TemplatePreview(words=WordsChanges(text="{{ password }}")), "words.text"),
        (TemplatePreview(words=WordsChanges(subject="a\nb")), "words.subject"),
        (TemplatePreview(values={"nickname": "Ana"}), "values.nickname"),
        (TemplatePreview(values={"name": 7}), "values.name"),
        (
            TemplatePreview(
                words=WordsChanges(subject="{% if name == 'Ana Lima' %}a{% endif %}"),
                values={"name": "Bob"},
            ),
            "values",
        ),
    ],
)
async def test_what_cannot_be_kept_cannot_be_tried(wanted: TemplatePreview, field: str) -> None:
    """The faults are those that keeping them would have."""
    with pytest.raises(Invalid) as caught:
        preview(await templates().get("welcome"), wanted)
    assert [each.field for each in caught.value.errors] == [field]
