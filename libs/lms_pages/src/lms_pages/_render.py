"""From a template to the bytes of a page."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import msgspec
from markupsafe import Markup

from lms_pages._addresses import request_path
from lms_pages._covers import cover_look, cover_looks
from lms_pages._outline import count_lessons, count_minutes
from lms_pages._search import LONGEST_WORDS
from lms_site import environment

if TYPE_CHECKING:
    from jinja2 import Environment

# Of `components/icon.tsx`, those that a page can show before the app runs.
ICONS = {
    "search": "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm9 16-4-4",
    "video": "M4 5h16v14H4zM10 9l5 3-5 3z",
    "article": "M6 3h9l4 4v14H6zM9 11h7M9 15h7",
    "file": "M12 3v12M7 10l5 5 5-5M4 20h16",
    "exercise": "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
    "quiz": (
        "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z"
        "M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .9-1 1.7M12 17h.01"
    ),
    "close": "M6 6l12 12M18 6L6 18",
}
# In a JSON text these characters stand inside strings only, where their escapes mean the same; so
# neither a tag nor a comment can begin in a data block, and an old parser sees no line end.
_ESCAPES = {b"<": b"\\u003c", b">": b"\\u003e", b"&": b"\\u0026"}
_LINE_ENDS = {"\u2028".encode(): b"\\u2028", "\u2029".encode(): b"\\u2029"}


def data_block(data: object) -> Markup:
    """Return data as JSON that is safe in a `<script>` element, whatever it contains."""
    text = msgspec.json.encode(data)
    for plain, escaped in (_ESCAPES | _LINE_ENDS).items():
        text = text.replace(plain, escaped)
    # Marked as safe because it has just been made so; autoescaping would make it no JSON.
    return Markup(text.decode())  # noqa: S704


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, which are separated by blank lines."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


@functools.cache
def _environment(language: str) -> Environment:
    made = environment("lms_pages", language)
    made.filters.update(
        cover_look=cover_look,
        cover_looks=cover_looks,
        data_block=data_block,
        lessons=count_lessons,
        minutes=count_minutes,
        paragraphs=paragraphs,
    )
    made.globals.update(icons=ICONS, request_path=request_path, longest_words=LONGEST_WORDS)
    return made


def render(template: str, language: str, **values: object) -> str:
    """Return a whole page in a language."""
    return _environment(language).get_template(f"{template}.html").render(**values)
