"""What mail programs show: the plain text of a message in the platform's layout.

Nothing in the text is markup; everything is escaped when it is put in.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

import msgspec

from lms_languages import languages, spoken
from lms_links import public_url
from lms_notifications import Notification
from lms_templates import footer

if TYPE_CHECKING:
    import jinja2

_PREFERENCES_PATH = "/preferences"
_ADDRESS = re.compile(r"https?://[^\s<>\"«»]+", re.IGNORECASE)
# What ends a sentence rather than an address.
_PUNCTUATION = ".,;:!?'…،؛؟"


class _Piece(msgspec.Struct, frozen=True):
    """Some text of a line, and whether it is an address that can be opened."""

    text: str
    is_address: bool


def html_of(notification: Notification, *, unsubscribe_url: str | None = None) -> str:
    """Return a notification as HTML for mail programs, in its language."""
    return mail_html(
        notification.subject,
        notification.text,
        language=notification.language,
        # What a person wrote may be in any language: its letters tell where it begins.
        direction=None if notification.template else "auto",
        unsubscribe_url=unsubscribe_url,
    )


def mail_html(
    subject: str,
    text: str,
    *,
    language: str,
    direction: str | None = None,
    unsubscribe_url: str | None = None,
) -> str:
    """Return a subject and a plain text as HTML; ``direction`` is theirs alone."""
    code = spoken(language)
    return _layout().render(
        subject=subject,
        paragraphs=_paragraphs(text),
        language=code,
        direction=languages[code].direction,
        own_direction=direction,
        footer=footer(code),
        preferences_url=public_url(_PREFERENCES_PATH),
        unsubscribe_url=unsubscribe_url,
    )


def _paragraphs(text: str) -> list[list[list[_Piece]]]:
    """Take a text apart: paragraphs between empty lines, their lines, addresses in these."""
    parts = re.split(r"\n[^\S\n]*\n\s*", text.replace("\r\n", "\n").strip())
    return [[list(_pieces(line)) for line in part.split("\n")] for part in parts]


def _pieces(line: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    end = 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(_PUNCTUATION)
        if "(" not in address:
            address = address.rstrip(f"{_PUNCTUATION})")
        pieces.append(_Piece(line[end : found.start()], is_address=False))
        pieces.append(_Piece(address, is_address=True))
        end = found.start() + len(address)
    return [*pieces, _Piece(line[end:], is_address=False)]


@functools.cache
def _layout() -> jinja2.Template:
    # Imported here: a process that never shows a mail does not load it.
    from jinja2 import PackageLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        loader=PackageLoader("lms_letters"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    return environment.get_template("mail.html")
