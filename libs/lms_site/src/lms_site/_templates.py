"""The environment that renders templates: everything is escaped, every variable is required."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms_languages import languages
from lms_links import public_url
from lms_site._settings import page_manifest
from lms_site._translations import words_of

if TYPE_CHECKING:
    from jinja2 import Environment

# Of `lib/theme.ts`.
THEMES = ("system", "light", "dark")


def environment(package: str, language: str) -> Environment:
    """Return the environment of a package's templates in a language; building one is expensive."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    words = words_of(language)
    made = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        # Templates are part of the image: there is nothing to look for again.
        auto_reload=False,
    )
    made.globals.update(
        words=words,
        t=words.t,
        t_or=words.t_or,
        number=words.number,
        price=words.price,
        duration=words.duration,
        languages={code: each.name for code, each in languages.items()},
        themes=THEMES,
        manifest=page_manifest,
        public_url=public_url,
    )
    return made
