"""Reading all courses into the catalog again."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from functions.rebuild_catalog.main import BATCH, rebuild_catalog
from libs.lms_files.tests.fake import FakeFiles, fake_files
from lms_catalog import Card, RebuildRequested
from lms_courses import CourseUpdated
from lms_files import CourseFiles
from lms_kernel import new_id
from lms_testing import CapturedEvents, deliver, event
from lms_testing.catalog import FakeCatalog
from lms_testing.courses import FakeCourses, a_course, fake_courses


@pytest.fixture
def shelf() -> Iterator[FakeCourses]:
    """Return a few more courses than fit into one batch."""
    with fake_courses() as fake:
        for _ in range(BATCH + 3):
            course = a_course().course
            fake.kept[course.id] = course
        yield fake


@pytest.fixture(autouse=True)
def kept() -> Iterator[FakeFiles]:
    """Return an empty shelf of files."""
    with fake_files() as fake:
        yield fake


async def test_a_rebuild_walks_all_courses(
    shelf: FakeCourses, shown: FakeCatalog, published: CapturedEvents
) -> None:
    """One batch at a time, each requesting the next, until nothing is left."""
    first = await deliver(rebuild_catalog, event(RebuildRequested()))

    assert (first.status_code // 100, len(shown.kept)) == (2, BATCH)
    assert published.types() == [RebuildRequested.type]
    assert published[0]["data"] == {"after": sorted(shelf.kept)[BATCH - 1]}

    await deliver(rebuild_catalog, published[0])

    assert set(shown.kept) == set(shelf.kept)
    assert len(published) == 1


async def test_a_rebuild_repairs_rows_and_keeps_newer_ones(
    shelf: FakeCourses, shown: FakeCatalog
) -> None:
    """A wrong row of the same version is replaced; an author's newer change stays."""
    wrong, newer = (
        Card.of(shelf.kept[each].as_event(CourseUpdated)) for each in sorted(shelf.kept)[:2]
    )
    await shown.index(msgspec.structs.replace(wrong, title="Wrong"))
    await shown.index(msgspec.structs.replace(newer, title="Newer", version=2))

    await deliver(rebuild_catalog, event(RebuildRequested()))

    assert shown.kept[wrong.course_id].title == "Gardening"
    assert shown.kept[newer.course_id].title == "Newer"


async def test_a_rebuild_reads_which_files_courses_use(
    shelf: FakeCourses, shown: FakeCatalog, kept: FakeFiles
) -> None:
    """Of each course; what a newer version says of it stays."""
    first, second = (shelf.kept[each] for each in sorted(shelf.kept)[:2])
    covers = [new_id(), new_id()]
    for course, cover in zip((first, second), covers, strict=True):
        shelf.kept[course.id] = msgspec.structs.replace(course, cover_file_id=cover)
    await kept.refer(CourseFiles.of(msgspec.structs.replace(second, version=2)))

    await deliver(rebuild_catalog, event(RebuildRequested()))

    assert len(kept.courses) == BATCH
    assert kept.courses[first.id].file_ids == [covers[0]]
    assert kept.courses[second.id].file_ids == []


async def test_a_repeat_asks_for_the_rest_by_the_same_id(
    shelf: FakeCourses, shown: FakeCatalog, published: CapturedEvents
) -> None:
    """A batch whose acknowledgement got lost does not start a second rebuild."""
    requested = event(RebuildRequested())
    published.is_away = True
    assert (await deliver(rebuild_catalog, requested)).status_code == 503

    published.is_away = False
    await deliver(rebuild_catalog, requested)
    await deliver(rebuild_catalog, requested)

    assert len({str(each["id"]) for each in published}) == 1
