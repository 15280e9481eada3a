"""The fonts, from packages: an image has no others, and neither has a developer's machine."""

from __future__ import annotations

import functools
from pathlib import Path

import fontpkg_amiri
import fontpkg_noto_sans_devanagari
import fontpkg_noto_sans_thai
import manimgx_fonts_cjk
import typst


@functools.cache
def fonts() -> typst.Fonts:
    """Return the fonts, read once: those in Typst, and those of our packages."""
    packages = (
        fontpkg_amiri,
        fontpkg_noto_sans_devanagari,
        fontpkg_noto_sans_thai,
        manimgx_fonts_cjk,
    )
    folders = [str(Path(each.__file__).parent) for each in packages]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)
