"""Courses in memory, with all the rules of the real store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from lms_courses import (
    Change,
    Course,
    CourseNotFound,
    NewCourse,
    StaleCourse,
    Written,
    courses,
    courses_outbox,
)
from lms_kernel import accept, envelope, is_id, new_id
from lms_records import Step
from lms_testing.outboxes import MemoryOutbox

OLGA = "00000000-0000-7000-8000-00000000000a"


@dataclass
class FakeCourses:
    """The store of courses as dictionaries, with its outbox."""

    kept: dict[str, Course] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    """The slugs of deleted courses, by id."""
    outbox: MemoryOutbox = field(default_factory=lambda: MemoryOutbox("mongodb"))

    async def add(self, change: Change) -> Written:
        """Keep a new course; a repeat with the same id returns the first."""
        course_id = change.course.id
        if course_id in self.kept:
            return Written(self.kept[course_id], self._of(course_id))
        if course_id in self.gone:
            raise CourseNotFound
        if is_id(change.course.slug):
            change = change.with_slug(f"{change.course.slug}-{len(self.kept):06x}")
        if change.course.slug in {*self.gone.values(), *(each.slug for each in self.kept.values())}:
            change = change.with_slug(f"{change.course.slug}-{len(self.kept) + len(self.gone):06x}")
        self.kept[course_id] = change.course
        return Written(change.course, self._tell(change))

    async def find(self, id_or_slug: str) -> Course:
        """Return a course by its id or its slug."""
        if is_id(id_or_slug) and id_or_slug in self.kept:
            return self.kept[id_or_slug]
        for each in self.kept.values():
            if each.slug == id_or_slug:
                return each
        raise CourseNotFound

    async def save(self, change: Change) -> Written:
        """Keep the next version of a course, or forget a deleted one."""
        newest = await self.find(change.course.id)
        if newest.version != change.course.version - 1:
            raise StaleCourse
        if change.is_deletion:
            del self.kept[newest.id]
            self.gone[newest.id] = newest.slug
        else:
            self.kept[newest.id] = change.course
        return Written(change.course, self._tell(change))

    async def files_of(self, owner_id: str) -> set[str]:
        """Return the ids of the files that somebody's living courses refer to."""
        own = [each for each in self.kept.values() if each.owner_id == owner_id]
        return {file_id for each in own for file_id in each.file_ids()}

    async def following(self, course_id: str | None, limit: int) -> Step[Course]:
        """Return the next living courses by id."""
        ids = sorted(each for each in self.kept if course_id is None or each > course_id)[:limit]
        return Step([self.kept[each] for each in ids], ids[-1] if len(ids) == limit else None)

    def _of(self, course_id: str) -> list[dict[str, object]]:
        return [each for each in self.outbox.kept.values() if each["subject"] == course_id]

    def _tell(self, change: Change) -> list[dict[str, object]]:
        news = [envelope(event) for event in change.events()]
        self.outbox.kept |= {str(each["id"]): each for each in news}
        return news


@contextmanager
def fake_courses() -> Iterator[FakeCourses]:
    """Put a fake store and its outbox in the place of MongoDB."""
    fake = FakeCourses()
    with courses.override(fake), courses_outbox.override(fake.outbox):
        yield fake


@pytest.fixture
def shelf() -> Iterator[FakeCourses]:
    """Return the courses of this test alone."""
    with fake_courses() as fake:
        yield fake


def a_course(owner: str = OLGA, **fields: Any) -> Change:
    """Return a new course, called "Gardening" unless ``fields`` say otherwise."""
    new = accept({"title": "Gardening", **fields}, NewCourse)
    return Course.draft(new, owner=owner, id=new_id())
