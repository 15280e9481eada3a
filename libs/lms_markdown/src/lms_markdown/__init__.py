"""Markdown as HTML that is safe to show: for lessons and their previews."""

from __future__ import annotations

from lms_markdown._html import to_html

__all__ = ["to_html"]
