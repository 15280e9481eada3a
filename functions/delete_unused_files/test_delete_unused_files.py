"""Deleting what is not used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx2
import pytest
from msgspec.structs import replace

from functions.delete_unused_files.main import delete_unused_files
from libs.lms_files.tests.fake import FakeFiles, fake_files
from lms_courses import courses
from lms_files import UNUSED_AFTER, File
from lms_kernel import Actor, Unavailable, new_id, utc_now
from lms_testing import actor, client
from lms_testing.courses import FakeCourses, a_course

OLGA, BEN, ROOT = actor("instructor", "olga"), actor("instructor", "ben"), actor("admin")


@pytest.fixture
def kept() -> Iterator[FakeFiles]:
    """Return an empty shelf of files."""
    with fake_files() as fake:
        yield fake


def _old(kept: FakeFiles, owner: Actor = OLGA) -> File:
    """Return a file of long ago."""
    kept.add_person(owner.id, owner.role)
    file = kept.keep(new_id(), owner.id)
    long_ago = utc_now() - UNUSED_AFTER - timedelta(minutes=1)
    kept.kept[file.id] = replace(file, created_at=long_ago, stored_at=long_ago)
    return kept.kept[file.id]


async def _delete(as_: Actor = OLGA) -> httpx2.Response:
    async with client(delete_unused_files, as_=as_) as http:
        return await http.delete("/api/unused-files")


async def test_what_no_course_uses_is_deleted(shelf: FakeCourses, kept: FakeFiles) -> None:
    """Of the caller alone; the answer says how much it was, and a repeat finds nothing."""
    first, second, foreign = _old(kept), _old(kept), _old(kept, BEN)
    young = kept.keep(new_id(), OLGA.id)

    answer, again = await _delete(), await _delete()

    assert answer.status_code == 200
    assert answer.json() == {"files": 2, "bytes": first.bytes + second.bytes}
    assert again.json() == {"files": 0, "bytes": 0}
    assert set(kept.gone) == {first.id, second.id}
    assert {foreign.id, young.id} <= set(kept.kept) - set(kept.gone)


@pytest.mark.parametrize("status", ["draft", "published", "archived"])
async def test_a_document_has_the_last_word(
    shelf: FakeCourses, kept: FakeFiles, status: str
) -> None:
    """A file of a course stays, even if the event that says so is still on its way."""
    file = _old(kept)
    lesson = {"title": "Worms", "kind": "file", "file_id": file.id}
    course = a_course(OLGA.id, content={"modules": [{"title": "Soil", "lessons": [lesson]}]}).course
    shelf.kept[course.id] = replace(course, status=status)

    assert (await _delete()).json() == {"files": 0, "bytes": 0}
    assert kept.gone == {}


async def test_one_request_deletes_500_at_most(shelf: FakeCourses, kept: FakeFiles) -> None:
    """What is left is deleted by the next one."""
    for _ in range(501):
        _old(kept)

    assert [(await _delete()).json()["files"] for _ in range(3)] == [500, 1, 0]


async def test_admins_delete_one_by_one(shelf: FakeCourses, kept: FakeFiles) -> None:
    """403: their files may be in anybody's course."""
    _old(kept, ROOT)

    assert (await _delete(ROOT)).status_code == 403
    assert kept.gone == {}


async def test_without_the_documents_nothing_is_deleted(
    shelf: FakeCourses, kept: FakeFiles
) -> None:
    """503 while either store is down."""
    _old(kept)

    class Away(FakeCourses):
        async def files_of(self, owner_id: str) -> set[str]:
            raise Unavailable

    with courses.override(Away()):
        assert (await _delete()).status_code == 503
    kept.is_away = True
    assert (await _delete()).status_code == 503
    assert kept.gone == {}
