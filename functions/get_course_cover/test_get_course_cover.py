"""The pictures of courses."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from functions.get_course_cover.main import get_course_cover
from libs.lms_files.tests.fake import FakeFiles, fake_files
from lms_kernel import new_id, request_scope
from lms_testing import actor, client

OLGA, BEN = actor("instructor", "olga"), actor("instructor", "ben")
COURSE = new_id()


@pytest.fixture
def shelf() -> Iterator[FakeFiles]:
    """Return an empty shelf."""
    with fake_files() as fake:
        yield fake


async def _get(course_id: str = COURSE) -> httpx2.Response:
    async with client(get_course_cover) as http:
        return await http.get(f"/api/courses/{course_id}/cover?v=1")


async def test_anybody_is_led_to_the_picture(shelf: FakeFiles) -> None:
    """302 to a signed link, which caches may keep while it is good for a while."""
    file = shelf.keep(new_id(), OLGA.id, "cover")
    shelf.covers[COURSE] = (OLGA.id, file.id)

    answer = await _get()

    assert (answer.status_code, answer.content) == (302, b"")
    assert file.key in answer.headers["location"]
    rule, _, seconds = answer.headers["cache-control"].partition("max-age=")
    assert rule == "public, "
    assert 0 < int(seconds) <= 1800


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
