"""Reading one course."""

from __future__ import annotations

import httpx2
import pytest

from functions.get_course.main import get_course
from lms_courses import Course, CourseChanges
from lms_kernel import Actor, new_id, request_scope
from lms_testing import actor, client
from lms_testing.access import redis_away
from lms_testing.courses import FakeCourses, a_course
from lms_testing.enrollments import fake_enrollments

OLGA = actor("instructor")
PEOPLE = {
    "stranger": None,
    "student": actor("student"),
    "colleague": actor("instructor", "two"),
    "owner": OLGA,
    "admin": actor("admin"),
}


def _kept(shelf: FakeCourses, status: str = "published") -> Course:
    course = a_course(OLGA.id, status="published" if status == "published" else "draft").course
    shelf.kept[course.id] = course
    return course


async def _get(
    name: str, *, as_: Actor | None = None, headers: dict[str, str] | None = None
) -> httpx2.Response:
    async with client(get_course, as_=as_) as http:
        return await http.get(f"/api/courses/{name}", headers=headers)


async def test_a_published_course_is_for_everybody(shelf: FakeCourses) -> None:
    """By id and by slug, with its version as ETag, fit for a CDN."""
    course = _kept(shelf)

    for name in (course.id, course.slug):
        answer = await _get(name)
        assert answer.status_code == 200
        assert answer.json()["id"] == course.id
        assert answer.headers["etag"] == '"1"'
        assert answer.headers["cache-control"].startswith("public, max-age=")


async def test_an_unchanged_course_is_not_sent_again(shelf: FakeCourses) -> None:
    """304 without a body when the caller has this version, 200 when it has another."""
    course = _kept(shelf)

    same = await _get(course.id, headers={"If-None-Match": '"1"'})
    other = await _get(course.id, headers={"If-None-Match": '"0"'})

    assert (same.status_code, same.content) == (304, b"")
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 404), ("student", 404), ("colleague", 404), ("owner", 200), ("admin", 200)],
)
async def test_a_draft_is_for_its_owner_and_admins(
    shelf: FakeCourses, who: str, status: int
) -> None:
    """For everybody else it does not exist; no cache keeps it."""
    course = _kept(shelf, "draft")

    answer = await _get(course.id, as_=PEOPLE[who])

    assert answer.status_code == status
    assert "public" not in answer.headers["cache-control"]


async def test_a_hidden_draft_is_told_like_none(shelf: FakeCourses) -> None:
    """The responses for somebody else's draft and for an unknown course differ only in the name."""
    course, nothing = _kept(shelf, "draft"), new_id()

    hidden, missing = await _get(course.id), await _get(nothing)

    assert hidden.text.replace(course.id, nothing) == missing.text


@pytest.mark.parametrize(
    "name", ["no-such-course", "a%20b", "018f0000-0000-7000-8000-000000000000"]
)
async def test_an_unknown_name_is_not_found(shelf: FakeCourses, name: str) -> None:
    """404 as a problem, whatever the name looks like."""
    answer = await _get(name)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_bad_token_is_refused(shelf: FakeCourses) -> None:
    """An invalid credential is never silently ignored."""
    course = _kept(shelf)

    assert (await _get(course.id, headers={"Authorization": "Bearer nonsense"})).status_code == 401


async def test_without_redis_published_courses_are_read(shelf: FakeCourses) -> None:
    """Reading what is public needs no session."""
    course = _kept(shelf)

    with redis_away():
        assert (await _get(course.id)).status_code == 200


async def test_an_archived_course_stays_readable_for_those_enrolled(shelf: FakeCourses) -> None:
    """By id and by slug, for nobody else, and for no cache."""
    course = _kept(shelf)
    student, other = PEOPLE["student"], actor("student", "other")
    assert student is not None
    with fake_enrollments() as school:
        school.add_person(student.id)
        school.courses[course.id] = school.courses.pop(school.add_course())
        async with request_scope(function="test"):
            seat = await school.claim(new_id(), course_id=course.id, user_id=student.id)
        shelf.kept[course.id] = course.change(CourseChanges(status="archived")).course

        for name in (course.id, course.slug):
            answer = await _get(name, as_=student)
            assert (answer.status_code, answer.json()["status"]) == (200, "archived")
            assert answer.headers["cache-control"].startswith("private")
        assert [(await _get(course.id, as_=each)).status_code for each in (other, None)] == [
            404
        ] * 2

        shelf.kept[course.id] = course.change(CourseChanges(status="draft")).course
        assert (await _get(course.id, as_=student)).status_code == 404

        shelf.kept[course.id] = course.change(CourseChanges(status="archived")).course
        async with request_scope(function="test"):
            await school.cancel(seat.id, owner=student.id)
        assert (await _get(course.id, as_=student)).status_code == 404
