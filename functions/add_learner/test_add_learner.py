"""Adding a learner to a course."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from functions.add_learner.main import add_learner
from lms_courses import Course
from lms_kernel import Actor, new_id
from lms_limits import LimitSettings
from lms_testing import CapturedEvents, actor, client
from lms_testing.courses import FakeCourses, a_course
from lms_testing.enrollments import FakeCourse, FakeEnrollments, fake_enrollments

OLGA = actor("instructor")
ANA = actor("student")
EMAIL = "ana@example.org"


@pytest.fixture
def school() -> Iterator[FakeEnrollments]:
    """Return the enrollments of this test alone."""
    with fake_enrollments() as fake:
        fake.add_person(ANA.id)
        yield fake


def _kept(shelf: FakeCourses, school: FakeEnrollments, status: str = "published") -> Course:
    """Let there be a course that costs something."""
    price = {"amount": 4900, "currency": "EUR"}
    course = a_course(OLGA.id, status=status, price=price).course
    shelf.kept[course.id] = course
    school.courses[course.id] = FakeCourse(
        course.id, course.title, status, OLGA.id, None, is_priced=True
    )
    return course


async def _add(
    course_id: str, body: object, *, as_: Actor | None = OLGA, key: str | None = None
) -> httpx2.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    async with client(add_learner, as_=as_) as http:
        return await http.post(f"/api/courses/{course_id}/learners", json=body, headers=headers)


@pytest.mark.parametrize("who", [OLGA, actor("admin")])
@pytest.mark.parametrize("body", [{"user_id": ANA.id}, {"email": "  Ana@Example.org "}])
async def test_whoever_teaches_adds_a_learner(
    shelf: FakeCourses,
    school: FakeEnrollments,
    published: CapturedEvents,
    who: Actor,
    body: object,
) -> None:
    """By id or by address, whatever the course costs; learner and audit trail hear of it."""
    course = _kept(shelf, school)

    answer = await _add(course.id, body, as_=who)

    assert answer.status_code == 201
    added = answer.json()
    assert answer.headers["location"] == f"/api/enrollments/{added['id']}"
    assert (added["user_id"], added["course_id"]) == (ANA.id, course.id)
    assert added["learner"] == {"name": "Ana", "email": EMAIL}
    (event,) = published
    assert event["type"] == "org.learning.enrollment.created.v1"
    assert (event["privileged"], event["actorid"]) == ("true", who.id)
    assert event["data"]["user_id"] == ANA.id


async def test_a_repeat_with_the_same_key_is_answered_the_same(
    shelf: FakeCourses, school: FakeEnrollments
) -> None:
    """One seat; without the key the second try is told that there is one."""
    course = _kept(shelf, school)

    first = await _add(course.id, {"email": EMAIL}, key="k1")
    again = await _add(course.id, {"email": EMAIL}, key="k1")
    other = await _add(course.id, {"email": EMAIL})

    assert (first.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["type"]) == (409, "/problems/already-a-learner")
    assert other.json()["enrollment_id"] == first.json()["id"]
    assert len(school.kept) == 1


@pytest.mark.parametrize(
    ("who", "status", "answered"),
    [
        (None, "published", 401),
        (ANA, "published", 403),
        (actor("instructor", "two"), "published", 403),
        (actor("instructor", "two"), "draft", 404),
    ],
)
async def test_nobody_else_adds_anybody(
    shelf: FakeCourses, school: FakeEnrollments, who: Actor | None, status: str, answered: int
) -> None:
    """Not even themselves; somebody else's draft is not revealed."""
    course = _kept(shelf, school, status)

    answer = await _add(course.id, {"user_id": ANA.id}, as_=who)

    assert answer.status_code == answered
    assert school.kept == {}


@pytest.mark.parametrize(
    ("body", "answered", "slug"),
    [
        ({"email": "nobody@example.org"}, 404, "person-not-found"),
        ({"user_id": new_id()}, 404, "person-not-found"),
        ({}, 422, "invalid"),
        ({"email": EMAIL, "user_id": ANA.id}, 422, "invalid"),
        ({"email": "no address"}, 422, "invalid"),
    ],
)
async def test_a_person_has_to_be_named_and_known(
    shelf: FakeCourses, school: FakeEnrollments, body: object, answered: int, slug: str
) -> None:
    """By one of the two, and there has to be an account."""
    answer = await _add(_kept(shelf, school).id, body)

    assert (answer.status_code, answer.json()["type"]) == (answered, f"/problems/{slug}")


async def test_a_course_that_is_not_open_takes_nobody(
    shelf: FakeCourses, school: FakeEnrollments
) -> None:
    """409 for the owner's own draft, 404 for a course that there is not."""
    draft = await _add(_kept(shelf, school, "draft").id, {"email": EMAIL})
    unknown = await _add(new_id(), {"email": EMAIL})

    assert (draft.status_code, draft.json()["type"]) == (409, "/problems/course-not-open")
    assert unknown.status_code == 404


async def test_addresses_cannot_be_tried_without_end(
    shelf: FakeCourses, school: FakeEnrollments
) -> None:
    """429 after a class has been added, since each response says whether there is an account."""
    course = _kept(shelf, school)
    with LimitSettings.override(lms_rate_limits="on"):
        answers = [await _add(course.id, {"user_id": new_id()}) for _ in range(61)]

    assert {each.status_code for each in answers[:60]} == {404}
    assert answers[60].status_code == 429
