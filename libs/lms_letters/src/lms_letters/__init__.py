"""Letters: what the platform writes to somebody, in their language, and the mail around it."""

from __future__ import annotations

from lms_letters._filling import check_words
from lms_letters._layout import html_of
from lms_letters._letters import (
    Letter,
    PreviewedLetter,
    TemplatePreview,
    compose,
    preview,
)
from lms_letters._sending import Addressee, letter_id, send_letter, send_phone_code
from lms_letters._unconfirmed import MOST_UNCONFIRMED

__all__ = [
    "MOST_UNCONFIRMED",
    "Addressee",
    "Letter",
    "PreviewedLetter",
    "TemplatePreview",
    "check_words",
    "compose",
    "html_of",
    "letter_id",
    "preview",
    "send_letter",
    "send_phone_code",
]
