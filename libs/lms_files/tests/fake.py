"""Files in memory, with all the rules of the real store."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from msgspec.structs import asdict, replace

from libs.lms_objects.tests.fake import FakeObjects, fake_objects
from lms_events import announce
from lms_files import (
    UNUSED_AFTER,
    CourseFiles,
    Cover,
    DeletedFile,
    File,
    FileDeleted,
    FileGone,
    FileHandedIn,
    FileNotFound,
    FileSelection,
    FileStored,
    FileSum,
    FileUse,
    ListedFile,
    NewFile,
    OwnerUnknown,
    OwnFiles,
    Purpose,
    QuotaExceeded,
    files,
    purposes,
)
from lms_kernel import (
    Part,
    Place,
    Unavailable,
    by_creation,
    derived_id,
    envelope,
    is_id,
    utc_now,
)
from lms_testing.outboxes import MemoryOutbox

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 24


@dataclass
class FakeFiles:
    """The store of files as dictionaries."""

    objects: FakeObjects = field(default_factory=FakeObjects)
    people: dict[str, str] = field(default_factory=dict)
    """Who has an account, and their role."""
    kept: dict[str, File] = field(default_factory=dict)
    gone: dict[str, datetime] = field(default_factory=dict)
    handed_in: set[str] = field(default_factory=set)
    covers: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Of published courses, by id: the owner of the course, and the file."""
    widths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Of which covers other sizes were made, by the file's id."""

    courses: dict[str, CourseFiles] = field(default_factory=dict)
    released: dict[str, datetime] = field(default_factory=dict)
    hand_ins: dict[str, FileUse] = field(default_factory=dict)
    """For which lesson a file was handed in."""
    is_away: bool = False

    def add_person(self, user_id: str, role: str = "student") -> None:
        """Make somebody who can own files."""
        self.people[user_id] = role

    async def add(self, file_id: str, new: NewFile, *, owner: str) -> File:
        """Write a file down; a repeat with the same id returns the first one."""
        if file_id in self.kept and file_id not in self.gone:
            return await self.get(file_id, owner=owner)
        if owner not in self.people:
            raise OwnerUnknown
        if file_id in self.gone:
            raise FileGone
        rule = purposes[new.purpose]
        held = [
            each.bytes
            for each in self.kept.values()
            if (each.owner_id, each.purpose) == (owner, new.purpose) and each.id not in self.gone
        ]
        if sum(held) + new.bytes > rule.quota_bytes or len(held) >= rule.quota_files:
            raise QuotaExceeded.of(new.purpose)
        file = File(
            id=file_id,
            owner_id=owner,
            purpose=new.purpose,
            name=new.name,
            content_type=new.content_type,
            bytes=new.bytes,
            created_at=utc_now(),
        )
        self.kept[file_id] = file
        return file

    async def get(self, file_id: str, *, owner: str | None) -> File:
        """Return a file."""
        found = self.kept.get(file_id) if is_id(file_id) else None
        if found is None or file_id in self.gone or owner not in {None, found.owner_id}:
            raise FileNotFound
        return found

    async def store(self, file: File) -> File:
        """Make a file available that has arrived, once."""
        kept = await self.get(file.id, owner=None)
        if kept.stored_at is not None:
            return kept
        stored = self.kept[file.id] = replace(kept, stored_at=utc_now())
        happened = FileStored.of(file)
        event_id = derived_id(FileStored.type, file.id)
        announce(MemoryOutbox(), envelope(happened, id=event_id, purpose=file.purpose))
        return stored

    async def delete(self, file: File, *, also_handed_in: bool = False) -> None:
        """Delete a file, unless it was handed in."""
        if file.id not in self.kept or file.id in self.gone:
            return
        if file.id in self.handed_in and not also_handed_in:
            raise FileHandedIn
        self.gone[file.id] = utc_now()
        happened = FileDeleted(file_id=file.id, owner_id=file.owner_id, purpose=file.purpose)
        announce(MemoryOutbox(), envelope(happened))

    async def discard(self, file: File) -> None:
        """Delete a file that is not what it was announced as."""
        self.gone.setdefault(file.id, utc_now())

    async def linked(self, ids: Sequence[str], *, owner: str) -> list[File]:
        """Return those of the files that are there, and are the owner's or an admin's."""
        return [
            each
            for each in self.kept.values()
            if each.id in ids
            and each.stored_at is not None
            and each.id not in self.gone
            and (each.owner_id == owner or self.people.get(each.owner_id) == "admin")
        ]

    async def hand_in(self, ids: Sequence[str], *, user_id: str) -> set[str]:
        """Mark files as handed in if all are the learner's for that; return those that are."""
        there = {
            each.id
            for each in await self.linked(ids, owner=user_id)
            if (each.owner_id, each.purpose) == (user_id, "submission")
        }
        if len(there) == len(ids):
            self.handed_in |= there
        return there

    async def refer(self, course: CourseFiles) -> None:
        """Note which files a course refers to, unless a newer version is known."""
        if self.is_away:
            raise Unavailable
        before = self.courses.get(course.course_id)
        if before is None or before.version <= course.version:
            self.courses[course.course_id] = course
            for each in set(before.file_ids if before else []) - set(course.file_ids):
                if each in self.kept and self._shows(course, self.kept[each]):
                    self.released[each] = utc_now()

    def _shows(self, course: CourseFiles, file: File) -> bool:
        return file.owner_id == course.owner_id or self.people.get(file.owner_id) == "admin"

    def _uses(self, file: File) -> list[FileUse]:
        courses = sorted(
            (each.title, each.course_id)
            for each in self.courses.values()
            if file.id in each.file_ids and self._shows(each, file)
        )
        uses = [FileUse(course_id=id_, course_title=title) for title, id_ in courses]
        return uses + [use for each, use in self.hand_ins.items() if each == file.id]

    def _unused(self, owner: str, used: Collection[str] = ()) -> list[ListedFile]:
        ends = utc_now() - UNUSED_AFTER
        return [
            each
            for each in self._listed(owner)
            if not each.in_use
            and each.stored_at is not None
            and max(each.created_at, self.released.get(each.id, each.created_at)) < ends
            and each.id not in used
            and self.people.get(owner) != "admin"
        ]

    def _listed(self, owner: str) -> list[ListedFile]:
        listed = []
        for each in self.kept.values():
            if each.owner_id == owner and each.id not in self.gone:
                uses = self._uses(each)
                handed_in = each.id in self.handed_in
                listed.append(
                    ListedFile(
                        **asdict(each),
                        in_use=bool(uses) or handed_in,
                        handed_in=handed_in,
                        use_count=len(uses),
                        uses=uses[:3],
                    )
                )
        return sorted(listed, key=by_creation, reverse=True)

    async def page(
        self,
        selection: FileSelection,
        *,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> OwnFiles:
        """Return a part of somebody's files, newest first."""
        every = self._listed(selection.owner_id)
        matching = [each for each in every if selection.in_use in {None, each.in_use}]
        behind = [each for each in matching if after is None or by_creation(each) < after]
        usage: dict[Purpose, FileSum] = {}
        for purpose in purposes:
            of_purpose = [each for each in every if each.purpose == purpose]
            if of_purpose:
                usage[purpose] = _sum(of_purpose)
        return OwnFiles(
            Part(behind[offset : offset + limit], len(matching)),
            usage,
            _sum(self._unused(selection.owner_id)),
        )

    async def delete_unused(self, owner: str, *, used: Collection[str], limit: int) -> FileSum:
        """Delete the next files that have not been used for a while."""
        if self.is_away:
            raise Unavailable
        due = self._unused(owner, used)[::-1][:limit]
        for each in due:
            await self.delete(each)
        return _sum(due)

    async def cover(self, course_id: str) -> Cover:
        """Return the picture of a course that everybody may see."""
        owner, file_id = self.covers.get(course_id, ("", ""))
        for each in await self.linked([file_id], owner=owner):
            if each.purpose == "cover":
                return Cover(**asdict(each), widths=self.widths.get(each.id))
        raise FileNotFound

    async def note_widths(self, file_id: str, widths: Sequence[int]) -> None:
        """Write down in which widths there is a cover."""
        if file_id in self.kept:
            self.widths[file_id] = tuple(widths)

    async def abandon(self, before: datetime, limit: int) -> int:
        """Delete the next files that were announced before then and never arrived."""
        due = [
            each.id
            for each in self.kept.values()
            if each.stored_at is None and each.id not in self.gone and each.created_at < before
        ][:limit]
        for each in due:
            self.gone[each] = utc_now()
        return len(due)

    async def deleted(self, before: datetime, limit: int) -> list[DeletedFile]:
        """Return the next files that were deleted before then."""
        due = [each for each, when in self.gone.items() if when < before][:limit]
        return [
            DeletedFile(each, self.kept[each].purpose, self.widths.get(each, ())) for each in due
        ]

    async def forget(self, ids: Sequence[str]) -> None:
        """Remove the rows of files whose objects are gone."""
        for each in ids:
            if each in self.gone:
                del self.gone[each], self.kept[each]

    def keep(
        self, file_id: str, owner: str, purpose: Purpose = "lesson", *, content: bytes = PNG
    ) -> File:
        """Return a file of somebody's that has arrived."""
        self.people.setdefault(owner, "instructor")
        file = self.kept[file_id] = File(
            id=file_id,
            owner_id=owner,
            purpose=purpose,
            name="picture.png",
            content_type="image/png",
            bytes=len(content),
            created_at=utc_now(),
            stored_at=utc_now(),
        )
        self.objects.kept[file.key] = (content, "image/png")
        return file


def _sum(some: Sequence[File]) -> FileSum:
    return FileSum(files=len(some), bytes=sum(each.bytes for each in some))


@contextmanager
def fake_files() -> Iterator[FakeFiles]:
    """Put fake stores of files and objects into the ``with`` block."""
    with fake_objects() as bucket:
        fake = FakeFiles(bucket)
        with files.override(fake):
            yield fake
