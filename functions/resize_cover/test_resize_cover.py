"""Covers in the sizes of pages."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from PIL import Image

from functions.resize_cover.main import resize_cover
from libs.lms_files.tests.fake import PNG, FakeFiles, fake_files
from lms_files import COVER_WIDTHS, File, FileStored, resized_key
from lms_kernel import new_id, request_scope
from lms_redis import redis
from lms_testing import actor, deliver, event

OLGA = actor("instructor", "olga")


@pytest.fixture
def shelf() -> Iterator[FakeFiles]:
    """Return an empty shelf."""
    with fake_files() as fake:
        yield fake


def _picture(width: int, height: int) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(target, "JPEG")
    return target.getvalue()


def _stored(file: File, **changes: Any) -> dict[str, Any]:
    happened = FileStored.of(file)
    return event(happened) | changes


def _sizes(shelf: FakeFiles, file: File) -> dict[int, tuple[int, int]]:
    made: dict[int, tuple[int, int]] = {}
    for width in COVER_WIDTHS:
        content, content_type = shelf.objects.kept.get(resized_key(file.id, width), (b"", ""))
        if content:
            assert content_type == "image/webp"
            made[width] = Image.open(io.BytesIO(content)).size
    return made


async def test_a_cover_is_made_in_every_size(shelf: FakeFiles) -> None:
    """And the original stays."""
    content = _picture(2000, 1200)
    file = shelf.keep(new_id(), OLGA.id, "cover", content=content)

    answer = await deliver(resize_cover, _stored(file))

    assert (answer.status_code, answer.content) == (204, b"")
    assert _sizes(shelf, file) == {480: (480, 270), 960: (960, 540), 1440: (1440, 810)}
    assert shelf.widths == {file.id: (480, 960, 1440)}
    assert shelf.objects.kept[file.key][0] == content


async def test_sizes_are_written_down_once_all_of_them_are_there(
    shelf: FakeFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is led to what is not there yet."""
    file = shelf.keep(new_id(), OLGA.id, "cover", content=_picture(2000, 1200))
    there: list[list[int]] = []

    async def note(file_id: str, widths: Sequence[int]) -> None:
        assert (file_id, list(widths)) == (file.id, list(COVER_WIDTHS))
        there.append(list(_sizes(shelf, file)))

    monkeypatch.setattr(shelf, "note_widths", note)
    assert (await deliver(resize_cover, _stored(file))).status_code == 204

    assert there == [list(COVER_WIDTHS)]


async def test_a_small_cover_is_not_enlarged(shelf: FakeFiles) -> None:
    """It has the sizes that it is large enough for, or none, which is written down as well."""
    some = shelf.keep(new_id(), OLGA.id, "cover", content=_picture(1000, 600))
    none = shelf.keep(new_id(), OLGA.id, "cover", content=_picture(300, 200))
    for file in (some, none):
        await deliver(resize_cover, _stored(file))

    assert list(_sizes(shelf, some)) == [480, 960]
    assert not _sizes(shelf, none)
    assert shelf.widths == {some.id: (480, 960), none.id: ()}


async def test_a_repeat_changes_nothing(shelf: FakeFiles) -> None:
    """Even after a crash in which the first delivery was forgotten."""
    file = shelf.keep(new_id(), OLGA.id, "cover", content=_picture(1000, 600))
    told = _stored(file)
    await deliver(resize_cover, told)
    before = dict(shelf.objects.kept)
    handled = await redis().keys("handled:*")
    assert handled
    await redis().delete(*handled)

    assert (await deliver(resize_cover, told)).status_code == 204
    assert shelf.objects.kept == before


@pytest.mark.parametrize("content", [PNG, b"", _picture(1440, 810)[:-200]])
async def test_what_cannot_be_decoded_is_left_as_it_is(shelf: FakeFiles, content: bytes) -> None:
    """204: no retry and no operator helps. It has the first bytes of a picture, and no more."""
    file = shelf.keep(new_id(), OLGA.id, "cover", content=content)

    assert (await deliver(resize_cover, _stored(file))).status_code == 204

    assert shelf.objects.kept.keys() == {file.key}
    assert shelf.widths == {file.id: ()}


async def test_what_is_gone_needs_no_sizes(shelf: FakeFiles) -> None:
    """Its row, or its bytes."""
    deleted, lost = [shelf.keep(new_id(), OLGA.id, "cover") for _ in range(2)]
    async with request_scope():
        await shelf.delete(deleted)
    shelf.objects.kept.clear()

    for file in (deleted, lost):
        assert (await deliver(resize_cover, _stored(file))).status_code == 204
    assert (shelf.objects.kept, shelf.widths) == ({}, {})


async def test_an_outage_is_tried_again(shelf: FakeFiles) -> None:
    """503 while the object store is down, and nothing is recorded."""
    file = shelf.keep(new_id(), OLGA.id, "cover", content=_picture(1000, 600))
    shelf.objects.is_away = True

    assert (await deliver(resize_cover, _stored(file))).status_code == 503
    assert shelf.widths == {}


async def test_an_event_that_cannot_be_read_is_given_up(shelf: FakeFiles) -> None:
    """422: a retry could not read it either."""
    file = shelf.keep(new_id(), OLGA.id, "cover")
    assert (await deliver(resize_cover, _stored(file, data={"file_id": 7}))).status_code == 422
