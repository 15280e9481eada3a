"""A course with lessons, and people of every standing, in the stores of a test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec

from libs.lms_progress.tests.fake import FakeProgress, fake_progress
from lms_courses import Course
from lms_kernel import Actor, CourseStatus, request_scope
from lms_testing._actors import actor
from lms_testing.courses import FakeCourses, a_course, fake_courses
from lms_testing.enrollments import FakeCourse, FakeEnrollments, fake_enrollments

CONTENT = {
    "modules": [
        {
            "id": "m1",
            "title": "Soil",
            "lessons": [
                {
                    "id": "open",
                    "title": "What soil is",
                    "kind": "article",
                    "duration_minutes": 5,
                    "is_preview": True,
                    "body": "Look *down*.",
                },
                {
                    "id": "worms",
                    "title": "Worms",
                    "kind": "video",
                    "url": "https://video.example.org/worms",
                    "body": "They dig.",
                },
            ],
            "modules": [
                {
                    "id": "m2",
                    "title": "Compost",
                    "lessons": [
                        {
                            "id": "heap",
                            "title": "Heap",
                            "kind": "exercise",
                            "exercise": {"accepts": ["text"], "max_points": 10},
                        }
                    ],
                }
            ],
        }
    ]
}
PEOPLE: Mapping[str, Actor | None] = {
    "stranger": None,
    "student": actor("student"),
    "learner": actor("student", "learner"),
    "left": actor("student", "left"),
    "colleague": actor("instructor", "two"),
    "owner": actor("instructor"),
    "admin": actor("admin"),
}


@dataclass
class LessonSchool:
    """The course, and the stores that know of it."""

    course: Course
    shelf: FakeCourses
    seats: FakeEnrollments
    learned: FakeProgress

    def be(self, status: CourseStatus) -> None:
        """Give the course another status, in both stores."""
        self.course = msgspec.structs.replace(self.course, status=status)
        self.shelf.kept[self.course.id] = self.course
        self.seats.courses[self.course.id].status = status


@asynccontextmanager
async def school_with_lessons() -> AsyncIterator[LessonSchool]:
    """Put a published course of the owner into fake stores.

    The learner has a seat in it, and one who left has given theirs back.
    """
    owner, learner, left = (PEOPLE[each] for each in ("owner", "learner", "left"))
    assert owner is not None
    assert learner is not None
    assert left is not None
    course = a_course(owner.id, status="published", content=CONTENT).course
    with fake_courses() as shelf, fake_enrollments() as seats, fake_progress() as learned:
        shelf.kept[course.id] = course
        seats.courses[course.id] = FakeCourse(course.id, course.title, "published", owner.id, None)
        async with request_scope(function="test"):
            for person in (learner, left):
                seats.add_person(person.id)
                await seats.claim(person.id, course_id=course.id, user_id=person.id)
            await seats.cancel(left.id, owner=None)
        learned.add_seat(learner.id, course_id=course.id, title=course.title)
        learned.enrolled.add((left.id, course.id))
        yield LessonSchool(course, shelf, seats, learned)
