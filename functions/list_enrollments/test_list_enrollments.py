"""One's own enrollments, and rosters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from functions.list_enrollments.main import list_enrollments
from lms_kernel import Actor, new_id, request_scope
from lms_testing import actor, client
from lms_testing.enrollments import FakeEnrollments, fake_enrollments

ANA, BO = actor("student", "ana"), actor("student", "bo")
OLGA, OTHER = actor("instructor", "olga"), actor("instructor", "other")
ADMIN = actor("admin")


@pytest.fixture
def school() -> Iterator[FakeEnrollments]:
    """Return the enrollments of this test alone."""
    with fake_enrollments() as fake:
        fake.add_person(ANA.id, "Ana")
        fake.add_person(BO.id, "Bo")
        for person in (OLGA, ADMIN, OTHER):
            fake.add_person(person.id, person.role)
        yield fake


async def _seat(school: FakeEnrollments, person: Actor, course: str | None = None) -> str:
    async with request_scope():
        claimed = await school.claim(
            new_id(), course_id=course or school.add_course(), user_id=person.id
        )
    return claimed.id


async def _list(as_: Actor | None, **parameters: Any) -> httpx2.Response:
    async with client(list_enrollments, as_=as_) as http:
        return await http.get("/api/enrollments", params=parameters)


def _ids(answer: httpx2.Response) -> list[str]:
    return [each["id"] for each in answer.json()["items"]]


@pytest.mark.parametrize("person", [ANA, OLGA, ADMIN])
async def test_without_a_filter_it_is_ones_own(school: FakeEnrollments, person: Actor) -> None:
    """Newest first with the total, whatever the caller's role."""
    mine = [await _seat(school, person), await _seat(school, person)]
    await _seat(school, BO, school.add_course(owner=OLGA.id))

    answer = await _list(person)

    assert answer.status_code == 200
    assert _ids(answer) == mine[::-1]
    assert (answer.json()["total"], answer.json()["next_cursor"]) == (2, None)
    assert answer.headers["cache-control"].startswith("private")


@pytest.mark.parametrize("person", [OLGA, ADMIN])
async def test_a_roster_is_for_those_in_charge(school: FakeEnrollments, person: Actor) -> None:
    """The course's instructor and admins see who takes it, by name and email address."""
    course = school.add_course(owner=OLGA.id)
    for learner in (ANA, BO):
        await _seat(school, learner, course)

    answer = await _list(person, course_id=course)

    assert [each["learner"] for each in answer.json()["items"]] == [
        {"name": "Bo", "email": "bo@example.org"},
        {"name": "Ana", "email": "ana@example.org"},
    ]


@pytest.mark.parametrize("person", [ANA, OTHER])
async def test_others_see_only_themselves_in_a_course(
    school: FakeEnrollments, person: Actor
) -> None:
    """A learner sees their own seat; nobody else sees a roster."""
    course = school.add_course(owner=OLGA.id)
    await _seat(school, BO, course)
    mine = await _seat(school, person, course)

    answer = await _list(person, course_id=course)

    assert _ids(answer) == [mine]
    assert answer.json()["items"][0]["learner"] is None
    assert answer.json()["total"] == 1


async def test_only_admins_ask_for_somebody_else(school: FakeEnrollments) -> None:
    """403 for others; asking for oneself by id is allowed."""
    theirs = await _seat(school, BO)
    mine = await _seat(school, ANA)

    assert _ids(await _list(ADMIN, user_id=BO.id)) == [theirs]
    assert _ids(await _list(ANA, user_id=ANA.id)) == [mine]
    for person in (ANA, OLGA):
        assert (await _list(person, user_id=BO.id)).status_code == 403


async def test_a_list_is_narrowed_by_status(school: FakeEnrollments) -> None:
    """Only active or only cancelled ones."""
    gone, active = await _seat(school, ANA), await _seat(school, ANA)
    async with request_scope():
        await school.cancel(gone, owner=None)

    assert _ids(await _list(ANA, status="active")) == [active]
    assert _ids(await _list(ANA, status="cancelled")) == [gone]


async def test_pages_by_number_and_by_cursor_show_the_same(school: FakeEnrollments) -> None:
    """Each enrollment once, and no cursor after the last page."""
    mine = [await _seat(school, ANA) for _ in range(4)][::-1]

    numbered = [await _list(ANA, limit=2, page=each) for each in (1, 2)]
    cursor = numbered[0].json()["next_cursor"]
    followed = await _list(ANA, limit=2, cursor=cursor)

    assert _ids(numbered[0]) + _ids(numbered[1]) == mine
    assert _ids(followed) == mine[2:]
    assert followed.json()["next_cursor"] is None
    assert followed.json()["total"] == 4


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"page": "x"}, "page"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "WyJhIiwiYiJd"}, "cursor"),
        ({"status": "lost"}, "status"),
        ({"course_id": "x"}, "course_id"),
        ({"user": "x"}, "user"),
    ],
)
async def test_a_question_that_cannot_be_read_names_its_fault(
    school: FakeEnrollments, parameters: dict[str, Any], field: str
) -> None:
    """422 naming the parameter, including unknown parameters."""
    answer = await _list(ANA, **parameters)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
