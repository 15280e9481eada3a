"""Pictures in the sizes in which pages show them."""

from __future__ import annotations

from lms_pictures._resizing import MOST_PIXELS, NotAPicture, resized

__all__ = ["MOST_PIXELS", "NotAPicture", "resized"]
