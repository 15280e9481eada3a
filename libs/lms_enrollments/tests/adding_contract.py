"""What every store of enrollments promises about courses with a price, and who is added to them."""

from __future__ import annotations

import pytest

from libs.lms_enrollments.tests.contract import School, claim
from lms_enrollments import (
    AlreadyALearner,
    CourseFull,
    CourseNotFound,
    CourseNotOpen,
    CourseUnpaid,
    Enrollment,
    NewLearner,
    PersonNotFound,
)
from lms_kernel import new_id, request_scope


async def add(school: School, course_id: str, id_: str = "", **person: str) -> Enrollment:
    """Add somebody in a request of its own."""
    async with request_scope(function="add_learner"):
        return await school.store.add(id_ or new_id(), NewLearner(**person), course_id=course_id)


class AddingContract:
    """The promises; subclasses give the fixture ``school``."""

    async def test_a_course_with_a_price_is_not_entered_for_nothing(self, school: School) -> None:
        """Not even by its owner; a learner who is added to it has a seat like any other."""
        ana, bo = await school.person(), await school.person("Bo")
        course = await school.course(capacity=2, owner=bo, is_priced=True)
        for each in (ana, bo):
            with pytest.raises(CourseUnpaid):
                await claim(school, course, each)
        assert (await school.taken(course), len(school.published)) == (0, 0)

        id_ = new_id()
        added = await add(school, course, id_, user_id=ana)
        again = await add(school, course, id_, user_id=ana)

        assert (again, added.user_id, added.status) == (added, ana, "active")
        assert added.learner is not None
        assert added.learner.name == "Ana"
        assert (await school.taken(course), len(school.published)) == (1, 1)
        assert await school.store.attends(ana, course)
        with pytest.raises(AlreadyALearner) as refused:
            await add(school, course, user_id=ana)
        assert refused.value.extra == {"enrollment_id": added.id}

    async def test_whoever_is_added_is_found_by_address_and_takes_a_free_seat(
        self, school: School
    ) -> None:
        """An unknown person, a closed account, a full course and a draft are told apart."""
        ana, bo = await school.person(), await school.person("Bo")
        course = await school.course(capacity=1, is_priced=True)
        listed = await add(school, course, user_id=ana)
        free = await school.course()
        assert listed.learner is not None
        assert listed.learner.email
        assert (await add(school, free, email=listed.learner.email)).user_id == ana

        with pytest.raises(CourseFull):
            await add(school, course, user_id=bo)
        with pytest.raises(CourseNotOpen):
            await add(school, await school.course(status="draft"), user_id=bo)
        with pytest.raises(CourseNotFound):
            await add(school, new_id(), user_id=bo)
        await school.close_account(bo)
        for unknown in ({"user_id": bo}, {"user_id": new_id()}, {"email": "no@example.org"}):
            with pytest.raises(PersonNotFound):
                await add(school, free, **unknown)
