"""What every store of files promises about what they are used for."""

from __future__ import annotations

import asyncio
from typing import Protocol

from libs.lms_files.tests.contract import Shelf, delete, new_file, store
from lms_files import (
    NO_FILES,
    UNUSED_AFTER,
    CourseFiles,
    File,
    FileDeleted,
    FileSelection,
    FileSum,
    FileUse,
    ListedFile,
    Purpose,
)
from lms_kernel import by_creation, new_id, request_scope

LONG_AGO = UNUSED_AFTER.days + 1


class AgingShelf(Shelf, Protocol):
    """A shelf on which time passes, and from which something is handed in."""

    async def age(self, file: File, days: int) -> None:
        """Make a file older, and its departure from courses, too."""

    async def hand_in(self, file: File, *, course_id: str, lesson_id: str) -> None:
        """Hand a file in for a lesson; both are called like their ids."""

    async def restore(self, file: File) -> None:
        """Restore a deleted file, as docs/runbooks/files.md does."""


async def put(shelf: Shelf, owner: str, purpose: Purpose = "cover", *, length: int = 1000) -> File:
    """Return a file of somebody's that has arrived."""
    new = new_file(purpose, length=length)
    return await store(shelf, await shelf.store.add(new_id(), new, owner=owner))


def course(
    owner: str, *used: File, id_: str = "", version: int = 1, title: str = ""
) -> CourseFiles:
    """Return what a course refers to."""
    return CourseFiles(
        course_id=id_ or new_id(),
        version=version,
        owner_id=owner,
        title=title or "Gardening",
        file_ids=[each.id for each in used],
    )


async def listed(shelf: Shelf, owner: str, *, in_use: bool | None = None) -> dict[str, ListedFile]:
    """Return somebody's files by id."""
    found = await shelf.store.page(FileSelection(owner, in_use), limit=100)
    assert found.part.total == len(found.part.items)
    return {each.id: each for each in found.part.items}


async def remove(shelf: Shelf, owner: str, *used: File, limit: int = 100) -> FileSum:
    """Delete what is not used in a request of its own."""
    async with request_scope(function="delete_unused_files"):
        return await shelf.store.delete_unused(owner, used=[each.id for each in used], limit=limit)


