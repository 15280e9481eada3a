"""What every store of courses promises: one suite for the fake and for MongoDB."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

import msgspec
import pytest

from lms_courses import (
    CourseArchived,
    CourseChanges,
    CourseCreated,
    CourseDeleted,
    CourseNotFound,
    CourseUpdated,
    MongoCourses,
    StaleCourse,
)
from lms_events import Outbox
from lms_kernel import new_id
from lms_testing.courses import FakeCourses, a_course


def types(news: Sequence[dict[str, object]]) -> list[object]:
    """Return the types of the events."""
    return [each["type"] for each in news]


class CourseShelf(Protocol):
    """Where the promises are tried: a store and its outbox."""

    store: MongoCourses | FakeCourses
    outbox: Outbox


class CoursesContract:
    """What every store of courses promises; a test class gives the fixture ``shelf``."""

    async def test_a_course_is_found_by_id_and_slug(self, shelf: CourseShelf) -> None:
        """What was kept comes back as it was, by either name."""
        lessons = [
            {"id": "l1", "title": "pH", "kind": "article", "body": "# pH", "is_preview": True},
            {
                "title": "Worms",
                "kind": "video",
                "file_id": new_id(),
                "captions": [{"language": "ar", "file_id": new_id()}],
            },
            {
                "title": "Dig",
                "kind": "exercise",
                "exercise": {"accepts": ["text"], "max_points": 5},
            },
        ]
        change = a_course(
            title=f"Gärten {new_id()}",
            capacity=3,
            content={"modules": [{"title": "Soil", "lessons": lessons}]},
            completion={"minimum_percent": 60, "required_lessons": ["l1"]},
            cover_file_id=new_id(),
        )
        original = (await shelf.store.add(change)).course

        assert await shelf.store.find(original.id) == change.course
        assert await shelf.store.find(original.slug) == change.course

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
        """It is found by no name, cannot be changed or deleted again, and keeps its slug."""
        first = (await shelf.store.add(a_course(title=f"Short lived {new_id()}"))).course
        gone = await shelf.store.save(first.delete())

        assert types(gone.news) == [CourseDeleted.type]
        for name in (first.id, first.slug):
            with pytest.raises(CourseNotFound):
                await shelf.store.find(name)
        with pytest.raises(CourseNotFound):
            await shelf.store.save(gone.course.delete())
        heir = await shelf.store.add(a_course(title=first.title))
        assert heir.course.slug.startswith(f"{first.slug}-")
        with pytest.raises(CourseNotFound):
            await shelf.store.find(first.slug)

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

    async def waiting(self, shelf: CourseShelf, older_than_seconds: float = 0) -> list[str]:
        """Return the ids of the events in the outbox."""
        found = await shelf.outbox.unpublished(1000, older_than_seconds=older_than_seconds)
        return [str(each["id"]) for each in found]

    async def test_a_course_that_is_created_in_public_tells_both(self, shelf: CourseShelf) -> None:
        """Opening and publishing in one step is one write with two events."""
        written = await shelf.store.add(a_course(status="published"))

        assert types(written.news) == [CourseCreated.type, "org.learning.course.published.v1"]

    async def test_an_archived_course_tells_the_catalog_and_the_learners(
        self, shelf: CourseShelf
    ) -> None:
        """One event for each; archived again after a change it tells the catalog alone."""
        course = (await shelf.store.add(a_course(status="published"))).course

        written = await shelf.store.save(course.change(CourseChanges(status="archived")))
        changed = await shelf.store.save(
            written.course.change(CourseChanges(status="archived", level="advanced"))
        )

        assert types(written.news) == [CourseUpdated.type, CourseArchived.type]
        assert types(changed.news) == [CourseUpdated.type]

    @pytest.mark.parametrize("title", ["123e4567-e89b-42d3-a456-426614174000", "000 0"])
    async def test_a_title_that_looks_like_an_id_is_found_by_its_slug(
        self, shelf: CourseShelf, title: str
    ) -> None:
        """RFC 9562 says what ids look like; any title may look the same."""
        first, second = [(await shelf.store.add(a_course(title=title))).course for _ in range(2)]

        for each in (first, second):
            assert await shelf.store.find(each.slug) == each
            assert await shelf.store.find(each.id) == each

    async def test_all_courses_can_be_walked(self, shelf: CourseShelf) -> None:
        """Batches by id show every living course once, in order."""
        ids = [(await shelf.store.add(a_course())).course.id for _ in range(5)]
        deleted = (await shelf.store.add(a_course())).course
        await shelf.store.save(deleted.delete())

        seen: list[str] = []
        last = None
        while not seen or last:
            step = await shelf.store.following(last, 2)
            seen += [each.id for each in step.items]
            last = step.last

        assert seen == sorted(seen)
        assert set(ids) <= set(seen)
        assert deleted.id not in seen

    async def test_files_are_needed_by_every_living_course(self, shelf: CourseShelf) -> None:
        """Drafts and archived ones as well, at any depth, of any kind; and of one owner alone."""
        owner, ids = new_id(), [new_id() for _ in range(6)]
        lessons = [
            {"title": "Worms", "kind": "video", "file_id": ids[0]},
            {"title": "pH", "kind": "article", "captions": [{"language": "ar", "file_id": ids[1]}]},
        ]
        deep = {"modules": [{"title": "Soil", "modules": [{"title": "Deep", "lessons": lessons}]}]}
        draft = (await shelf.store.add(a_course(owner, content=deep, cover_file_id=ids[2]))).course
        public = a_course(owner, status="published", cover_file_id=ids[3])
        archived = (await shelf.store.add(public)).course
        await shelf.store.save(archived.change(CourseChanges(status="archived")))
        gone = (await shelf.store.add(a_course(owner, cover_file_id=ids[4]))).course
        await shelf.store.save(gone.delete())
        await shelf.store.add(a_course(cover_file_id=ids[5]))

        assert await shelf.store.files_of(owner) == set(ids[:4])
        assert draft.file_ids() == [ids[2], ids[0], ids[1]]
        assert await shelf.store.files_of(new_id()) == set()
