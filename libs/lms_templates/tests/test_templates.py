"""Templates: the store's promises on the fake Redis, the built-in words, the rules for others."""

from __future__ import annotations

import re
from typing import Any

import pytest

from libs.lms_templates.tests.contract import TemplateContract
from lms_kernel import FieldError, Invalid, accept
from lms_languages import languages
from lms_letters import check_words
from lms_preferences import CHANNELS, MESSAGE_LENGTHS, categories
from lms_templates import (
    TemplateChanges,
    TemplateNotFound,
    template_ids,
    templates,
)
from lms_testing.templates import change

each_template = pytest.mark.parametrize("template_id", template_ids())


class TestTemplatesInMemory(TemplateContract):
    """The promises, kept on the fake Redis."""


def test_the_platform_has_its_letters() -> None:
    """A template for everything that the platform writes by itself."""
    assert template_ids() == (
        "certificate",
        "change-email",
        "course-archived",
        "course-deleted",
        "digest",
        "email-changed",
        "enrollment-cancelled",
        "enrollment-confirmed",
        "password-changed",
        "password-reset",
        "phone-code",
        "submission-graded",
        "verify-email",
        "welcome",
    )


@each_template
async def test_built_in_words_are_complete(template_id: str) -> None:
    """In every language, with all parts, by the rules that are for everybody's words."""
    template = await templates().get(template_id)

    assert tuple(template.words) == tuple(languages)
    assert template.category in categories
    assert set(template.channels) <= set(CHANNELS)
    for language, words in template.words.items():
        assert list(check_words(template, words, language)) == []
        assert all(getattr(words, part).strip() for part in MESSAGE_LENGTHS)


@each_template
async def test_every_language_names_the_same_values(template_id: str) -> None:
    """No translation has lost a value, and none has one that the template does not know."""
    template = await templates().get(template_id)

    for part in MESSAGE_LENGTHS:
        named = {
            language: {
                each.name
                for each in template.variables
                if re.search(rf"{{[{{%][^}}]*\b{each.name}\b", getattr(words, part))
            }
            for language, words in template.words.items()
        }
        assert len({frozenset(each) for each in named.values()}) == 1, (part, named)


async def _refused(template_id: str, changes: dict[str, Any]) -> list[FieldError]:
    with pytest.raises(Invalid) as caught:
        await change(template_id, accept(changes, TemplateChanges))
    assert (await templates().get(template_id)).version == 1
    return list(caught.value.errors)


@pytest.mark.parametrize(
    ("part", "source", "complaint"),
    [
        ("subject", "{{ name", "line 1: "),
        ("text", "Hello\n{% if %}", "line 2: "),
        ("text", "Hello\n\n{{ password }}", "line 3: there is no variable password"),
        ("text", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "(call)"),
        ("text", "{{ cycler.__init__.__globals__ }}", "there is no variable cycler"),
        ("text", "{% for a in range(999999999) %}x{% endfor %}", "(call)"),
        ("text", "{{ 'x' * 999999999 }}", "(mul)"),
        ("text", "{% raw %}{% endraw %} \n", "comes out empty"),
        ("text", "a\x07b", "must not contain the character U+0007"),
        ("subject", "Hello\nBcc: everybody@example.org", "must be one line"),
        ("subject", "Hello\r\nBcc: everybody@example.org", "must be one line"),
        ("subject", "Hello\u2028Bcc: everybody@example.org", "must be one line"),
        ("subject", '{{ "Hello\\nBcc: everybody@example.org" }}', "a value is a text of one line"),
        ("subject", "{% if not name %}Hello{% endif %}", "comes out empty"),
        ("subject", "{{ link }}" * 20, "comes out longer than 200 characters"),
        ("short", "{{ link }}" * 30, "comes out longer than 300 characters"),
        ("text", "{{ link }}" * 1000, "comes out longer than 10,000 characters"),
        ("subject", "x" * 201, "at most 200"),
        ("short", "x" * 301, "at most 300"),
        ("text", "x" * 10_001, "at most 10000"),
    ],
)
async def test_words_are_tried_before_they_are_kept(part: str, source: str, complaint: str) -> None:
    """What cannot be used is refused, named by its field, and nothing is kept."""
    (fault,) = await _refused("welcome", {"words": {"es": {part: source}}})

    assert fault.field == f"words.es.{part}"
    assert complaint in fault.message


async def test_every_fault_is_told_at_once() -> None:
    """In all languages, and the channels too."""
    wrong = await _refused(
        "welcome",
        {
            "words": {"en": {"subject": "{{ a }}", "text": "{{ b }}"}, "ar": {"short": "{{ c }}"}},
            "channels": ["email", "email"],
        },
    )

    assert [each.field for each in wrong] == [
        "words.en.subject",
        "words.en.text",
        "words.ar.short",
        "channels",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": {"tlh": {"subject": "nuqneH"}}}, "words.tlh"),
        ({"words": {"es": {"title": "Hola"}}}, "words.es.title"),
        ({"words": {"es": "Hola"}}, "words.es"),
        ({"channels": []}, "channels"),
        ({"channels": ["pigeon"]}, "channels[0]"),
        ({"category": "message"}, "category"),
    ],
)
def test_what_cannot_be_changed_is_named(changes: dict[str, Any], field: str) -> None:
    """The platform's languages are en, es and ar, its channels four."""
    with pytest.raises(Invalid) as caught:
        accept(changes, TemplateChanges)
    assert [each.field for each in caught.value.errors] == [field]


@pytest.mark.parametrize("template_id", ["phone-code", "digest"])
async def test_some_letters_go_one_way_only(template_id: str) -> None:
    """A code that came by mail would prove no phone number."""
    (fault,) = await _refused(template_id, {"channels": ["in_app"]})

    assert fault.field == "channels"


async def test_line_ends_are_kept_as_ours() -> None:
    """A form may send those of another system."""
    words = {"en": {"text": "Hello\r\n{{ name }}\r\n"}}
    result = await change("welcome", accept({"words": words}, TemplateChanges))

    assert result.words["en"].text == "Hello\n{{ name }}\n"


@pytest.mark.parametrize("name", ["nothing", "", "../templates/footers", "welcome.toml"])
async def test_there_are_no_other_templates(name: str) -> None:
    """An unknown name is not found, whatever is asked of it."""
    with pytest.raises(TemplateNotFound):
        await templates().get(name)
    with pytest.raises(TemplateNotFound):
        await templates().update(name, TemplateChanges(), check=check_words)
    with pytest.raises(TemplateNotFound):
        await templates().reset(name)
