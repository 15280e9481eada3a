"""The Markdown that lessons are written in: CommonMark, tables, footnotes, task lists, formulas."""

from __future__ import annotations

from functools import cache

import comrak


def parse(text: str) -> str:
    """Return the HTML of a text in the parser's own words; HTML in the text is escaped."""
    return comrak.render_markdown(text, *_options())


@cache
def _options() -> tuple[comrak.ExtensionOptions, comrak.ParseOptions, comrak.RenderOptions]:
    extensions = comrak.ExtensionOptions()
    extensions.autolink = True
    extensions.footnotes = True
    extensions.math_dollars = True
    extensions.strikethrough = True
    extensions.table = True
    extensions.tasklist = True
    rendering = comrak.RenderOptions()
    rendering.escape = True
    rendering.tasklist_classes = True
    return extensions, comrak.ParseOptions(), rendering
