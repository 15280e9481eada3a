"""Letters: what the platform writes to somebody, in their language."""

from __future__ import annotations

import logging

import msgspec

from lms_kernel import FieldError, Invalid
from lms_languages import DEFAULT, LanguageCode, spoken
from lms_notifications._categories import Category, Channel
from lms_notifications._layout import page
from lms_notifications._model import NotificationWish
from lms_notifications._preferences import Language
from lms_notifications._sandbox import Sample, WordsFault
from lms_notifications._template_store import templates
from lms_notifications._templates import Template, Words, WordsChanges
from lms_notifications._words import faults, fill

_log = logging.getLogger(__name__)


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A subject of one line, a plain text, the same in short; and by which channels it goes."""

    subject: str
    text: str
    short: str
    template: str
    language: Language
    category: Category
    channels: tuple[Channel, ...]

    def to(
        self,
        recipient_id: str,
        *,
        email: str | None = None,
        phone: str | None = None,
        link: str | None = None,
        bundle: tuple[str, ...] = (),
    ) -> NotificationWish:
        """Return the wish to send it; see NotificationWish for the rest."""
        return NotificationWish(
            recipient_id=recipient_id,
            channel=self.channels[0],
            fallbacks=self.channels[1:],
            category=self.category,
            template=self.template,
            language=self.language,
            subject=self.subject,
            text=self.text,
            short=self.short,
            email=email,
            phone=phone,
            link=link,
            bundle=bundle,
        )


class TemplatePreview(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words to try: what is left out is as it is used now, values that are left out are samples."""

    language: Language = DEFAULT
    words: WordsChanges = WordsChanges()
    values: dict[str, Sample] = {}


class PreviewedLetter(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody would get; ``html`` is the page that mail programs show."""

    subject: str
    text: str
    short: str
    html: str


async def compose(template_id: str, language: str, /, **values: object) -> Letter:
    """Write a letter; in English when the platform does not speak the language.

    A value whose name is ``link`` may be a path of this platform. Raises TemplateNotFound, and
    Invalid when the values are not those that the template takes.
    """
    template = await templates().get(template_id)
    code = spoken(language)
    words = _said(template, code, values)
    return Letter(
        subject=words.subject,
        text=words.text,
        short=words.short,
        template=template.id,
        language=code,
        category=template.category,
        channels=tuple(template.channels),
    )


def _said(template: Template, language: LanguageCode, values: dict[str, object]) -> Words:
    try:
        return fill(template, template.words[language], values)
    except Invalid:
        raise
    except Exception:
        # Whatever an administrator's words do with a value, the message is not lost for it.
        if language not in template.overridden:
            raise
        _log.exception("the words of %s in %s are passed over", template.id, language)
        return fill(template, template.built_in[language], values)


def preview(template: Template, wanted: TemplatePreview) -> PreviewedLetter:
    """Write the letter that words would make; raises Invalid as keeping them would."""
    before = template.words[wanted.language]
    words = msgspec.structs.replace(before, **wanted.words.said())
    if wrong := list(faults(template, words, where="words")):
        raise Invalid(errors=wrong)
    samples = {each.name: each.sample for each in template.variables}
    try:
        filled = fill(template, words, samples | wanted.values)
    except WordsFault as fault:
        raise Invalid(errors=[FieldError("values", f"leave nothing to say: {fault}")]) from fault
    return PreviewedLetter(
        subject=filled.subject,
        text=filled.text,
        short=filled.short,
        html=page(filled.subject, filled.text, language=wanted.language),
    )
