"""Courses in memory, and the promises that the fake and the real store both keep."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec
import pytest

from lms_courses import (
    Change,
    Course,
    CourseChanges,
    CourseCreated,
    CourseDeleted,
    CourseNotFound,
    Courses,
    CourseUpdated,
    NewCourse,
    StaleCourse,
    Written,
    courses,
    courses_outbox,
)
from lms_events import Outbox
from lms_kernel import envelope, is_id, new_id
from lms_testing.outboxes import MemoryOutbox

OLGA = "00000000-0000-7000-8000-00000000000a"


@dataclass
class FakeCourses:
    """The store of courses as dictionaries, with its outbox."""

    kept: dict[str, Course] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    outbox: MemoryOutbox = field(default_factory=lambda: MemoryOutbox("mongodb"))

    async def add(self, change: Change) -> Written:
        """Keep a new course; a repeat with the same id answers the first."""
        course_id = change.course.id
        if course_id in self.kept:
            return Written(self.kept[course_id], self._of(course_id))
        if course_id in self.gone:
            raise CourseNotFound
        if change.course.slug in {each.slug for each in self.kept.values()}:
            change = change.with_slug(f"{change.course.slug}-{len(self.kept):06x}")
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
            self.gone.add(newest.id)
        else:
            self.kept[newest.id] = change.course
        return Written(change.course, self._tell(change))

    async def following(self, course_id: str | None, limit: int) -> list[Course]:
        """Return the next living courses by id."""
        ids = sorted(each for each in self.kept if course_id is None or each > course_id)
        return [self.kept[each] for each in ids[:limit]]

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


def a_course(owner: str = OLGA, **said: Any) -> Change:
    """Return a new course, called "Gardening" unless something else is said."""
    wanted = msgspec.convert({"title": "Gardening", **said}, NewCourse)
    return Course.draft(wanted, owner=owner, id=new_id())


def types(news: Sequence[dict[str, object]]) -> list[object]:
    """Return the types of the events."""
    return [each["type"] for each in news]


class CourseShelf(Protocol):
    """Where the promises are tried: a store and its outbox."""

    store: Courses
    outbox: Outbox


class CoursesContract:
    """What every store of courses promises; a test class gives the fixture ``shelf``."""

    async def test_a_course_is_found_by_id_and_slug(self, shelf: CourseShelf) -> None:
        """What was kept comes back as it was, by either name."""
        content = {"modules": [{"title": "Soil", "lessons": [{"title": "pH", "kind": "quiz"}]}]}
        wanted = a_course(title=f"Gärten {new_id()}", capacity=3, content=content)
        kept = (await shelf.store.add(wanted)).course

        assert await shelf.store.find(kept.id) == wanted.course
        assert await shelf.store.find(kept.slug) == wanted.course

    @pytest.mark.parametrize("name", ["nothing-like-this", "018f0000-0000-7000-8000-000000000000"])
    async def test_an_unknown_course_is_not_found(self, shelf: CourseShelf, name: str) -> None:
        """Neither a slug nor an id that nobody has finds anything."""
        with pytest.raises(CourseNotFound):
            await shelf.store.find(name)

    async def test_adding_again_answers_the_first(self, shelf: CourseShelf) -> None:
        """The same id makes one course and one event, whatever the second try says."""
        first = await shelf.store.add(a_course())
        repeat = a_course(title="Something else")
        again = await shelf.store.add(
            repeat._replace(course=msgspec.structs.replace(repeat.course, id=first.course.id))
        )

        assert again.course == first.course
        assert [each["id"] for each in again.news] == [each["id"] for each in first.news]

    async def test_a_taken_slug_gets_a_suffix(self, shelf: CourseShelf) -> None:
        """Courses of the same title have different slugs, and the card tells the right one."""
        first = await shelf.store.add(a_course(title="Taken twice"))
        second = await shelf.store.add(a_course(title="Taken twice"))

        assert first.course.slug == "taken-twice"
        assert second.course.slug.startswith("taken-twice-")
        card = second.news[0]["data"]
        assert isinstance(card, dict)
        assert card["slug"] == second.course.slug

    async def test_a_race_for_a_slug_has_only_winners(self, shelf: CourseShelf) -> None:
        """Ten authors with one title at the same moment get ten slugs."""
        title = f"Raced {new_id()}"
        raced = [shelf.store.add(a_course(title=title)) for _ in range(10)]
        written = await asyncio.gather(*raced)

        assert len({each.course.slug for each in written}) == len(raced)

    async def test_a_change_keeps_the_slug(self, shelf: CourseShelf) -> None:
        """A new title makes a new version under the old slug."""
        first = (await shelf.store.add(a_course(title="Old title"))).course
        saved = await shelf.store.save(first.change(CourseChanges(title="New title")))

        found = await shelf.store.find(first.slug)
        assert (found.title, found.version) == ("New title", 2)
        assert found == saved.course
        assert types(saved.news) == [CourseUpdated.type]

    async def test_a_stale_version_changes_nothing(self, shelf: CourseShelf) -> None:
        """Of two changes to the same version the second is refused."""
        first = (await shelf.store.add(a_course())).course
        await shelf.store.save(first.change(CourseChanges(level="advanced")))

        with pytest.raises(StaleCourse):
            await shelf.store.save(first.change(CourseChanges(level="intermediate")))

        assert (await shelf.store.find(first.id)).level == "advanced"

    async def test_a_race_for_a_version_has_one_winner(self, shelf: CourseShelf) -> None:
        """However many write the same version at once, exactly one does."""
        first = (await shelf.store.add(a_course())).course
        outcomes = await asyncio.gather(
            *(shelf.store.save(first.change(CourseChanges(capacity=each))) for each in range(1, 9)),
            return_exceptions=True,
        )

        assert sorted(type(each).__name__ for each in outcomes) == ["StaleCourse"] * 7 + ["Written"]

    async def test_a_deleted_course_is_gone(self, shelf: CourseShelf) -> None:
        """It is found by no name, cannot be changed or deleted again, and its slug is free."""
        first = (await shelf.store.add(a_course(title=f"Short lived {new_id()}"))).course
        gone = await shelf.store.save(first.delete())

        assert types(gone.news) == [CourseDeleted.type]
        for name in (first.id, first.slug):
            with pytest.raises(CourseNotFound):
                await shelf.store.find(name)
        with pytest.raises(CourseNotFound):
            await shelf.store.save(gone.course.delete())
        heir = await shelf.store.add(a_course(title=first.title))
        assert heir.course.slug == first.slug

    async def test_events_wait_in_the_outbox_until_settled(self, shelf: CourseShelf) -> None:
        """Every change leaves its event behind, oldest first, until it is settled."""
        first = await shelf.store.add(a_course())
        second = await shelf.store.save(first.course.change(CourseChanges(level="advanced")))
        third = await shelf.store.save(second.course.delete())
        ids = [str(each.news[0]["id"]) for each in (first, second, third)]

        assert [each for each in await self.waiting(shelf) if each in ids] == ids
        assert not set(ids) & set(await self.waiting(shelf, older_than_seconds=60))
        await shelf.outbox.settle(ids[:1])
        assert [each for each in await self.waiting(shelf) if each in ids] == ids[1:]
        await shelf.outbox.settle(ids)
        assert not set(ids) & set(await self.waiting(shelf))

    async def waiting(self, shelf: CourseShelf, **age: float) -> list[str]:
        """Return the ids of the events in the outbox."""
        return [str(each["id"]) for each in await shelf.outbox.unpublished(1000, **age)]

    async def test_a_course_that_is_created_in_public_tells_both(self, shelf: CourseShelf) -> None:
        """Opening and publishing in one step is one write with two events."""
        written = await shelf.store.add(a_course(status="published"))

        assert types(written.news) == [CourseCreated.type, "org.learning.course.published.v1"]

    async def test_all_courses_can_be_walked(self, shelf: CourseShelf) -> None:
        """Batches by id show every living course once, in order."""
        ids = [(await shelf.store.add(a_course())).course.id for _ in range(5)]
        deleted = (await shelf.store.add(a_course())).course
        await shelf.store.save(deleted.delete())

        seen: list[str] = []
        while batch := await shelf.store.following(seen[-1] if seen else None, 2):
            seen += [each.id for each in batch]

        assert seen == sorted(seen)
        assert set(ids) <= set(seen)
        assert deleted.id not in seen
