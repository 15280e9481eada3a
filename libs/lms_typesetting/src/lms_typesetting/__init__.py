"""Documents on paper, set by Typst: certificates."""

from __future__ import annotations

from lms_typesetting._certificate import certificate_pdf

__all__ = ["certificate_pdf"]
