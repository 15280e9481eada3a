"""Taking a seat."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from functions.create_enrollment.main import create_enrollment
from lms_kernel import Actor, new_id
from lms_testing import CapturedEvents, actor, client
from lms_testing.enrollments import FakeEnrollments, fake_enrollments

ANA = actor("student")


@pytest.fixture
def school() -> Iterator[FakeEnrollments]:
    """Return the enrollments of this test alone."""
    with fake_enrollments() as fake:
        fake.add_person(ANA.id)
        yield fake


async def _enroll(body: object, *, as_: Actor = ANA, key: str | None = None) -> httpx2.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    async with client(create_enrollment, as_=as_) as http:
        return await http.post("/api/enrollments", json=body, headers=headers)


async def test_a_learner_gets_a_seat(school: FakeEnrollments, published: CapturedEvents) -> None:
    """201 with the enrollment, where it is, and an event that names the course."""
    course = school.add_course(title="Gardening")

    answer = await _enroll({"course_id": course})

    assert answer.status_code == 201
    body = answer.json()
    assert answer.headers["location"] == f"/api/enrollments/{body['id']}"
    assert (body["user_id"], body["course_id"]) == (ANA.id, course)
    assert (body["course_title"], body["status"]) == ("Gardening", "active")
    assert published.types() == ["org.learning.enrollment.created.v1"]


@pytest.mark.parametrize("role", ["student", "instructor", "admin"])
async def test_everybody_may_learn(school: FakeEnrollments, role: str) -> None:
    """Anyone who is signed in may enroll, including the course's own author."""
    person = actor(role)
    school.add_person(person.id)
    course = school.add_course(owner=person.id)

    assert (await _enroll({"course_id": course}, as_=person)).status_code == 201


async def test_a_repeat_with_the_same_key_is_answered_the_same(school: FakeEnrollments) -> None:
    """One Idempotency-Key makes one enrollment, even when the first response got lost."""
    body = {"course_id": school.add_course()}

    first, again = await _enroll(body, key="k1"), await _enroll(body, key="k1")
    other = await _enroll({"course_id": school.add_course()}, key="k1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert other.status_code == 422
    assert len(school.kept) == 1


async def test_a_course_with_a_price_is_not_entered_for_nothing(
    school: FakeEnrollments, published: CapturedEvents
) -> None:
    """402 with what to do, and nothing has changed (RFC 9110, section 15.5.3)."""
    course = school.add_course(is_priced=True)

    answer = await _enroll({"course_id": course})

    assert (answer.status_code, answer.json()["type"]) == (402, "/problems/payment-required")
    assert "ask its instructor" in answer.json()["detail"]
    assert (school.kept, published) == ({}, [])


async def test_a_second_seat_is_refused(school: FakeEnrollments) -> None:
    """409 naming the existing enrollment."""
    course = school.add_course()
    first = await _enroll({"course_id": course})

    answer = await _enroll({"course_id": course})

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/already-enrolled")
    assert answer.json()["enrollment_id"] == first.json()["id"]


async def test_a_full_course_is_refused(school: FakeEnrollments) -> None:
    """409 once every seat is taken."""
    answer = await _enroll({"course_id": school.add_course(capacity=0)})

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/course-full")


async def test_an_archived_course_is_not_open(school: FakeEnrollments) -> None:
    """409 for a course that is closed."""
    answer = await _enroll({"course_id": school.add_course(status="archived")})

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/course-not-open")


async def test_a_course_that_is_not_shown_is_not_found(school: FakeEnrollments) -> None:
    """The same 404 for somebody else's draft and for a course that does not exist."""
    answers = [
        await _enroll({"course_id": each}) for each in (school.add_course(status="draft"), new_id())
    ]

    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["course_id"]),
        ({"course_id": "x"}, ["course_id"]),
        ({"course_id": 7}, ["course_id"]),
        ({"course_id": new_id(), "user_id": new_id()}, ["user_id"]),
    ],
)
async def test_an_invalid_request_names_its_faults(
    school: FakeEnrollments, body: object, fields: list[str]
) -> None:
    """422 with every invalid field; the learner cannot be chosen."""
    answer = await _enroll(body)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == fields


async def test_a_service_takes_no_seat(school: FakeEnrollments) -> None:
    """403 for a token without an account, whatever its scopes."""
    service = Actor(new_id(), "service", new_id(), frozenset({"enrollment:create"}))

    answer = await _enroll({"course_id": school.add_course()}, as_=service)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/no-account")