class UsesContract:
    """The promises."""

    async def test_a_list_is_of_ones_own_newest_first(self, shelf: AgingShelf) -> None:
        """Page by page; what was deleted is not in it, and what is on its way is."""
        owner = await shelf.person()
        kept = [await put(shelf, owner) for _ in range(4)]
        waiting = await shelf.store.add(new_id(), new_file(), owner=owner)
        await put(shelf, await shelf.person())
        await delete(shelf, kept.pop(1))

        selection = FileSelection(owner)
        first = await shelf.store.page(selection, limit=3)
        after = by_creation(first.part.items[-1])
        rest = await shelf.store.page(selection, limit=3, after=after)
        behind = await shelf.store.page(selection, limit=3, offset=1)

        newest_first = [each.id for each in (waiting, *reversed(kept))]
        assert [each.id for each in first.part.items] == newest_first[:3]
        assert [each.id for each in rest.part.items] == newest_first[3:]
        assert [each.id for each in behind.part.items] == newest_first[1:]
        assert [each.part.total for each in (first, rest, behind)] == [4, 4, 4]
        assert first.part.items[0].stored_at is None
        assert (first.usage, rest.usage) == (
            {
                "cover": FileSum(files=3, bytes=3000),
                "submission": FileSum(files=1, bytes=1000),
            },
            first.usage,
        )

    async def test_somebody_without_files_has_an_empty_list(self, shelf: AgingShelf) -> None:
        """And uses nothing."""
        found = await shelf.store.page(FileSelection(await shelf.person()), limit=10)
        assert (found.part.items, found.part.total) == ([], 0)
        assert (found.usage, found.unused) == ({}, NO_FILES)

    async def test_a_file_says_which_courses_refer_to_it(self, shelf: AgingShelf) -> None:
        """By title, three of them by name; until none does any more."""
        owner = await shelf.person("instructor")
        file, other = await put(shelf, owner), await put(shelf, owner)
        courses = [course(owner, file, title=f"Course {number}") for number in range(4)]
        for each in reversed(courses):
            await shelf.store.refer(each)

        found = (await listed(shelf, owner))[file.id]
        assert (found.in_use, found.handed_in, found.use_count) == (True, False, 4)
        assert found.uses == [
            FileUse(course_id=each.course_id, course_title=each.title) for each in courses[:3]
        ]
        assert set(await listed(shelf, owner, in_use=True)) == {file.id}
        assert set(await listed(shelf, owner, in_use=False)) == {other.id}

        for each in courses:
            await shelf.store.refer(course(owner, other, id_=each.course_id, version=2))
        assert set(await listed(shelf, owner, in_use=True)) == {other.id}

    async def test_an_older_version_of_a_course_changes_nothing(self, shelf: AgingShelf) -> None:
        """The same one is written again, as the documents are read again."""
        owner = await shelf.person("instructor")
        old, new = await put(shelf, owner), await put(shelf, owner)
        now = course(owner, new, version=2)
        await shelf.store.refer(now)
        await shelf.store.refer(course(owner, old, id_=now.course_id, version=1))
        assert set(await listed(shelf, owner, in_use=True)) == {new.id}

        await shelf.store.refer(course(owner, old, new, id_=now.course_id, version=2))
        assert set(await listed(shelf, owner, in_use=True)) == {old.id, new.id}

    async def test_nobody_uses_somebody_elses_file(self, shelf: AgingShelf) -> None:
        """A course shows its owner's files and those of admins; naming others has no effect."""
        ana, bo, root = [await shelf.person(role) for role in ("instructor", "instructor", "admin")]
        hers, of_admin = await put(shelf, ana), await put(shelf, root)
        await shelf.store.refer(course(bo, hers, of_admin))

        assert not (await listed(shelf, ana))[hers.id].in_use
        assert (await listed(shelf, root))[of_admin.id].in_use

    async def test_what_was_handed_in_names_the_lesson(self, shelf: AgingShelf) -> None:
        """And is in use for ever, as its owner cannot delete it."""
        owner = await shelf.person()
        file, course_id = await put(shelf, owner, "submission"), new_id()
        await shelf.hand_in(file, course_id=course_id, lesson_id="l-1")
        await shelf.age(file, LONG_AGO)

        found = (await listed(shelf, owner))[file.id]
        assert (found.in_use, found.handed_in, found.use_count) == (True, True, 1)
        assert found.uses == [
            FileUse(
                course_id=course_id, course_title=course_id, lesson_id="l-1", lesson_title="l-1"
            )
        ]
        assert await remove(shelf, owner) == NO_FILES

    async def test_of_courses_and_lessons_together_three_are_named(self, shelf: AgingShelf) -> None:
        """Courses first, and all of them are counted."""
        owner = await shelf.person("instructor")
        file = await put(shelf, owner, "submission")
        await shelf.hand_in(file, course_id=new_id(), lesson_id="l-1")
        courses = [course(owner, file, title=f"Course {number}") for number in range(3)]
        for count, each in enumerate(courses, start=1):
            await shelf.store.refer(each)
            found = (await listed(shelf, owner))[file.id]
            assert (found.handed_in, found.use_count) == (True, count + 1)
            named = [use.course_id for use in found.uses if use.lesson_id is None]
            assert named == [one.course_id for one in courses[:count]]
            assert len(found.uses) == min(count + 1, 3)

    async def test_what_has_not_been_used_for_a_while_is_removed_together(
        self, shelf: AgingShelf
    ) -> None:
        """And frees its room; what is used, new, on its way or somebody else's stays."""
        owner, other = [await shelf.person("instructor") for _ in range(2)]
        old = [await put(shelf, owner, length=100 + each) for each in range(3)]
        used, foreign = await put(shelf, owner), await put(shelf, other)
        waiting = await shelf.store.add(new_id(), new_file("cover"), owner=owner)
        await shelf.store.refer(course(owner, used))
        for each in (*old, used, foreign, waiting):
            await shelf.age(each, LONG_AGO)
        young = await put(shelf, owner)
        await shelf.age(young, UNUSED_AFTER.days - 1)

        unused = (await shelf.store.page(FileSelection(owner), limit=1)).unused
        assert unused == FileSum(files=3, bytes=303)
        assert await remove(shelf, owner, limit=2) == FileSum(files=2, bytes=201)
        assert await remove(shelf, owner) == FileSum(files=1, bytes=102)
        assert await remove(shelf, owner) == NO_FILES

        found = await shelf.store.page(FileSelection(owner), limit=10)
        assert {each.id for each in found.part.items} == {used.id, young.id, waiting.id}
        assert found.usage == {"cover": FileSum(files=3, bytes=3000)}
        assert found.unused == NO_FILES
        gone = [each["data"] for each in shelf.published if each["type"] == FileDeleted.type]
        assert len(gone) == 3
        for each in old:
            assert {"file_id": each.id, "owner_id": owner, "purpose": "cover"} in gone

    async def test_each_deletion_is_an_event_of_its_own(self, shelf: AgingShelf) -> None:
        """One that was restored can be deleted again, by its owner or with all that is unused."""
        owner = await shelf.person()
        file = await put(shelf, owner)
        await delete(shelf, file)
        await shelf.restore(file)
        await delete(shelf, file)
        await shelf.restore(file)
        await shelf.age(file, LONG_AGO)
        await remove(shelf, owner)
        await remove(shelf, owner)

        events = [each for each in shelf.published if each["type"] == FileDeleted.type]
        assert [each["subject"] for each in events] == [file.id] * 3
        assert len({each["id"] for each in events}) == 3

    async def test_what_left_a_course_can_come_back_for_a_while(self, shelf: AgingShelf) -> None:
        """However old the file is: the time begins when the last course let go of it."""
        owner = await shelf.person("instructor")
        file = await put(shelf, owner)
        now = course(owner, file)
        await shelf.store.refer(now)
        await shelf.age(file, LONG_AGO)
        await shelf.store.refer(course(owner, id_=now.course_id, version=2))

        assert await remove(shelf, owner) == NO_FILES
        await shelf.age(file, LONG_AGO)
        await shelf.store.refer(course(owner, file, id_=now.course_id, version=3))
        assert await remove(shelf, owner) == NO_FILES
        await shelf.store.refer(course(owner, id_=now.course_id, version=4))
        await shelf.age(file, LONG_AGO)
        assert (await remove(shelf, owner)).files == 1

    async def test_the_documents_have_the_last_word(self, shelf: AgingShelf) -> None:
        """What they refer to stays, even where the list does not know yet."""
        owner = await shelf.person("instructor")
        named, other = await put(shelf, owner), await put(shelf, owner)
        for each in (named, other):
            await shelf.age(each, LONG_AGO)

        assert (await remove(shelf, owner, named)).files == 1
        assert set(await listed(shelf, owner)) == {named.id}

    async def test_an_admins_files_are_not_removed_together(self, shelf: AgingShelf) -> None:
        """They may be in anybody's course."""
        root = await shelf.person("admin")
        await shelf.age(await put(shelf, root), LONG_AGO)

        assert (await shelf.store.page(FileSelection(root), limit=1)).unused == NO_FILES
        assert await remove(shelf, root) == NO_FILES

    async def test_of_two_removals_of_one_moment_each_file_is_removed_once(
        self, shelf: AgingShelf
    ) -> None:
        """Its room is free once, and one event says so."""
        owner = await shelf.person("instructor")
        for _ in range(10):
            await shelf.age(await put(shelf, owner), LONG_AGO)
        kept = await put(shelf, owner)

        sums = await asyncio.gather(*(remove(shelf, owner) for _ in range(4)))

        assert sum(each.files for each in sums) == 10
        found = await shelf.store.page(FileSelection(owner), limit=20)
        assert [each.id for each in found.part.items] == [kept.id]
        assert found.usage == {"cover": FileSum(files=1, bytes=1000)}
        gone = [each for each in shelf.published if each["type"] == FileDeleted.type]
        assert len(gone) == 10
