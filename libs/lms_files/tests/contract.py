"""What every store of files promises: one suite for the fake and for PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Protocol

import pytest

from libs.lms_files.tests.fake import FakeFiles
from lms_files import (
    DeletedFile,
    File,
    FileDeleted,
    FileGone,
    FileNotFound,
    FileStored,
    NewFile,
    OwnerUnknown,
    PostgresFiles,
    Purpose,
    QuotaExceeded,
    purposes,
)
from lms_kernel import new_id, request_scope, utc_now
from lms_testing import CapturedEvents


class Shelf(Protocol):
    """Where the promises are tried: a store, and a way to make people for it."""

    store: PostgresFiles | FakeFiles
    published: CapturedEvents

    async def person(self, role: str = "student") -> str:
        """Make somebody and return their id."""


def new_file(purpose: Purpose = "submission", *, length: int = 1000) -> NewFile:
    """Return the announcement of a file."""
    content_type = {"video": "video/mp4", "captions": "text/vtt"}.get(purpose, "image/png")
    return NewFile(purpose, "Übung 1.png", content_type, length)


async def store(shelf: Shelf, file: File) -> File:
    """Make a file available in a request of its own."""
    async with request_scope(function="complete_file"):
        return await shelf.store.store(file)


async def delete(shelf: Shelf, file: File) -> None:
    """Delete a file in a request of its own."""
    async with request_scope(function="delete_file"):
        await shelf.store.delete(file)


class FileContract:
    """The promises."""

    async def test_a_file_is_kept_as_it_was_announced(self, shelf: Shelf) -> None:
        """Its name as typed; it has not arrived yet, and only its owner finds it by owner."""
        owner = await shelf.person()
        file = await shelf.store.add(new_id(), new_file(), owner=owner)

        assert (file.owner_id, file.name, file.bytes) == (owner, "Übung 1.png", 1000)
        assert file.stored_at is None
        assert await shelf.store.get(file.id, owner=owner) == file
        assert await shelf.store.get(file.id, owner=None) == file
        for owned_by in (new_id(), await shelf.person()):
            with pytest.raises(FileNotFound):
                await shelf.store.get(file.id, owner=owned_by)
        for unknown in (new_id(), "x", ""):
            with pytest.raises(FileNotFound):
                await shelf.store.get(unknown, owner=None)

    async def test_a_repeat_is_the_same_file(self, shelf: Shelf) -> None:
        """And it counts once."""
        owner, file_id = await shelf.person(), new_id()
        length = purposes["submission"].quota_bytes // 2
        first = await shelf.store.add(file_id, new_file(length=length), owner=owner)

        assert await shelf.store.add(file_id, new_file(length=length), owner=owner) == first
        await shelf.store.add(new_id(), new_file(length=length), owner=owner)

    async def test_repeats_of_one_moment_are_the_same_file(self, shelf: Shelf) -> None:
        """A browser that gives up a request and asks again has both of them under way."""
        owner, new = await shelf.person(), new_file()

        async def add(ids: list[str]) -> list[File]:
            return await asyncio.gather(*(shelf.store.add(id_, new, owner=owner) for id_ in ids))

        # Opens connections, so that the others are under way together.
        await add([new_id() for _ in range(8)])
        for _ in range(5):
            added = await add([new_id()] * 8)
            assert all(each == added[0] for each in added)

    async def test_a_repeat_of_what_was_deleted_says_so(self, shelf: Shelf) -> None:
        """Until its row is collected; it does not come back, and there is room for another."""
        owner = await shelf.person()
        file = await shelf.store.add(new_id(), new_file(), owner=owner)
        await shelf.store.discard(file)

        with pytest.raises(FileGone):
            await shelf.store.add(file.id, new_file(), owner=owner)
        await shelf.store.add(new_id(), new_file(), owner=owner)

    @pytest.mark.parametrize("purpose", purposes)
    async def test_a_full_quota_says_what_to_do(self, shelf: Shelf, purpose: Purpose) -> None:
        """What it is, for what, and how to make room: what was handed in cannot be deleted."""
        owner, rule = await shelf.person(), purposes[purpose]
        await shelf.store.add(new_id(), new_file(purpose, length=rule.quota_bytes), owner=owner)

        with pytest.raises(QuotaExceeded) as refusal:
            await shelf.store.add(new_id(), new_file(purpose), owner=owner)

        detail = refusal.value.detail
        for each in (rule.quota_files, f"{rule.quota_bytes // 1_000_000} MB", purpose):
            assert str(each) in detail
        assert ("handed in stay" in detail) is (purpose == "submission")
        assert ("administrator" in detail) is (purpose == "submission")
        assert "Delete" in detail

    async def test_nobody_owns_no_file(self, shelf: Shelf) -> None:
        """A service has no account."""
        with pytest.raises(OwnerUnknown):
            await shelf.store.add(new_id(), new_file(), owner=new_id())

    async def test_a_quota_is_kept_whoever_asks_at_once(self, shelf: Shelf) -> None:
        """Of twenty uploads of a tenth each, ten fit; what is deleted is free again, once."""
        owner = await shelf.person()
        tenth = purposes["submission"].quota_bytes // 10

        async def add() -> File | None:
            try:
                return await shelf.store.add(new_id(), new_file(length=tenth), owner=owner)
            except QuotaExceeded:
                return None

        added = [each for each in await asyncio.gather(*(add() for _ in range(20))) if each]
        assert len(added) == 10
        # Another purpose and another person have their own.
        await shelf.store.add(new_id(), new_file("cover"), owner=owner)
        await shelf.store.add(new_id(), new_file(length=tenth), owner=await shelf.person())

        await asyncio.gather(*(delete(shelf, added[0]) for _ in range(3)))
        assert await add() is not None
        assert await add() is None

    async def test_what_has_arrived_is_announced_once(self, shelf: Shelf) -> None:
        """The event says what it is; a caller who asks twice gets the same file."""
        owner = await shelf.person()
        file = await shelf.store.add(new_id(), new_file(), owner=owner)

        first = await store(shelf, file)
        again = await store(shelf, file)

        assert first == again
        assert first.stored_at is not None
        (event,) = [each for each in shelf.published if each["type"] == FileStored.type]
        # What triggers filter by.
        assert event["purpose"] == "submission"
        assert event["data"] == {
            "file_id": file.id,
            "owner_id": owner,
            "purpose": "submission",
            "content_type": "image/png",
            "bytes": 1000,
        }

    async def test_a_deleted_file_is_gone(self, shelf: Shelf) -> None:
        """It is not found, not linked and cannot arrive any more; deleting it again is no fault."""
        owner = await shelf.person()
        file = await store(shelf, await shelf.store.add(new_id(), new_file(), owner=owner))
        late = await shelf.store.add(new_id(), new_file(), owner=owner)
        for each in (file, late):
            await delete(shelf, each)
            await delete(shelf, each)

            with pytest.raises(FileNotFound):
                await shelf.store.get(each.id, owner=owner)
            with pytest.raises(FileNotFound):
                await shelf.store.store(each)
        assert await shelf.store.linked([file.id, late.id], owner=owner) == []

    async def test_a_deletion_is_announced_once(self, shelf: Shelf) -> None:
        """Removing a file that is not what was announced is attributed to nobody."""
        owner = await shelf.person()
        file = await store(shelf, await shelf.store.add(new_id(), new_file(), owner=owner))
        refused = await shelf.store.add(new_id(), new_file(), owner=owner)

        await asyncio.gather(*(delete(shelf, file) for _ in range(3)))
        await shelf.store.discard(refused)

        with pytest.raises(FileNotFound):
            await shelf.store.get(refused.id, owner=owner)
        (event,) = [each for each in shelf.published if each["type"] == FileDeleted.type]
        assert event["data"] == {
            "file_id": file.id,
            "owner_id": owner,
            "purpose": "submission",
        }

    async def test_links_are_for_what_the_owner_or_an_admin_has_stored(self, shelf: Shelf) -> None:
        """Not for what has not arrived, is unknown, or belongs to somebody else."""
        owner, admin, other = [
            await shelf.person(role) for role in ("instructor", "admin", "instructor")
        ]
        stored = [
            await store(shelf, await shelf.store.add(new_id(), new_file(), owner=each))
            for each in (owner, admin, other)
        ]
        waiting = await shelf.store.add(new_id(), new_file(), owner=owner)
        ids = [*(each.id for each in stored), waiting.id, new_id()]

        linked = await shelf.store.linked(ids, owner=owner)

        assert {each.id for each in linked} == {stored[0].id, stored[1].id}
        assert await shelf.store.linked([], owner=owner) == []

    async def test_a_deleted_cover_says_in_which_widths_it_was(self, shelf: Shelf) -> None:
        """So that all of them can go, whichever are made today."""
        owner = await shelf.person("instructor")
        covers = [await shelf.store.add(new_id(), new_file("cover"), owner=owner) for _ in range(2)]
        await shelf.store.note_widths(covers[0].id, [320, 480])
        for each in covers:
            await shelf.store.discard(each)

        deleted = await shelf.store.deleted(utc_now() + timedelta(minutes=1), 1000)

        for each, widths in zip(covers, [(320, 480), ()], strict=True):
            assert DeletedFile(each.id, "cover", widths) in deleted

    async def test_what_never_arrived_is_given_up(self, shelf: Shelf) -> None:
        """After its time, a few at once; what has arrived stays."""
        owner = await shelf.person()
        waiting = [await shelf.store.add(new_id(), new_file(), owner=owner) for _ in range(3)]
        stored = await store(shelf, await shelf.store.add(new_id(), new_file(), owner=owner))
        later, earlier = utc_now() + timedelta(minutes=1), utc_now() - timedelta(hours=1)

        assert await shelf.store.abandon(earlier, 10) == 0
        assert await shelf.store.abandon(later, 2) == 2
        while await shelf.store.abandon(later, 2):
            continue

        assert await shelf.store.get(stored.id, owner=owner) == stored
        deleted = await shelf.store.deleted(later, 100)
        assert {DeletedFile(each.id, "submission") for each in waiting} <= set(deleted)
        assert len(await shelf.store.deleted(later, 2)) == 2
        assert await shelf.store.deleted(earlier, 10) == []
        await shelf.store.forget([each.id for each in deleted])
        assert await shelf.store.deleted(later, 100) == []
        # Nobody can forget what is still there.
        await shelf.store.forget([stored.id])
        assert await shelf.store.get(stored.id, owner=owner) == stored
