"""Files of courses on their way to the list of their owner."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.index_files.main import index_files
from libs.lms_files.tests.fake import FakeFiles, fake_files
from lms_courses import Change, CourseChanges
from lms_files import FileSelection
from lms_kernel import new_id
from lms_testing import deliver, event
from lms_testing.courses import OLGA, FakeCourses, a_course


@pytest.fixture
def kept() -> Iterator[FakeFiles]:
    """Return an empty shelf of files."""
    with fake_files() as fake:
        yield fake


async def _save(shelf: FakeCourses, change: Change) -> None:
    shelf.kept[change.course.id] = change.course
    if change.is_deletion:
        del shelf.kept[change.course.id]
    for each in change.events():
        answer = await deliver(index_files, event(each))
        assert (answer.status_code // 100, answer.content) == (2, b"")


async def _used(kept: FakeFiles) -> set[str]:
    found = await kept.page(FileSelection(OLGA, in_use=True), limit=9)
    return {each.id for each in found.part.items}


async def test_a_file_is_used_as_long_as_the_course_refers_to_it(
    shelf: FakeCourses, kept: FakeFiles
) -> None:
    """From the draft to the archive: an exchanged cover is free, and so is all of a deleted one."""
    first, second = [kept.keep(new_id(), OLGA, "cover").id for _ in range(2)]
    draft = a_course(cover_file_id=first)
    await _save(shelf, draft)
    assert await _used(kept) == {first}

    changed = draft.course.change(CourseChanges(cover_file_id=second, status="published"))
    await _save(shelf, changed)
    assert await _used(kept) == {second}

    archived = changed.course.change(CourseChanges(status="archived"))
    await _save(shelf, archived)
    assert await _used(kept) == {second}

    await _save(shelf, archived.course.delete())
    assert await _used(kept) == set()


async def test_a_late_event_changes_nothing(shelf: FakeCourses, kept: FakeFiles) -> None:
    """The document counts, and of a course that is gone the newest version."""
    first, second = [kept.keep(new_id(), OLGA, "cover").id for _ in range(2)]
    draft = a_course(cover_file_id=first)
    changed = draft.course.change(CourseChanges(cover_file_id=second))
    await _save(shelf, changed)
    shelf.kept[changed.course.id] = changed.course

    await deliver(index_files, event(draft.events()[0]))
    assert await _used(kept) == {second}

    gone = changed.course.delete()
    await _save(shelf, gone)
    assert kept.courses[gone.course.id].version == gone.course.version
    await deliver(index_files, event(changed.events()[0]))
    assert await _used(kept) == set()


async def test_an_event_that_cannot_be_read_is_given_up(kept: FakeFiles) -> None:
    """422: a retry could not read it either."""
    broken = event(a_course().events()[0]) | {"data": {"course_id": 7}}

    assert (await deliver(index_files, broken)).status_code == 422


async def test_an_outage_is_tried_again(shelf: FakeCourses, kept: FakeFiles) -> None:
    """503 while the database is down."""
    kept.is_away = True
    draft = a_course()
    shelf.kept[draft.course.id] = draft.course

    assert (await deliver(index_files, event(draft.events()[0]))).status_code == 503
