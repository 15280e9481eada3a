"""Files in PostgreSQL; the statements are in ``_sql``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from lms_events import announce
from lms_files import _sql as sql, _uses_sql as uses_sql
from lms_files._events import FileDeleted, FileStored
from lms_files._model import Cover, DeletedFile, File, NewFile
from lms_files._purposes import Purpose, purposes
from lms_files._uses import (
    NO_FILES,
    UNUSED_AFTER,
    CourseFiles,
    FileSelection,
    FileSum,
    ListedFile,
    OwnFiles,
)
from lms_files.errors import FileGone, FileHandedIn, FileNotFound, OwnerUnknown, QuotaExceeded
from lms_kernel import Part, Provider, derived_id, envelope, is_id, utc_now
from lms_postgres import Jsonb, PostgresOutbox, UniqueViolation, database
from lms_records import gaps_in_time, read, read_all

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from lms_kernel import Place
    from lms_postgres import Database


class PostgresFiles:
    """The store behind ``files()``."""

    def __init__(self, pool: Database | None = None) -> None:
        """Use the given pool, or the process's own."""
        self._given = pool
        self._outbox = PostgresOutbox(pool)

    @property
    def _db(self) -> Database:
        return self._given or database()

    async def add(self, file_id: str, new: NewFile, *, owner: str) -> File:
        """Write a file down; a repeat with the same id returns the first one.

        Raises OwnerUnknown, QuotaExceeded, and FileGone when the first one is deleted.
        """
        try:
            row = await self._add(file_id, new, owner)
        except UniqueViolation:
            # Its first request was under way.
            row = None
        return row or await self._not_added(file_id, owner, new.purpose)

    async def _add(self, file_id: str, new: NewFile, owner: str) -> File | None:
        rule = purposes[new.purpose]
        return await self._db.fetch_one(
            sql.ADD,
            {
                "id": file_id,
                "owner_id": owner,
                "purpose": new.purpose,
                "name": new.name,
                "content_type": new.content_type,
                "bytes": new.bytes,
                "quota_bytes": rule.quota_bytes,
                "quota_files": rule.quota_files,
            },
            name="add_file",
            as_=File,
        )

    async def _not_added(self, file_id: str, owner: str, purpose: Purpose) -> File:
        try:
            return await self.get(file_id, owner=owner)
        except FileNotFound:
            pass
        why = await self._db.fetch_one(
            sql.NOT_ADDED, {"id": file_id, "owner_id": owner}, name="not_added_file"
        )
        if why is None or not why["has_account"]:
            raise OwnerUnknown
        if why["is_gone"]:
            raise FileGone
        raise QuotaExceeded.of(purpose)

    async def get(self, file_id: str, *, owner: str | None) -> File:
        """Return a file; ``owner`` is whose it must be, None for anyone's. Raises FileNotFound."""
        found = await self._find(file_id) if is_id(file_id) else None
        if found is None or owner not in {None, found.owner_id}:
            raise FileNotFound
        return found

    async def _find(self, file_id: str) -> File | None:
        return await self._db.fetch_one(sql.FIND, {"id": file_id}, name="find_file", as_=File)

    async def store(self, file: File) -> File:
        """Make a file available that has arrived, once. Raises FileNotFound."""
        event = FileStored.of(file)
        event_id = derived_id(FileStored.type, file.id)
        row = await self._db.fetch_one(
            sql.STORE,
            {
                "id": file.id,
                "event_id": event_id,
                "envelope": Jsonb(envelope(event, id=event_id, purpose=file.purpose)),
            },
            name="store_file",
        )
        if row is None:
            return await self.get(file.id, owner=None)
        announce(self._outbox, row.pop("envelope"))
        return read(row, File, id=file.id)

    async def delete(self, file: File, *, also_handed_in: bool = False) -> None:
        """Delete a file; nothing happens when it is gone already.

        Raises FileHandedIn for one that was handed in, unless that does not matter.
        """
        event = FileDeleted(file_id=file.id, owner_id=file.owner_id, purpose=file.purpose)
        # Its id is new: a file that was restored by hand can be deleted again.
        noted = envelope(event)
        row = await self._db.fetch_one(
            sql.DELETE,
            {
                "id": file.id,
                "also_handed_in": also_handed_in,
                "event_id": noted["id"],
                "envelope": Jsonb(noted),
            },
            name="delete_file",
        )
        if row is not None:
            announce(self._outbox, row["envelope"])
        elif await self._find(file.id):
            raise FileHandedIn

    async def refer(self, course: CourseFiles) -> None:
        """Note which files a course refers to, unless a newer version is known."""
        await self._db.execute(
            uses_sql.REFER, msgspec.structs.asdict(course), name="refer_to_files"
        )

    async def page(
        self,
        selection: FileSelection,
        *,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> OwnFiles:
        """Return a part of somebody's files, newest first; ``after`` = (created_at, id)."""
        after_at, after_id = after or (None, None)
        row = await self._db.fetch_one(
            uses_sql.PAGE,
            {
                **selection._asdict(),
                "before": utc_now() - UNUSED_AFTER,
                "after_at": after_at,
                "after_id": after_id,
                "offset": offset,
                "limit": limit,
            },
            name="list_files",
        )
        if row is None:
            return OwnFiles(Part([], 0), {}, NO_FILES)
        found = read_all(row["items"], ListedFile)
        return OwnFiles(
            Part(found.items, row["total"], gaps_in_time(row["items"], found.unread)),
            msgspec.convert(row["usage"], dict[Purpose, FileSum]),
            msgspec.convert(row["unused"], FileSum),
        )

    async def delete_unused(self, owner: str, *, used: Collection[str], limit: int) -> FileSum:
        """Delete the next files that have not been used for a while; return what they were.

        ``used`` are those that must stay, whatever is known of courses here.
        """
        asked = {
            "owner_id": owner,
            "before": utc_now() - UNUSED_AFTER,
            "used": [*used],
            "limit": limit,
        }
        rows = await self._db.fetch_all(uses_sql.UNUSED, asked, name="unused_files")
        if not rows:
            return NO_FILES
        deletions = [
            {"id": row["id"], "event_id": noted["id"], "envelope": noted}
            for row in rows
            for event in [FileDeleted(file_id=row["id"], owner_id=owner, purpose=row["purpose"])]
            for noted in [envelope(event)]
        ]
        gone = await self._db.fetch_one(
            uses_sql.DELETE_UNUSED,
            {**asked, "deletions": Jsonb(deletions)},
            name="delete_unused_files",
        )
        if gone is None:
            return NO_FILES
        announce(self._outbox, *gone["envelopes"])
        return FileSum(files=gone["files"], bytes=gone["bytes"])

    async def discard(self, file: File) -> None:
        """Delete a file that is not what it was announced as: nobody asked for it, so no event."""
        await self._db.fetch_one(
            sql.DISCARD, {"id": file.id, "also_handed_in": False}, name="discard_file"
        )

    async def linked(self, ids: Sequence[str], *, owner: str) -> list[File]:
        """Return those of the files that are there, and are the owner's or an admin's."""
        if not ids:
            return []
        rows = await self._db.fetch_all(
            sql.LINKED, {"ids": list(ids), "owner": owner}, name="linked_files"
        )
        return read_all(rows, File).items

    async def cover(self, course_id: str) -> Cover:
        """Return the picture of a course that everybody may see. Raises FileNotFound."""
        found = None
        if is_id(course_id):
            found = await self._db.fetch_one(
                sql.COVER, {"course_id": course_id}, name="find_cover", as_=Cover
            )
        if found is None:
            raise FileNotFound
        return found

    async def note_widths(self, file_id: str, widths: Sequence[int]) -> None:
        """Write down in which widths there is a cover from now on; none is an answer as well."""
        await self._db.execute(
            sql.NOTE_WIDTHS, {"id": file_id, "widths": list(widths)}, name="note_widths"
        )

    async def abandon(self, before: datetime, limit: int) -> int:
        """Delete the next files that were announced before then and never arrived; count them."""
        rows = await self._db.fetch_all(
            sql.ABANDON, {"before": before, "limit": limit}, name="abandon_files"
        )
        return len(rows)

    async def deleted(self, before: datetime, limit: int) -> list[DeletedFile]:
        """Return the next files that were deleted before then."""
        rows = await self._db.fetch_all(
            sql.DELETED, {"before": before, "limit": limit}, name="deleted_files"
        )
        return [DeletedFile(row["id"], row["purpose"], tuple(row["widths"] or ())) for row in rows]

    async def forget(self, ids: Sequence[str]) -> None:
        """Remove the rows of files whose objects are gone."""
        await self._db.execute(sql.FORGET, {"ids": list(ids)}, name="forget_files")


files: Provider[PostgresFiles] = Provider(PostgresFiles)
