"""What every store of enrollments promises: one suite for the fake and for PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

import msgspec
import pytest

from lms_enrollments import (
    AlreadyEnrolled,
    CourseFull,
    CourseNotFound,
    CourseNotOpen,
    Enrollment,
    EnrollmentCancelled,
    EnrollmentCreated,
    EnrollmentNotFound,
    LearnerOfCourse,
    NoAccount,
    PostgresEnrollments,
    Selection,
)
from lms_kernel import Conflict, Place, Unavailable, by_creation, new_id, request_scope
from lms_testing import CapturedEvents
from lms_testing.enrollments import FakeEnrollments


class School(Protocol):
    """Where the promises are tried: a store, and a way to make courses and people for it."""

    store: PostgresEnrollments | FakeEnrollments
    published: CapturedEvents

    async def course(
        self,
        *,
        capacity: int | None = None,
        status: str = "published",
        owner: str | None = None,
        is_priced: bool = False,
    ) -> str:
        """Make the course "Gardening" and answer its id."""

    async def person(self, name: str = "Ana") -> str:
        """Make somebody and answer their id."""

    async def close_account(self, user_id: str) -> None:
        """Close somebody's account."""

    async def delete(self, course_id: str) -> None:
        """Let the catalog show no longer what was deleted."""

    async def taken(self, course_id: str) -> int:
        """Return how many seats of the course are taken."""


async def claim(school: School, course_id: str, user_id: str, id_: str = "") -> Enrollment:
    """Claim a seat in a request of its own."""
    async with request_scope(function="create_enrollment"):
        return await school.store.claim(id_ or new_id(), course_id=course_id, user_id=user_id)


async def cancel(school: School, enrollment_id: str, owner: str | None = None) -> None:
    """Cancel an enrollment in a request of its own."""
    async with request_scope(function="cancel_enrollment"):
        await school.store.cancel(enrollment_id, owner=owner)


