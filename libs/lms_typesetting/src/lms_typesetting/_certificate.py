"""A certificate as a PDF."""

from __future__ import annotations

import asyncio
import functools
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from lms_site import certificate_texts
from lms_typesetting._direction import direction_of
from lms_typesetting._fonts import fonts

if TYPE_CHECKING:
    from lms_site import Certified, Words

# Typed by people, each in a language of its own.
_TYPED = ("name", "course", "teacher")


async def certificate_pdf(certificate: Certified, words: Words) -> bytes:
    """Return a certificate as a tagged PDF of one page, the same bytes whenever it is set."""
    texts = certificate_texts(words, certificate)
    texts |= {f"{key}-direction": direction_of(texts[key], words.direction) for key in _TYPED}
    return await asyncio.to_thread(_set, texts, int(certificate.issued_at.timestamp()))


def _set(texts: dict[str, str], timestamp: int) -> bytes:
    return typst.compile(
        str(_folder() / "certificate.typ"),
        # Nothing but the template's own folder can be read, and no package of Typst fetched.
        root=str(_folder()),
        package_path=str(_folder()),
        package_cache_path=str(_folder()),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs=texts,
        timestamp=timestamp,
        format="pdf",
    )


@functools.cache
def _folder() -> Path:
    with as_file(files("lms_typesetting").joinpath("templates")) as folder:
        return folder
