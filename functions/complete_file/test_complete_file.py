"""Saying that an upload is done."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
from prometheus_client import REGISTRY

from functions.complete_file.main import complete_file
from libs.lms_files.tests.fake import PNG, FakeFiles, fake_files
from lms_files import File, FileStored, NewFile
from lms_kernel import Actor, new_id
from lms_testing import CapturedEvents, actor, client
from lms_uploads import announce_file

OLGA, BEN = actor("instructor", "olga"), actor("instructor", "ben")


@pytest.fixture
def shelf() -> Iterator[FakeFiles]:
    """Let Olga have an account."""
    with fake_files() as fake:
        fake.add_person(OLGA.id, "instructor")
        yield fake


@pytest.fixture
async def file(shelf: FakeFiles) -> File:
    """Return a picture that Olga has announced."""
    return await shelf.add(
        new_id(), NewFile("cover", "a.png", "image/png", len(PNG)), owner=OLGA.id
    )


async def _put(id_: str, *, as_: Actor = OLGA) -> httpx2.Response:
    async with client(complete_file, as_=as_) as http:
        return await http.put(f"/api/files/{id_}/completion")


async def test_what_has_arrived_is_available(
    shelf: FakeFiles, file: File, published: CapturedEvents
) -> None:
    """200, and one event, however often it is said."""
    shelf.objects.kept[file.key] = (PNG, "image/png")

    first, again = await _put(file.id), await _put(file.id)

    assert (first.status_code, first.json()) == (200, again.json())
    assert first.json()["stored_at"]
    assert published.types() == [FileStored.type]


async def test_nothing_has_arrived_yet(file: File, published: CapturedEvents) -> None:
    """409; the upload may still come."""
    answer = await _put(file.id)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-uploaded")
    assert "Send it to the address of its upload first." in answer.json()["detail"]
    assert published == []


@pytest.mark.parametrize(
    "content",
    [b"<!DOCTYPE html><script>".ljust(len(PNG)), PNG[:-1], PNG + b"\x00", b"%PDF-".ljust(len(PNG))],
)
async def test_what_is_something_else_is_refused_for_good(
    shelf: FakeFiles, file: File, published: CapturedEvents, content: bytes
) -> None:
    """422, and the file is gone: by its bytes, whatever the browser called it."""
    shelf.objects.kept[file.key] = (content, "image/png")

    answer = await _put(file.id)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/file-refused")
    fault, _, advice = answer.json()["detail"].partition(". ")
    assert ("image/png" in fault) is (len(content) == len(PNG))
    assert (f"{len(content)} bytes" in fault) is (len(content) != len(PNG))
    assert advice.startswith("Announce ")
    assert (await _put(file.id)).status_code == 404
    assert published == []


async def test_somebody_elses_is_not_found(shelf: FakeFiles, file: File) -> None:
    """404, for admins too: only who uploads knows that it is done."""
    shelf.objects.kept[file.key] = (PNG, "image/png")
    for someone in (BEN, actor("admin")):
        assert (await _put(file.id, as_=someone)).status_code == 404
    assert (await _put(new_id())).status_code == 404


async def test_while_the_store_is_away_nothing_is_decided(shelf: FakeFiles, file: File) -> None:
    """503, and the file is as it was."""
    shelf.objects.is_away = True
    assert (await _put(file.id)).status_code == 503
    assert await shelf.get(file.id, owner=OLGA.id) == file


async def test_uploads_are_counted_by_how_far_they_came(shelf: FakeFiles) -> None:
    """Many announced and none completed: browsers do not reach the store."""
    outcomes = ("announced", "missing", "refused", "completed")

    def counts() -> list[float]:
        labels = [{"purpose": "cover", "outcome": each} for each in outcomes]
        return [REGISTRY.get_sample_value("lms_uploads_total", each) or 0 for each in labels]

    before = counts()
    new = NewFile("cover", "a.png", "image/png", len(PNG))
    first = (await announce_file(new_id(), new, owner=OLGA.id)).file
    second = await shelf.add(new_id(), new, owner=OLGA.id)
    await _put(first.id)
    shelf.objects.kept[first.key] = (PNG, "image/png")
    shelf.objects.kept[second.key] = (PNG + b"\x00", "image/png")
    for each in (first, first, second):
        await _put(each.id)

    assert counts() == [one + 1 for one in before]
