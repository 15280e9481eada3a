"""The document of a course as MongoDB stores it: `nox -s generate` makes the validator from it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from lms_courses._model import Course
from lms_kernel import Id

# A mark is there or it is not; partial indexes look for true.
Mark = Annotated[bool, Meta(extra_json_schema={"enum": [True]})]


class StoredEvent(msgspec.Struct, frozen=True):
    """What every envelope in an outbox has; its other attributes are the publisher's affair."""

    id: str
    time: str


class CourseDocument(Course, frozen=True, kw_only=True):
    """The course itself and what the store keeps with it."""

    id: Id = msgspec.field(name="_id")
    version: Annotated[int, Meta(ge=1)]
    deleted_at: datetime | None
    outbox: list[StoredEvent]
    unsettled: Mark | UnsetType = UNSET
    has_parked: Mark | UnsetType = UNSET
    gone: Mark | UnsetType = UNSET
