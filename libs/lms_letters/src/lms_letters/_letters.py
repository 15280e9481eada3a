"""Letters: what the platform writes to somebody, in their language."""

from __future__ import annotations

import logging

import msgspec

from lms_kernel import FieldError, Invalid
from lms_languages import DEFAULT, spoken
from lms_letters._filling import check_words, fill
from lms_letters._layout import mail_html
from lms_letters._sandbox import WordsFault
from lms_preferences import Category, Channel, Language
from lms_templates import (
    Sample,
    Template,
    Words,
    WordsChanges,
    templates,
)

_log = logging.getLogger(__name__)


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A subject of one line, a plain text, the same in short; and the channels it may take."""

    subject: str
    text: str
    short: str
    template: str
    language: Language
    category: Category
    channels: tuple[Channel, ...]


class TemplatePreview(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words to try: those left out are the current ones, values left out are the samples."""

    language: Language = DEFAULT
    words: WordsChanges = WordsChanges()
    values: dict[str, Sample] = {}


class PreviewedLetter(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody would receive; ``html`` is what mail programs show."""

    subject: str
    text: str
    short: str
    html: str


async def compose(template_id: str, language: str, /, **values: object) -> Letter:
    """Write a letter; in English when the platform does not speak the language.

    A value whose name is ``link`` may be a path of this platform. Raises TemplateNotFound, and
    Invalid when the values are not those that the template takes.
    """
    return compose_from(await templates().get(template_id), language, values)


def compose_from(template: Template, language: str, values: dict[str, object]) -> Letter:
    """Write a letter from a template that was read; as ``compose``."""
    code = spoken(language)
    words = _filled(template, code, values)
    return Letter(
        subject=words.subject,
        text=words.text,
        short=words.short,
        template=template.id,
        language=code,
        category=template.category,
        channels=tuple(template.channels),
    )


def _filled(template: Template, language: Language, values: dict[str, object]) -> Words:
    try:
        return fill(template, template.words[language], values)
    except Invalid:
        raise
    except Exception:
        # Whatever an administrator's words do with a value, the message is not lost because of it.
        if language not in template.overridden:
            raise
        _log.exception("the built-in words replace those of %s in %s", template.id, language)
        return fill(template, template.built_in[language], values)


def preview(template: Template, trial: TemplatePreview) -> PreviewedLetter:
    """Write the letter that words would make; raises Invalid where storing them would."""
    before = template.words[trial.language]
    words = msgspec.structs.replace(before, **trial.words.changes())
    if faults := list(check_words(template, words, "words")):
        raise Invalid(errors=faults)
    samples = {each.name: each.sample for each in template.variables}
    try:
        filled = fill(template, words, samples | trial.values)
    except WordsFault as fault:
        raise Invalid(errors=[FieldError("values", f"leave nothing to say: {fault}")]) from fault
    return PreviewedLetter(
        subject=filled.subject,
        text=filled.text,
        short=filled.short,
        html=mail_html(filled.subject, filled.text, language=trial.language),
    )
