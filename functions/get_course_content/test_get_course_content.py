"""Reading a course with its content."""

from __future__ import annotations

import httpx2
import pytest

from functions.get_course_content.main import get_course_content
from lms_courses import Course
from lms_kernel import Actor, new_id
from lms_testing import actor, client
from lms_testing.courses import FakeCourses, a_course

OLGA = actor("instructor")
LESSON = {"id": "l1", "title": "Worms", "kind": "article", "body": "They dig."}
CONTENT = {"modules": [{"title": "Soil", "lessons": [LESSON]}]}


def _kept(shelf: FakeCourses, status: str = "published") -> Course:
    course = a_course(OLGA.id, status=status, content=CONTENT).course
    shelf.kept[course.id] = course
    return course


async def _get(
    name: str, *, as_: Actor | None = OLGA, headers: dict[str, str] | None = None
) -> httpx2.Response:
    async with client(get_course_content, as_=as_) as http:
        return await http.get(f"/api/courses/{name}/content", headers=headers)


@pytest.mark.parametrize("who", [OLGA, actor("admin")])
@pytest.mark.parametrize("status", ["draft", "published"])
async def test_owner_and_admins_read_everything(
    shelf: FakeCourses, who: Actor, status: str
) -> None:
    """The fields and the content of one version, by id and by slug, and no cache keeps it."""
    course = _kept(shelf, status)

    for name in (course.id, course.slug):
        answer = await _get(name, as_=who)
        assert answer.status_code == 200
        (module,) = answer.json()["content"]["modules"]
        assert module["lessons"][0]["body"] == "They dig."
        assert (answer.json()["title"], answer.json()["version"]) == ("Gardening", 1)
        assert answer.headers["etag"] == '"1"'
        assert answer.headers["cache-control"] == "private, no-store"


async def test_an_unchanged_course_is_not_sent_again(shelf: FakeCourses) -> None:
    """304 without a body when the editor has this version."""
    course = _kept(shelf)

    answer = await _get(course.id, headers={"If-None-Match": '"1"'})

    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    ("status", "who", "answered"),
    [
        ("draft", None, 401),
        ("draft", actor("student"), 403),
        ("draft", actor("instructor", "two"), 404),
        ("published", None, 401),
        ("published", actor("student"), 403),
        ("published", actor("instructor", "two"), 403),
    ],
)
async def test_nobody_else_reads_it(
    shelf: FakeCourses, status: str, who: Actor | None, answered: int
) -> None:
    """Somebody else's draft is not revealed; what is public has an outline, not its content."""
    course = _kept(shelf, status)

    answer = await _get(course.id, as_=who)

    assert answer.status_code == answered
    assert "They dig." not in answer.text


async def test_an_unknown_course_is_not_found(shelf: FakeCourses) -> None:
    """404 for an unknown id."""
    assert (await _get(new_id())).status_code == 404
