"""Taking a course away."""

from __future__ import annotations

import httpx2
import pytest

from functions.delete_course.main import delete_course
from lms_courses import Course
from lms_kernel import Actor, new_id
from lms_testing import CapturedEvents, actor, client
from lms_testing.catalog import FakeCatalog
from lms_testing.courses import FakeCourses, a_course

pytestmark = pytest.mark.usefixtures("shown")
OLGA = actor("instructor")
OTTO = actor("instructor", "two")


def _kept(shelf: FakeCourses, status: str = "draft") -> Course:
    course = a_course(OLGA.id, status=status).course
    shelf.kept[course.id] = course
    return course


async def _delete(name: str, *, as_: Actor = OLGA, if_match: str | None = None) -> httpx2.Response:
    headers = {} if if_match is None else {"If-Match": if_match}
    async with client(delete_course, as_=as_) as http:
        return await http.delete(f"/api/courses/{name}", headers=headers)


@pytest.mark.parametrize("who", [OLGA, actor("admin")])
async def test_owner_and_admins_delete_a_course(
    shelf: FakeCourses, shown: FakeCatalog, published: CapturedEvents, who: Actor
) -> None:
    """204; the event is published, and the catalog keeps a tombstone."""
    course = _kept(shelf, "published")

    answer = await _delete(course.id, as_=who)

    assert (answer.status_code, answer.content) == (204, b"")
    assert shelf.kept == {}
    assert published.types() == ["org.learning.course.deleted.v1"]
    assert shown.kept[course.id].deleted_at is not None
    assert (await _delete(course.id, as_=who)).status_code == 404


@pytest.mark.parametrize(
    ("status", "who", "answered"),
    [
        ("draft", actor("student"), 403),
        ("draft", OTTO, 404),
        ("published", OTTO, 403),
    ],
)
async def test_nobody_else_deletes_it(
    shelf: FakeCourses, status: str, who: Actor, answered: int
) -> None:
    """Somebody else's draft is not revealed; a published course is not theirs to delete."""
    course = _kept(shelf, status)

    assert (await _delete(course.id, as_=who)).status_code == answered
    assert shelf.kept == {course.id: course}


async def test_a_stale_copy_is_refused(shelf: FakeCourses) -> None:
    """412 when If-Match names another version, 204 when it names this one."""
    course = _kept(shelf)

    assert (await _delete(course.id, if_match='"7"')).status_code == 412
    assert (await _delete(course.id, if_match='"1"')).status_code == 204


async def test_what_is_not_there_cannot_be_deleted(shelf: FakeCourses) -> None:
    """404 for an unknown id."""
    assert (await _delete(new_id())).status_code == 404
