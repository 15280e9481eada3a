"""From Markdown to HTML: parsed, dressed for the page, and cleaned by a sanitizer."""

from __future__ import annotations

from functools import lru_cache

# A lesson is opened by one learner after the other: a warm function renders it once.
_LESSONS = 32


@lru_cache(maxsize=_LESSONS)
def to_html(text: str) -> str:
    """Return Markdown as HTML without scripts, handlers, styles, forms, or ids of the page's own.

    Headings begin below the page's own ``h1``. What cannot be shown, such as a formula with an
    error, is shown as it was written; HTML, too.
    """
    # Imported here: a lesson without a text has nothing to render.
    from lms_markdown._parser import parse
    from lms_markdown._rewriter import Rewriter
    from lms_markdown._sanitizer import clean

    return clean(Rewriter().rewrite(parse(text)))
