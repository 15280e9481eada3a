"""The languages that the platform speaks: code, own name, direction and plural rule."""

from __future__ import annotations

from lms_languages._languages import (
    DEFAULT,
    Direction,
    Language,
    LanguageCode,
    PluralForm,
    languages,
    spoken,
)

__all__ = [
    "DEFAULT",
    "Direction",
    "Language",
    "LanguageCode",
    "PluralForm",
    "languages",
    "spoken",
]
