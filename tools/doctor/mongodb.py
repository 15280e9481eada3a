"""What MongoDB holds: courses, each with the events that are still to be published."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec

from lms_courses import Change, Course, CourseUpdated, courses
from lms_kernel import request_scope, utc_now
from lms_mongo import collection
from tools.doctor.events import event_fault
from tools.doctor.examine import Record

_FIELDS = frozenset(field.encode_name for field in msgspec.structs.fields(Course))


async def records() -> AsyncIterator[Record]:
    """Return every living course, and every event that is none."""
    async for document in collection("courses").find().sort("_id", 1):
        id_ = str(document["_id"])
        fields = {name: value for name, value in document.items() if name in _FIELDS}
        if document.get("deleted_at") is None:
            yield Record(
                store="mongodb",
                kind="course",
                id=id_,
                value={**fields, "id": document["_id"]},
                into=Course,
                save=_save,
            )
        outbox = document.get("outbox")
        if not isinstance(outbox, list):
            yield Record(
                store="mongodb", kind="outbox", id=id_, value=outbox, fault="must be a list"
            )
            continue
        for event in outbox:
            if fault := event_fault(event):
                yield Record(store="mongodb", kind="outbox", id=id_, value=event, fault=fault)


async def _save(normal: dict[str, Any]) -> None:
    """Save the course as its next version, announced like any change. Raises StaleCourse."""
    now = utc_now()
    course = msgspec.structs.replace(
        msgspec.convert(normal, Course),
        version=normal["version"] + 1,
        updated_at=now.replace(microsecond=now.microsecond // 1000 * 1000),
    )
    async with request_scope(function="doctor"):
        # Nobody announces it: the relay publishes the event.
        await courses().save(Change(course, (CourseUpdated,)))
