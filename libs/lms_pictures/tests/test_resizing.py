"""One picture in several sizes."""

from __future__ import annotations

import io
import random
from typing import Any, Literal

import pytest
from PIL import Image, ImageCms, ImageDraw, ImageFile, ImageOps

from lms_pictures import MOST_PIXELS, NotAPicture, resized

WIDTHS = (480, 960, 1440)
RED, BLUE = (200, 30, 30), (30, 30, 200)
ORIENTATION, ARTIST = 0x0112, 0x013B


def _encoded(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def _plain(width: int, height: int, mode: str = "RGB") -> Image.Image:
    return Image.new("RGB", (width, height), RED).convert(mode, palette=Image.Palette.ADAPTIVE)


def _read(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def _is_like(color: Any, expected: tuple[int, ...], tolerance: int = 12) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(color, expected, strict=True))


async def test_a_picture_is_made_in_every_width() -> None:
    """As WebP, in the shape in which pages show it."""
    pictures = await resized(_encoded(_plain(2000, 1500)), WIDTHS)

    sizes = {width: _read(content).size for width, content in pictures.items()}
    assert sizes == {480: (480, 270), 960: (960, 540), 1440: (1440, 810)}
    assert {_read(content).format for content in pictures.values()} == {"WEBP"}


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((1440, 810), {480, 960, 1440}),
        ((1439, 900), {480, 960}),
        ((3000, 540), {480, 960}),
        ((480, 2000), {480}),
        ((479, 400), set()),
        ((1, 1), set()),
    ],
)
async def test_nothing_is_enlarged(size: tuple[int, int], widths: set[int]) -> None:
    """What counts is the part that is shown: of a strip, the middle."""
    assert (await resized(_encoded(_plain(*size)), WIDTHS)).keys() == widths


async def test_the_middle_is_shown() -> None:
    """What is cut off is the same on both sides, as a page would do it."""
    strip = _plain(1600, 540)
    ImageDraw.Draw(strip).rectangle((320, 0, 1279, 539), fill=BLUE)

    picture = _read((await resized(_encoded(strip), (960,)))[960]).convert("RGB")

    assert _is_like(picture.getpixel((4, 270)), BLUE)
    assert _is_like(picture.getpixel((955, 270)), BLUE)


async def test_of_a_tall_picture_the_middle_is_shown() -> None:
    """As much is cut off above as below: a face is rarely at the top."""
    tall = _plain(960, 1540)
    ImageDraw.Draw(tall).rectangle((0, 500, 959, 1039), fill=BLUE)

    picture = _read((await resized(_encoded(tall), (960,)))[960]).convert("RGB")

    assert _is_like(picture.getpixel((480, 4)), BLUE)
    assert _is_like(picture.getpixel((480, 535)), BLUE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_picture_is_upright_and_says_nothing_of_its_origin(kind: str) -> None:
    """A phone writes down how it was held, and where: the first is applied, all is dropped."""
    lying = _plain(810, 1440)
    ImageDraw.Draw(lying).rectangle((0, 0, 809, 719), fill=BLUE)
    exif = Image.Exif()
    exif[ORIENTATION], exif[ARTIST] = 6, "Ana Lima"

    made = (await resized(_encoded(lying, kind, exif=exif), WIDTHS))[1440]

    picture = _read(made)
    # Turned clockwise: what was above is on the right.
    assert _is_like(picture.convert("RGB").getpixel((1400, 400)), BLUE)
    assert _is_like(picture.convert("RGB").getpixel((40, 400)), RED)
    assert not picture.getexif()
    assert b"Ana Lima" not in made
    assert picture.info.keys().isdisjoint({"exif", "icc_profile", "xmp"})


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        *(("L", "JPEG"), ("CMYK", "JPEG"), ("RGB", "JPEG")),
        *(("1", "PNG"), ("L", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("RGBA", "PNG")),
        *(("RGB", "WEBP"), ("RGBA", "WEBP")),
    ],
)
async def test_every_kind_of_pixel_keeps_its_color(mode: str, kind: str) -> None:
    """Palettes, gray, print colors; what is transparent stays so."""
    source = _plain(480, 270, mode)
    expected = source.convert("RGB").getpixel((9, 9))
    assert isinstance(expected, tuple)

    picture = _read((await resized(_encoded(source, kind), (480,)))[480])

    assert _is_like(picture.convert("RGB").getpixel((9, 9)), expected)


async def test_what_is_transparent_stays_so() -> None:
    """The color of the course is seen through it."""
    hole = Image.new("RGBA", (480, 270), (*RED, 0))
    picture = _read((await resized(_encoded(hole), (480,)))[480])
    assert picture.convert("RGBA").getpixel((9, 9))[3] == 0  # type: ignore[index]


