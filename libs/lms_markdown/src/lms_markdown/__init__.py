"""Markdown as HTML that is safe to show: for lessons and their previews."""

from __future__ import annotations

from lms_markdown._html import to_html
from lms_markdown._preview import LessonText, ShownText

__all__ = ["LessonText", "ShownText", "to_html"]