class EnrollmentContract:
    """What every store of enrollments promises; subclasses give the fixture ``school``."""

    async def test_a_claim_takes_one_seat_and_is_announced(self, school: School) -> None:
        """A claim answers the enrollment, takes one seat, and its event names the course."""
        course, ana = await school.course(capacity=2), await school.person()

        claimed = await claim(school, course, ana)

        assert (claimed.user_id, claimed.course_id, claimed.status) == (ana, course, "active")
        assert (claimed.course_title, claimed.course_slug) == ("Gardening", "gardening")
        assert await school.taken(course) == 1
        assert [each["type"] for each in school.published] == [EnrollmentCreated.type]
        assert school.published[0]["data"] == {
            "enrollment_id": claimed.id,
            "user_id": ana,
            "course_id": course,
            "course_title": "Gardening",
        }
        assert school.published[0]["subject"] == claimed.id

    async def test_a_repeated_claim_is_the_first_one(self, school: School) -> None:
        """The same id again answers the first enrollment, takes no seat and announces nothing."""
        course, ana, id_ = await school.course(), await school.person(), new_id()

        first = await claim(school, course, ana, id_)
        again = await claim(school, course, ana, id_)

        assert again == first
        assert await school.taken(course) == 1
        assert len(school.published) == 1

    async def test_a_second_enrollment_is_refused_by_name(self, school: School) -> None:
        """A learner who has a seat gets no second one; the problem names the first."""
        course, ana = await school.course(), await school.person()
        first = await claim(school, course, ana)

        with pytest.raises(AlreadyEnrolled) as refused:
            await claim(school, course, ana)

        assert refused.value.extra == {"enrollment_id": first.id}
        assert await school.taken(course) == 1

    async def test_a_seat_is_found_by_id_and_slug_of_its_course(self, school: School) -> None:
        """For the one who has it, and until it is given back."""
        course, other = await school.course(), await school.course()
        ana, bo = await school.person(), await school.person("Bo")
        seat = await claim(school, course, ana)

        for name in (course, "gardening"):
            assert await school.store.seats_in(name, ana) == {course}
            assert await school.store.seats_in(name, bo) == set()
        for name in (other, new_id(), "no-such-course"):
            assert await school.store.seats_in(name, ana) == set()

        await cancel(school, seat.id)
        assert await school.store.seats_in(course, ana) == set()

    async def test_a_full_course_takes_nobody(self, school: School) -> None:
        """When every seat is taken, the next claim is refused and nothing changes."""
        course = await school.course(capacity=1)
        await claim(school, course, await school.person())

        with pytest.raises(CourseFull):
            await claim(school, course, await school.person("Bo"))

        assert await school.taken(course) == 1
        assert len(school.published) == 1

    @pytest.mark.parametrize("status", ["draft", "archived"])
    async def test_only_a_published_course_is_open(self, school: School, status: str) -> None:
        """The owner of a draft, and anyone on an archived course, learns that it is not open."""
        ana = await school.person()
        course = await school.course(status=status, owner=ana)

        with pytest.raises(CourseNotOpen):
            await claim(school, course, ana)

    async def test_a_draft_is_not_revealed(self, school: School) -> None:
        """To everybody but its owner a draft is a course that does not exist."""
        course = await school.course(status="draft")

        with pytest.raises(CourseNotFound):
            await claim(school, course, await school.person())

    async def test_an_unknown_course_is_not_found(self, school: School) -> None:
        """A claim on a course that does not exist is refused as such."""
        with pytest.raises(CourseNotFound):
            await claim(school, new_id(), await school.person())

    async def test_only_somebody_with_an_account_takes_a_seat(self, school: School) -> None:
        """An id without an account, such as a service's, is refused and takes no seat."""
        course = await school.course()

        with pytest.raises(NoAccount):
            await claim(school, course, new_id())

        assert await school.taken(course) == 0

    async def test_an_author_may_take_their_own_course(self, school: School) -> None:
        """An author enrolls like anybody and takes a seat like anybody."""
        ana = await school.person()
        course = await school.course(capacity=1, owner=ana)

        await claim(school, course, ana)

        assert await school.taken(course) == 1

    async def test_cancelling_frees_one_seat_once(self, school: School) -> None:
        """A seat is given back once, however often and from wherever it is asked for."""
        course = await school.course(capacity=2)
        mine = await claim(school, course, await school.person())
        await claim(school, course, await school.person("Bo"))

        for _ in range(3):
            await cancel(school, mine.id, owner=mine.user_id)
        await asyncio.gather(*(cancel(school, mine.id) for _ in range(3)))

        assert await school.taken(course) == 1
        cancelled = [each for each in school.published if each["type"] == EnrollmentCancelled.type]
        assert [each["data"] for each in cancelled] == [
            {
                "enrollment_id": mine.id,
                "user_id": mine.user_id,
                "course_id": course,
                "course_title": "Gardening",
            }
        ]

    async def test_a_freed_seat_can_be_taken_again(self, school: School) -> None:
        """After cancelling, the same person may enroll again, and nobody else with them."""
        course, ana = await school.course(capacity=1), await school.person()
        first = await claim(school, course, ana)
        await cancel(school, first.id)

        second = await claim(school, course, ana)

        assert second.id != first.id
        assert await school.taken(course) == 1

    @pytest.mark.parametrize("id_", ["nonsense", "018f0000-0000-7000-8000-000000000000"])
    async def test_what_is_not_there_cannot_be_cancelled(self, school: School, id_: str) -> None:
        """An unknown or unreadable id is not found."""
        with pytest.raises(EnrollmentNotFound):
            await cancel(school, id_)

    async def test_nobody_cancels_for_somebody_else(self, school: School) -> None:
        """Somebody else's enrollment is not found, and the seat stays taken."""
        course = await school.course()
        mine = await claim(school, course, await school.person())

        with pytest.raises(EnrollmentNotFound):
            await cancel(school, mine.id, owner=await school.person("Bo"))

        assert await school.taken(course) == 1

    async def test_a_list_is_ones_own(self, school: School) -> None:
        """A viewer sees their own enrollments, newest first, without personal data."""
        ana, bo = await school.person(), await school.person("Bo")
        first = await claim(school, await school.course(), ana)
        second = await claim(school, await school.course(), ana)
        await claim(school, first.course_id, bo)

        found = await school.store.page(Selection(viewer=ana), limit=10)

        assert [each.id for each in found.items] == [second.id, first.id]
        assert found.total == len(found.items)
        assert {each.learner for each in found.items} == {None}

    async def test_a_roster_is_for_those_in_charge(self, school: School) -> None:
        """A course's owner and an admin see who takes it; its learners see themselves only."""
        ana, bo, owner = [await school.person(each) for each in ("Ana", "Bo", "Olga")]
        course = await school.course(owner=owner)
        for each in (ana, bo):
            await claim(school, course, each)

        async def names(viewer: str | None) -> list[str | None]:
            page = await school.store.page(Selection(viewer=viewer, course_id=course), limit=10)
            return [each.learner.name if each.learner else None for each in page.items]

        assert await names(owner) == ["Bo", "Ana"]
        assert await names(None) == ["Bo", "Ana"]
        assert await names(ana) == [None]

    async def test_the_address_of_a_learner_leaves_the_roster_with_them(
        self, school: School
    ) -> None:
        """An instructor may write to learners, not to those who left (GDPR, article 5.1.c)."""
        ana, bo, owner = [await school.person(each) for each in ("Ana", "Bo", "Olga")]
        course = await school.course(owner=owner)
        await claim(school, course, ana)
        left = await claim(school, course, bo)
        await cancel(school, left.id)

        for viewer in (owner, None):
            page = await school.store.page(Selection(viewer=viewer, course_id=course), limit=10)
            shown = [each.learner for each in page.items if each.learner]
            assert [each.name for each in shown] == ["Bo", "Ana"]
            assert [each.email is not None for each in shown] == [False, True]

    async def test_a_list_can_be_narrowed(self, school: School) -> None:
        """User, course and status narrow a list together."""
        ana, bo = await school.person(), await school.person("Bo")
        mine = await claim(school, await school.course(), ana)
        other = await claim(school, await school.course(), ana)
        await claim(school, mine.course_id, bo)
        await cancel(school, mine.id)

        async def ids(**filters: object) -> set[str]:
            selection = msgspec.convert({"viewer": None, "user_id": ana, **filters}, Selection)
            return {each.id for each in (await school.store.page(selection, limit=10)).items}

        assert await ids() == {mine.id, other.id}
        assert await ids(status="active") == {other.id}
        assert await ids(status="cancelled") == {mine.id}
        assert await ids(course_id=other.course_id) == {other.id}

    async def test_pages_cover_a_list_without_gaps(self, school: School) -> None:
        """Following positions or numbers shows every enrollment once; the total stays."""
        ana = await school.person()
        all_ = [(await claim(school, await school.course(), ana)).id for _ in range(5)]
        newest_first = list(reversed(all_))
        mine = Selection(viewer=ana)

        by_number = [await school.store.page(mine, limit=2, offset=each) for each in (0, 2, 4)]
        by_position: list[str] = []
        after: Place | None = None
        while (page := await school.store.page(mine, limit=2, after=after)).items:
            by_position += [each.id for each in page.items]
            after = by_creation(page.items[-1])
            assert page.total == len(all_)

        assert [each.id for page in by_number for each in page.items] == newest_first
        assert by_position == newest_first

    async def test_an_instructor_knows_their_learners(self, school: School) -> None:
        """Somebody is an instructor's learner while they have a seat in a course of theirs."""
        ana, olga = await school.person(), await school.person("Olga")
        mine = await claim(school, await school.course(owner=olga), ana)
        await claim(school, await school.course(), olga)

        assert await school.store.teaches(olga, ana)
        assert not await school.store.teaches(ana, olga)
        await cancel(school, mine.id)
        assert not await school.store.teaches(olga, ana)

    async def test_the_learners_of_a_course_are_walked_in_order(self, school: School) -> None:
        """Each who has a seat and an open account comes once, by id, whatever the step."""
        course = await school.course()
        people = [await school.person() for _ in range(7)]
        seats = [await claim(school, course, each) for each in people]
        await claim(school, await school.course(), await school.person("Bo"))
        await cancel(school, seats[0].id)
        await school.close_account(people[1])

        walked: list[LearnerOfCourse] = []
        last = None
        while not walked or last:
            step = await school.store.learners(course, after=last, limit=2)
            walked += step.items
            last = step.last

        assert [each.user_id for each in walked] == sorted(people[2:])
        assert {each.name for each in walked} == {"Ana"}
        assert all(each.email.endswith("@example.org") for each in walked)
        assert await school.store.count_learners(course) == len(walked)

    async def test_a_course_without_learners_has_none(self, school: School) -> None:
        """An empty course, and one that nobody knows, have no learners."""
        for course in (await school.course(), new_id()):
            assert await school.store.learners(course, after=None, limit=10) == ([], None, {})
            assert await school.store.count_learners(course) == 0


async def outcomes(school: School, course_id: str, people: Sequence[str]) -> list[str]:
    """Have everybody claim at once; answer ``claimed`` or the refusal's slug for each."""

    async def attempt(user_id: str) -> str:
        try:
            await claim(school, course_id, user_id)
        except (Conflict, CourseNotFound, Unavailable) as refusal:
            return refusal.slug
        return "claimed"

    return list(await asyncio.gather(*map(attempt, people)))
