"""Courses in MongoDB: a change and its event are one write to one document.

The document is the course, its id as ``_id``, and ``outbox``: the envelopes that were not yet
published (``_outbox.py``). A deleted course stays as a tombstone without content: its address was
given to people, and must never lead them to another course (decision 0058).
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from pymongo.errors import DuplicateKeyError, WriteError

from lms_courses._completion import Completion
from lms_courses._model import Course
from lms_courses._outbox import documents_of_courses, waiting
from lms_courses.errors import CourseNotFound, SlugTaken, StaleCourse
from lms_kernel import Invalid, Provider, Unavailable, envelope, examine, is_id
from lms_mongo import mongo_errors
from lms_records import Step, read, read_each

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lms_courses._model import Change

    Document = dict[str, Any]

_SLUG_TRIES = 6
# https://www.mongodb.com/docs/manual/reference/error-codes/: DocumentValidationFailure
_REFUSED_BY_VALIDATOR = 121
_WITHOUT_OUTBOX = {"outbox": False}
# While the broker is down a document collects its events; they must never fill it.
OUTBOX_LIMIT = 50


class Written(NamedTuple):
    """A course as it was written, and the envelopes that are to be published."""

    course: Course
    news: list[dict[str, object]]


class MongoCourses:
    """The collection ``courses``. Every method raises Unavailable when the store is down."""

    async def add(self, change: Change) -> Written:
        """Keep a new course; a repeat with the same id returns the first.

        A slug that is taken gets a short suffix; SlugTaken when that does not help either.
        """
        plain = change.course.slug
        if is_id(plain):
            # It may be the id of another course, which is looked up first.
            change = change.with_slug(f"{plain}-{secrets.token_hex(3)}")
        for _ in range(_SLUG_TRIES):
            news = _envelopes(change)
            document = {**_document(change.course), "outbox": news}
            try:
                async with mongo_errors("course_add"):
                    await documents_of_courses().insert_one(document)
            except DuplicateKeyError:
                first = await self._first(change.course.id)
                if first is not None:
                    return first
                change = change.with_slug(f"{plain}-{secrets.token_hex(3)}")
            else:
                return Written(change.course, news)
        raise SlugTaken(f"The address {plain} is taken, and so are its variations.")

    async def _first(self, course_id: str) -> Written | None:
        """Return what an earlier attempt with this id wrote, if there was one."""
        async with mongo_errors("course_first"):
            document = await documents_of_courses().find_one({"_id": course_id})
        if document is None:
            return None
        if document.get("deleted_at"):
            raise CourseNotFound
        return Written(_course(document), waiting(document["outbox"]))

    async def find(self, id_or_slug: str) -> Course:
        """Return a course by its id or its slug, or raise CourseNotFound."""
        async with mongo_errors("course_find"):
            document = await self._find(id_or_slug)
        if document is None or document.get("deleted_at"):
            raise CourseNotFound
        return _course(document)

    async def _find(self, id_or_slug: str) -> Document | None:
        """Return the document with this id, or else with this slug: one may look like the other."""
        found = None
        if is_id(id_or_slug):
            found = await documents_of_courses().find_one({"_id": id_or_slug}, _WITHOUT_OUTBOX)
        if found is None:
            found = await documents_of_courses().find_one({"slug": id_or_slug}, _WITHOUT_OUTBOX)
        return found

    async def save(self, change: Change) -> Written:
        """Keep the next version of a course, or the tombstone of a deleted one.

        Raises StaleCourse when the version before is not the newest any more, CourseNotFound
        when the course is gone, Invalid when fields that stay as they were break today's rules.
        """
        course, news = change.course, _envelopes(change)
        fields = _tombstone(course) if change.is_deletion else _document(course)
        guard = {
            "_id": course.id,
            "version": course.version - 1,
            "deleted_at": None,
            f"outbox.{OUTBOX_LIMIT - 1}": {"$exists": False},
        }
        try:
            async with mongo_errors("course_save"):
                written = await documents_of_courses().update_one(
                    guard, {"$set": fields, "$push": {"outbox": {"$each": news}}}
                )
        except WriteError as fault:
            # A field that was stored before there was a rule: the author has to change it to save.
            faults = examine(_document(course) | {"id": course.id}, Course).faults
            if fault.code != _REFUSED_BY_VALIDATOR or not faults:
                raise
            raise Invalid(errors=faults) from fault
        if not written.matched_count:
            newest = await self.find(course.id)
            if newest.version == course.version - 1:
                raise Unavailable("Too many events of this course are waiting to be published.")
            raise StaleCourse(f"The newest version is {newest.version}.")
        return Written(course, news)

    async def files_of(self, owner_id: str) -> set[str]:
        """Return the ids of the files that somebody's living courses refer to, read by shape alone.

        For code that removes unused files: a document is the truth, and one that breaks today's
        rules needs its files all the same.
        """
        named: set[str] = set()
        async with mongo_errors("course_files"):
            found = documents_of_courses().find(
                {"owner_id": owner_id, "deleted_at": None}, {"cover_file_id": True, "content": True}
            )
            async for document in found:
                named.update(_file_ids(document))
        return named

    async def following(self, course_id: str | None, limit: int) -> Step[Course]:
        """Return the next living courses by id, from the beginning when None."""
        later: Document = {"_id": {"$gt": course_id or ""}}
        async with mongo_errors("course_following"):
            documents = await (
                documents_of_courses()
                .find({**later, "deleted_at": None}, _WITHOUT_OUTBOX)
                .sort("_id", 1)
                .limit(limit)
                .to_list()
            )
        found = read_each(documents, _course)
        return Step.of(found, documents[-1]["_id"] if len(documents) == limit else None)


def _envelopes(change: Change) -> list[dict[str, object]]:
    return [envelope(event) for event in change.events()]


def _document(course: Course) -> Document:
    """Return the document of a living course, without its outbox."""
    fields: Document = msgspec.to_builtins(course, builtin_types=(datetime,))
    return {"_id": fields.pop("id"), **fields, "deleted_at": None, "unsettled": True}


def _file_ids(part: object) -> Iterator[str]:
    """Name every file in a document, wherever in it."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name in {"file_id", "cover_file_id"}:
                if isinstance(value, str) and is_id(value):
                    yield value
            else:
                yield from _file_ids(value)
    elif isinstance(part, list):
        for each in part:
            yield from _file_ids(each)


def _tombstone(course: Course) -> Document:
    """Return what changes in the document of a deleted course: nothing is left to read of it."""
    return {
        "version": course.version,
        "description": "",
        "tags": [],
        "content": {"modules": []},
        "completion": msgspec.to_builtins(Completion()),
        "cover_file_id": None,
        "deleted_at": course.updated_at,
        "unsettled": True,
    }


def _course(document: Mapping[str, Any]) -> Course:
    id_ = document["_id"]
    return read({**document, "id": id_}, Course, id=str(id_))


courses: Provider[MongoCourses] = Provider(MongoCourses)
