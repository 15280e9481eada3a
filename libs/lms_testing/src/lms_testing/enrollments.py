"""Enrollments in memory, with all the rules of the real store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from lms_enrollments import (
    AlreadyEnrolled,
    CourseFull,
    CourseNotFound,
    CourseNotOpen,
    Enrollment,
    EnrollmentCancelled,
    EnrollmentCreated,
    EnrollmentNotFound,
    Learner,
    LearnerOfCourse,
    NoAccount,
    Selection,
    enrollments,
)
from lms_events import announce
from lms_kernel import (
    Part,
    Place,
    Unavailable,
    by_creation,
    derived_id,
    envelope,
    is_id,
    new_id,
    slugify,
    utc_now,
)
from lms_testing.outboxes import MemoryOutbox


@dataclass
class FakeCourse:
    """What an enrollment needs to know of a course."""

    id: str
    title: str
    status: str
    owner: str
    capacity: int | None
    taken: int = 0


@dataclass
class FakeEnrollments:
    """The store of enrollments as dictionaries."""

    courses: dict[str, FakeCourse] = field(default_factory=dict)
    people: dict[str, Learner] = field(default_factory=dict)
    kept: dict[str, Enrollment] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    """Whose accounts are closed."""
    is_away: bool = False

    def add_course(
        self,
        *,
        title: str = "Gardening",
        status: str = "published",
        owner: str = "",
        capacity: int | None = None,
    ) -> str:
        """Make a course and return its id."""
        course = FakeCourse(new_id(), title, status, owner or new_id(), capacity)
        self.courses[course.id] = course
        return course.id

    def add_person(self, user_id: str, name: str = "Ana") -> None:
        """Make somebody who can take seats and whom rosters can show."""
        self.people[user_id] = Learner(name, f"{slugify(name)}@example.org")

    async def claim(self, enrollment_id: str, *, course_id: str, user_id: str) -> Enrollment:
        """Take a seat; a repeat with the same id returns the first enrollment."""
        self._look()
        if enrollment_id in self.kept:
            return self.kept[enrollment_id]
        if user_id not in self.people:
            raise NoAccount
        course = self.courses.get(course_id)
        if course is None or (course.status == "draft" and course.owner != user_id):
            raise CourseNotFound
        for each in self.kept.values():
            if (each.user_id, each.course_id, each.status) == (user_id, course_id, "active"):
                raise AlreadyEnrolled(extra={"enrollment_id": each.id})
        if course.status != "published":
            raise CourseNotOpen
        if course.capacity is not None and course.taken >= course.capacity:
            raise CourseFull
        course.taken += 1
        claimed = Enrollment(
            id=enrollment_id,
            user_id=user_id,
            course_id=course_id,
            course_title=course.title,
            course_slug=slugify(course.title),
            status="active",
            created_at=utc_now(),
        )
        self.kept[enrollment_id] = claimed
        self._announce(EnrollmentCreated, claimed)
        return claimed

    async def cancel(self, enrollment_id: str, *, owner: str | None) -> None:
        """Give the seat back, once."""
        self._look()
        found = self.kept.get(enrollment_id) if is_id(enrollment_id) else None
        if found is None or owner not in {None, found.user_id}:
            raise EnrollmentNotFound
        if found.status == "cancelled":
            return
        self.kept[enrollment_id] = msgspec.structs.replace(
            found, status="cancelled", cancelled_at=utc_now()
        )
        self.courses[found.course_id].taken -= 1
        self._announce(EnrollmentCancelled, found)

    async def page(
        self,
        selection: Selection,
        *,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[Enrollment]:
        """Return a part of the selected list, newest first."""
        self._look()
        found = [shown for each in self.kept.values() if (shown := self._seen(each, selection))]
        found.sort(key=by_creation, reverse=True)
        total = len(found)
        if after is not None:
            found = [each for each in found if by_creation(each) < after]
        return Part(found[offset : offset + limit], total)

    async def teaches(self, instructor: str, learner: str) -> bool:
        """Tell whether the learner has a seat in a course that the instructor owns."""
        self._look()
        return any(
            each.user_id == learner
            and each.status == "active"
            and self.courses[each.course_id].owner == instructor
            for each in self.kept.values()
        )

    async def learners(
        self, course_id: str, *, after: str | None, limit: int
    ) -> list[LearnerOfCourse]:
        """Return the next learners of a course by their ids."""
        found = self._learners(course_id)
        ids = [each for each in sorted(found) if after is None or each > after]
        return [LearnerOfCourse(each, found[each].name, found[each].email) for each in ids[:limit]]

    async def count_learners(self, course_id: str) -> int:
        """Count those whom ``learners`` returns."""
        return len(self._learners(course_id))

    def _learners(self, course_id: str) -> dict[str, Learner]:
        self._look()
        return {
            each.user_id: self.people[each.user_id]
            for each in self.kept.values()
            if (each.course_id, each.status) == (course_id, "active")
            and each.user_id not in self.closed
        }

    def _look(self) -> None:
        if self.is_away:
            raise Unavailable("The database cannot be reached.")

    def _seen(self, each: Enrollment, selection: Selection) -> Enrollment | None:
        """Return the enrollment as the viewer sees it, None when it is not in the selection."""
        viewer = selection.viewer
        in_charge = viewer in {None, self.courses[each.course_id].owner}
        if (
            (in_charge or each.user_id == viewer)
            and selection.user_id in {None, each.user_id}
            and selection.course_id in {None, each.course_id}
            and selection.status in {None, each.status}
        ):
            learner = self.people.get(each.user_id) if in_charge else None
            return msgspec.structs.replace(each, learner=learner)
        return None

    def _announce(
        self, kind: type[EnrollmentCreated | EnrollmentCancelled], about: Enrollment
    ) -> None:
        happened = kind(
            enrollment_id=about.id,
            user_id=about.user_id,
            course_id=about.course_id,
            course_title=about.course_title,
        )
        announce(MemoryOutbox(), envelope(happened, id=derived_id(kind.type, about.id)))


@contextmanager
def fake_enrollments() -> Iterator[FakeEnrollments]:
    """Put a fake store into the ``with`` block."""
    fake = FakeEnrollments()
    with enrollments.override(fake):
        yield fake
