"""What every other library stands on: ids, time, problems, messages, context. No I/O."""

from __future__ import annotations

from lms_kernel._clock import utc_now
from lms_kernel._context import Actor, Context, after_response, current, request_scope
from lms_kernel._events import DomainEvent, envelope
from lms_kernel._fields import (
    CourseStatus,
    Email,
    Id,
    Level,
    Slug,
    limits,
    normalize_email,
    slugify,
)
from lms_kernel._ids import derived_id, is_id, new_id
from lms_kernel._messages import convert, decode
from lms_kernel._paging import (
    Page,
    PageQuery,
    Paging,
    Part,
    Place,
    Window,
    by_creation,
    decode_cursor,
    encode_cursor,
    foreign_cursor,
    page_of,
)
from lms_kernel._parked import ParkedEvent, StoreName
from lms_kernel._problems import (
    BadRequest,
    Conflict,
    ContentTooLarge,
    FieldError,
    Forbidden,
    Invalid,
    MethodNotAllowed,
    NotFound,
    PreconditionFailed,
    Problem,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    UnsupportedMediaType,
)
from lms_kernel._provider import Provider, close_providers

__all__ = [
    "Actor",
    "BadRequest",
    "Conflict",
    "ContentTooLarge",
    "Context",
    "CourseStatus",
    "DomainEvent",
    "Email",
    "FieldError",
    "Forbidden",
    "Id",
    "Invalid",
    "Level",
    "MethodNotAllowed",
    "NotFound",
    "Page",
    "PageQuery",
    "Paging",
    "ParkedEvent",
    "Part",
    "Place",
    "PreconditionFailed",
    "Problem",
    "Provider",
    "Slug",
    "StoreName",
    "TooManyRequests",
    "Unauthenticated",
    "Unavailable",
    "UnsupportedMediaType",
    "Window",
    "after_response",
    "by_creation",
    "close_providers",
    "convert",
    "current",
    "decode",
    "decode_cursor",
    "derived_id",
    "encode_cursor",
    "envelope",
    "foreign_cursor",
    "is_id",
    "limits",
    "new_id",
    "normalize_email",
    "page_of",
    "request_scope",
    "slugify",
    "utc_now",
]
