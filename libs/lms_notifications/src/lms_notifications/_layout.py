"""The page that mail programs show: the plain text of a message in the platform's layout.

The text is what counts; nothing of it is markup, and everything is escaped when it is put in.
"""

from __future__ import annotations

import functools
import re
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from lms_languages import LanguageCode, languages, spoken
from lms_notifications._model import Notification
from lms_notifications._settings import NotificationSettings

if TYPE_CHECKING:
    import jinja2

_PREFERENCES_PATH = "/preferences"
_ADDRESS = re.compile(r"https?://[^\s<>\"«»]+")
# What ends a sentence rather than an address.
_PUNCTUATION = ".,;:!?'…،؛؟"


class _Footer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words below every message."""

    platform: str
    preferences: str
    unsubscribe: str


class _Piece(msgspec.Struct, frozen=True):
    """Some text of a line, and whether it is an address that can be opened."""

    text: str
    is_address: bool


def html_of(notification: Notification, *, unsubscribe_url: str | None = None) -> str:
    """Return a notification as a page for mail programs, in its language."""
    return page(
        notification.subject,
        notification.text,
        language=notification.language,
        # What a person wrote may be in any language: its letters tell where it begins.
        direction=None if notification.template else "auto",
        unsubscribe_url=unsubscribe_url,
    )


def page(
    subject: str,
    text: str,
    *,
    language: str,
    direction: str | None = None,
    unsubscribe_url: str | None = None,
) -> str:
    """Return a subject and a plain text as a page; ``direction`` is theirs alone."""
    code = spoken(language)
    return _layout().render(
        subject=subject,
        paragraphs=_paragraphs(text),
        language=code,
        direction=languages[code].direction,
        own_direction=direction,
        footer=_footer(code),
        preferences_url=NotificationSettings.current().link(_PREFERENCES_PATH),
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
def _footer(language: LanguageCode) -> _Footer:
    file = files("lms_notifications").joinpath("words", language, "footer.toml")
    return msgspec.toml.decode(file.read_bytes(), type=_Footer)


@functools.cache
def _layout() -> jinja2.Template:
    # Imported here: most functions that know notifications write none.
    from jinja2 import PackageLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        loader=PackageLoader("lms_notifications"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    return environment.get_template("mail.html")
