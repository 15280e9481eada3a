"""Enrollments in memory, with all the rules of the real store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from lms_enrollments import (
    AlreadyALearner,
    AlreadyEnrolled,
    ClosureRequested,
    CourseFull,
    CourseNotFound,
    CourseNotOpen,
    CourseUnpaid,
    Enrollment,
    EnrollmentArchived,
    EnrollmentCancelled,
    EnrollmentCreated,
    EnrollmentEnded,
    EnrollmentNotFound,
    Learner,
    LearnerOfCourse,
    NewLearner,
    NoAccount,
    PersonNotFound,
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
from lms_records import Step
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
    is_priced: bool = False


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
        is_priced: bool = False,
    ) -> str:
        """Make a course and return its id."""
        course = FakeCourse(
            new_id(), title, status, owner or new_id(), capacity, is_priced=is_priced
        )
        self.courses[course.id] = course
        return course.id

    def add_person(self, user_id: str, name: str = "Ana") -> None:
        """Make somebody who can take seats and whom rosters can show."""
        self.people[user_id] = Learner(name, f"{slugify(name)}@example.org")

    async def claim(self, enrollment_id: str, *, course_id: str, user_id: str) -> Enrollment:
        """Take a seat; a repeat with the same id returns the first enrollment."""
        return self._claim(enrollment_id, course_id, user_id)

    async def add(self, enrollment_id: str, new: NewLearner, *, course_id: str) -> Enrollment:
        """Give somebody a seat whatever the course costs."""
        self._look()
        for user_id, person in self.people.items():
            if user_id not in self.closed and (
                user_id == new.user_id or (new.email and person.email == new.email)
            ):
                break
        else:
            raise PersonNotFound
        try:
            added = self._claim(enrollment_id, course_id, user_id, is_added=True)
        except AlreadyEnrolled as refusal:
            raise AlreadyALearner(extra=refusal.extra) from refusal
        return msgspec.structs.replace(added, learner=person)

    def _claim(
        self, enrollment_id: str, course_id: str, user_id: str, *, is_added: bool = False
    ) -> Enrollment:
        self._look()
        if enrollment_id in self.kept:
            return self.kept[enrollment_id]
        if user_id not in self.people:
            raise NoAccount
        course = self.courses.get(course_id)
        is_hidden = course is not None and course.status == "draft" and course.owner != user_id
        is_hidden = is_hidden and not is_added
        if course is None or course.status == "deleted" or is_hidden:
            raise CourseNotFound
        for each in self.kept.values():
            if (each.user_id, each.course_id, each.status) == (user_id, course_id, "active"):
                raise AlreadyEnrolled(extra={"enrollment_id": each.id})
        if course.status != "published":
            raise CourseNotOpen
        if course.capacity is not None and course.taken >= course.capacity:
            raise CourseFull
        if course.is_priced and not is_added:
            raise CourseUnpaid
        course.taken += 1
        claimed = Enrollment(
            id=enrollment_id,
            user_id=user_id,
            course_id=course_id,
            course_title=course.title,
            course_slug=slugify(course.title),
            status="active",
            created_at=utc_now(),
            course_status="published",
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
        if found.status != "active":
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

    async def close(self, closure: ClosureRequested, limit: int) -> str | None:
        """Close the enrollments of the next learners."""
        self._look()
        course = self.courses.get(closure.course_id)
        if closure.is_deleted and course is not None:
            course.status, course.capacity = "deleted", 0
        due = sorted(
            (each for each in self.kept.values() if self._is_due(each, closure)),
            key=lambda each: each.user_id,
        )[:limit]
        for each in due:
            if closure.is_deleted:
                self.kept[each.id] = msgspec.structs.replace(
                    each, status="ended", ended_at=utc_now(), end_reason="course-deleted"
                )
                self.courses[each.course_id].taken -= 1
            self._announce(EnrollmentEnded if closure.is_deleted else EnrollmentArchived, each)
        return due[-1].user_id if len(due) == limit else None

    def _is_due(self, each: Enrollment, closure: ClosureRequested) -> bool:
        is_next = closure.after is None or each.user_id > closure.after
        is_told = closure.is_deleted or (is_next and each.user_id not in self.closed)
        return (each.course_id, each.status) == (closure.course_id, "active") and is_told

    async def attends(self, user_id: str, course_id: str) -> bool:
        """Tell whether the person has a seat in the course."""
        self._look()
        return any(
            (each.user_id, each.course_id, each.status) == (user_id, course_id, "active")
            for each in self.kept.values()
        )

    async def seats_in(self, id_or_slug: str, user_id: str) -> set[str]:
        """Return the ids of the courses with this id or slug in which the person has a seat."""
        self._look()
        return {
            each.course_id
            for each in self.kept.values()
            if id_or_slug in {each.course_id, each.course_slug}
            if (each.user_id, each.status) == (user_id, "active")
        }

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
    ) -> Step[LearnerOfCourse]:
        """Return the next learners of a course by their ids."""
        found = self._learners(course_id)
        ids = [each for each in sorted(found) if after is None or each > after][:limit]
        items = [LearnerOfCourse(each, found[each].name, found[each].email or "") for each in ids]
        return Step(items, ids[-1] if len(ids) == limit else None)

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
            if learner is not None and each.cancelled_at is not None:
                learner = Learner(learner.name)
            return msgspec.structs.replace(each, learner=learner)
        return None

    def _announce(
        self,
        kind: type[EnrollmentArchived | EnrollmentCancelled | EnrollmentCreated | EnrollmentEnded],
        about: Enrollment,
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
