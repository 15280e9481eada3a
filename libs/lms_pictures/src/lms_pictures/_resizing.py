"""One picture in several sizes, decoded once."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

# The decoders by name, so that Pillow need not look for them among fifty others.
from PIL import (
    ExifTags,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = (
    JpegImagePlugin.JpegImageFile.format,
    PngImagePlugin.PngImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
)
# As many as usual cameras have; a transparent WebP of that size takes 400 MB while it is decoded.
MOST_PIXELS = 25_000_000
# How pages show covers.
_ACROSS, _DOWN = 16, 9
# Beyond this, files grow and pictures look the same.
_QUALITY = 80
# The orientations in which width and height are exchanged.
_LYING = frozenset({5, 6, 7, 8})
# What Pillow shrinks well; anything else becomes RGB first.
_SHRINKABLE = frozenset({"CMYK", "L", "RGB", "RGBA"})
# What decoders raise for bytes that they cannot read.
_BROKEN = (
    EOFError,
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class NotAPicture(Exception):  # noqa: N818 - what it is, like the problems of the contexts
    """The bytes are no picture that can be shown, and never will be."""


async def resized(content: bytes, widths: Sequence[int]) -> dict[int, bytes]:
    """Return the picture as WebP in each of the widths that does not enlarge it.

    Raises NotAPicture.
    """
    return await asyncio.to_thread(_resized, content, widths)


def _resized(content: bytes, widths: Sequence[int]) -> dict[int, bytes]:
    try:
        picture = _decoded(content, max(widths))
    except _BROKEN as fault:
        raise NotAPicture(f"It cannot be decoded: {fault}") from fault
    shown = _middle(picture.width, picture.height)
    made: dict[int, bytes] = {}
    for width in sorted(widths, reverse=True):
        if width > shown[2] - shown[0]:
            continue
        size = (width, width * _DOWN // _ACROSS)
        if made:
            picture = picture.resize(size, Image.Resampling.LANCZOS)
        else:
            picture = picture.resize(size, Image.Resampling.LANCZOS, shown, reducing_gap=2.0)
            picture = _in_web_colors(picture)
        made[width] = _as_webp(picture)
    return made


def _decoded(content: bytes, most: int) -> Image.Image:
    """Return the picture upright, in a mode that can be shrunk."""
    picture: Image.Image
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        # By the header: nothing is decoded yet.
        if picture.width * picture.height > MOST_PIXELS:
            raise NotAPicture(f"It has {picture.width} x {picture.height} pixels.")
        # A JPEG can be decoded in half its size, or less, if that is still as large as needed.
        needed = (most, -(-most * _DOWN // _ACROSS))
        lies = picture.getexif().get(ExifTags.Base.Orientation) in _LYING
        picture.draft(None, needed[::-1] if lies else needed)
        picture.load()
        ImageOps.exif_transpose(picture, in_place=True)
        if picture.mode.startswith("I;16"):
            # 16 bits of gray; converting alone would cut all that is brighter than 255 of 65,535.
            return picture.point(lambda gray: gray / 256).convert("L")
        if picture.has_transparency_data:
            return picture.convert("RGBA")
        return picture if picture.mode in _SHRINKABLE else picture.convert("RGB")


def _middle(width: int, height: int) -> tuple[int, int, int, int]:
    """Return the part of a picture that is shown, as `object-fit: cover` chooses it."""
    across = min(width, height * _ACROSS // _DOWN)
    down = min(height, width * _DOWN // _ACROSS)
    left, top = (width - across) // 2, (height - down) // 2
    return left, top, left + across, top + down


def _in_web_colors(picture: Image.Image) -> Image.Image:
    """Return the picture in sRGB, which is what browsers assume where no profile says otherwise."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile := picture.info.get("icc_profile"):
        try:
            converted = ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode=mode,
            )
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            # One that cannot be read, or is of another mode: shown as if there were none.
            converted = None
        if converted is not None:
            return converted
    return picture.convert(mode)


def _as_webp(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    # Metadata is written only if it is given.
    picture.save(target, WebPImagePlugin.WebPImageFile.format, quality=_QUALITY)
    return target.getvalue()
