"""The pictures of courses."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
from msgspec.structs import replace

from functions.get_course_cover.main import get_course_cover
from libs.lms_files.tests.fake import FakeFiles, fake_files
from lms_files import COVER_WIDTHS, File, resized_key
from lms_kernel import new_id, request_scope
from lms_testing import actor, client

OLGA, BEN = actor("instructor", "olga"), actor("instructor", "ben")
COURSE = new_id()


@pytest.fixture
def shelf() -> Iterator[FakeFiles]:
    """Return an empty shelf."""
    with fake_files() as fake:
        yield fake


async def _get(course_id: str = COURSE, **query: int | str) -> httpx2.Response:
    async with client(get_course_cover) as http:
        return await http.get(f"/api/courses/{course_id}/cover", params={"v": 1, **query})


def _lifetime(answer: httpx2.Response) -> int:
    rule, _, seconds = answer.headers["cache-control"].partition("max-age=")
    assert rule == "public, "
    return int(seconds)


@pytest.fixture
def cover(shelf: FakeFiles) -> File:
    """Return the picture of a published course."""
    file = shelf.keep(new_id(), OLGA.id, "cover")
    shelf.covers[COURSE] = (OLGA.id, file.id)
    return file


async def test_anybody_is_led_to_the_picture(shelf: FakeFiles, cover: File) -> None:
    """302 to a signed link, which caches may keep while it is good for a while."""
    shelf.widths[cover.id] = COVER_WIDTHS

    answer = await _get()

    assert (answer.status_code, answer.content) == (302, b"")
    assert cover.key in answer.headers["location"]
    assert 300 < _lifetime(answer) <= 1800


@pytest.mark.parametrize("width", COVER_WIDTHS)
async def test_who_asks_for_a_width_gets_it(shelf: FakeFiles, cover: File, width: int) -> None:
    """As WebP, for as long as the original."""
    shelf.widths[cover.id] = COVER_WIDTHS

    answer = await _get(width=width)

    location = answer.headers["location"]
    assert f"/{resized_key(cover.id, width)}?" in location
    assert f"name=picture-{width}.webp" in location
    assert 300 < _lifetime(answer) <= 1800


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("picture", "picture-480.webp"),
        ("a.b.jpeg", "a.b-480.webp"),
        (".hidden", ".hidden-480.webp"),
    ],
)
async def test_a_width_has_the_name_of_the_original(
    shelf: FakeFiles, cover: File, name: str, shown: str
) -> None:
    """With the ending of what it is, whether the original had one or not."""
    shelf.widths[cover.id] = COVER_WIDTHS
    shelf.kept[cover.id] = replace(cover, name=name)

    assert f"?name={shown}&" in (await _get(width=480)).headers["location"]


async def test_without_that_width_the_original_is_shown(shelf: FakeFiles, cover: File) -> None:
    """It is smaller than that, or no decoder can read it."""
    for widths in ((480,), ()):
        shelf.widths[cover.id] = widths
        answer = await _get(width=960)
        assert cover.key in answer.headers["location"]
        assert _lifetime(answer) > 300


async def test_a_new_picture_is_asked_for_again_soon(shelf: FakeFiles, cover: File) -> None:
    """Its other sizes are on their way; no cache keeps the original in their place for long."""
    answer = await _get(width=480)

    assert cover.key in answer.headers["location"]
    assert 0 < _lifetime(answer) <= 10


@pytest.mark.parametrize("query", [{"width": 500}, {"width": "x"}, {"height": 270}])
async def test_other_sizes_are_refused(cover: File, query: dict[str, int | str]) -> None:
    """422, by the name of the field."""
    answer = await _get(COURSE, **query)
    (name,) = query
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [name]


async def test_a_course_without_a_picture_has_none(shelf: FakeFiles) -> None:
    """404, also when the file is somebody else's, for something else, or deleted."""
    foreign = shelf.keep(new_id(), BEN.id, "cover")
    video = shelf.keep(new_id(), OLGA.id, "video")
    gone = shelf.keep(new_id(), OLGA.id, "cover")
    async with request_scope():
        await shelf.delete(gone)
    for file in (foreign, video, gone):
        course = new_id()
        shelf.covers[course] = (OLGA.id, file.id)
        assert (await _get(course)).status_code == 404
    for unknown in (new_id(), "gardening"):
        assert (await _get(unknown)).status_code == 404