async def test_gray_of_16_bits_keeps_its_shades() -> None:
    """The middle of 65,536 is the middle of 256."""
    gray = Image.new("I;16", (480, 270), 32_768)
    picture = _read((await resized(_encoded(gray), (480,)))[480])
    assert _is_like(picture.convert("RGB").getpixel((9, 9)), (128, 128, 128))


async def test_a_color_profile_is_applied() -> None:
    """Values of another color space are not shown as if they were those of the web."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    source = _plain(480, 270)
    same = (await resized(_encoded(source, icc_profile=profile), (480,)))[480]
    assert _is_like(_read(same).convert("RGB").getpixel((9, 9)), RED)

    swapped = _swapped(profile)
    other = (await resized(_encoded(source, icc_profile=swapped), (480,)))[480]
    color = _read(other).convert("RGB").getpixel((9, 9))
    assert isinstance(color, tuple)
    assert color[2] > color[0]


def _swapped(profile: bytes) -> bytes:
    """Exchange the tags of red and blue in a profile (ICC.1, section 7.3)."""
    return (
        profile.replace(b"rXYZ", b"----", 1)
        .replace(b"bXYZ", b"rXYZ", 1)
        .replace(b"----", b"bXYZ", 1)
    )


async def test_a_profile_that_cannot_be_read_is_passed_over() -> None:
    """The picture is good all the same."""
    content = _encoded(_plain(480, 270), icc_profile=b"no profile at all")
    picture = _read((await resized(content, (480,)))[480])
    assert _is_like(picture.convert("RGB").getpixel((9, 9)), RED)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 24,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        _encoded(_plain(100, 100), "GIF"),
        _encoded(_plain(100, 100), "BMP"),
        _encoded(_plain(100, 100))[:-40],
    ],
    ids=["nothing", "only its signs", "SVG", "GIF", "BMP", "half of one"],
)
async def test_what_is_no_picture_is_told_from_an_outage(content: bytes) -> None:
    """Nor is one of a format that nobody may upload."""
    with pytest.raises(NotAPicture):
        await resized(content, WIDTHS)


@pytest.mark.parametrize("side", [5_001, 10_000, 16_000])
async def test_a_bomb_is_not_decoded(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few kilobytes of one color may be gigabytes of pixels: the header says so."""
    content = _encoded(Image.new("1", (side, side)))
    assert len(content) < 100_000
    assert side * side > MOST_PIXELS
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _: pytest.fail("it was decoded"))

    with pytest.raises(NotAPicture, match="pixels"):
        await resized(content, WIDTHS)


@pytest.mark.parametrize(
    ("size", "orientation", "decoded"),
    [
        ((2880, 1620), 1, (1440, 810)),
        ((5761, 3241), 3, (1441, 811)),
        ((1620, 2880), 6, (810, 1440)),
        ((1620, 2880), 1, (1620, 2880)),
        ((2880, 1600), 1, (2880, 1600)),
    ],
    ids=["half", "a quarter", "half of one that lies", "too narrow", "too low"],
)
async def test_a_jpeg_is_decoded_as_finely_as_needed(
    size: tuple[int, int],
    orientation: int,
    decoded: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The sizes are those that the whole picture would give."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    content = _encoded(_plain(*size), "JPEG", exif=exif)
    sizes: list[tuple[int, int]] = []
    upright = ImageOps.exif_transpose

    def note(picture: Image.Image, *, in_place: Literal[True]) -> None:
        sizes.append(picture.size)
        upright(picture, in_place=in_place)

    monkeypatch.setattr(ImageOps, "exif_transpose", note)

    assert (await resized(content, WIDTHS)).keys() == set(WIDTHS)
    assert sizes == [decoded]


@pytest.mark.filterwarnings("ignore::UserWarning")
async def test_bytes_that_were_changed_do_no_harm() -> None:
    """Each is a picture or none; no decoder raises anything else."""
    chance = random.Random(92)
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    noise = Image.effect_noise((64, 36), 60)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    whole = [
        _encoded(noise.convert(mode), kind, exif=exif, icc_profile=profile)
        for mode, kind in (("RGB", "JPEG"), ("CMYK", "JPEG"), ("P", "PNG"), ("RGBA", "WEBP"))
    ]
    outcomes = {True: 0, False: 0}
    for _ in range(600):
        content = bytearray(chance.choice(whole))
        for _ in range(chance.choice((1, 2, 5, 20))):
            reach = chance.choice((60, 400, len(content)))
            content[chance.randrange(min(reach, len(content)))] = chance.randrange(256)
        try:
            await resized(bytes(content), (16, 32))
        except NotAPicture:
            outcomes[False] += 1
        else:
            outcomes[True] += 1
    assert min(outcomes.values()) > 50
