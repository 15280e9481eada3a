"""What every other library stands on: ids, time, problems, messages, context. No I/O."""

from __future__ import annotations

from lms_kernel import _kinds as kinds
from lms_kernel._accept import Examination, accept, examine
from lms_kernel._clock import utc_now
from lms_kernel._context import Actor, Context, after_response, current, request_scope
from lms_kernel._encoded import Encoded, encoded, tag_of
from lms_kernel._events import DomainEvent, envelope
from lms_kernel._fields import (
    PUSH_ENDPOINT,
    CourseStatus,
    Email,
    Id,
    LanguageTag,
    Level,
    Slug,
    SoughtEmail,
    limits,
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
    Unreadable,
    UnsupportedMediaType,
)
from lms_kernel._provider import Provider, close_providers

__all__ = [
    "PUSH_ENDPOINT",
    "Actor",
    "BadRequest",
    "Conflict",
    "ContentTooLarge",
    "Context",
    "CourseStatus",
    "DomainEvent",
    "Email",
    "Encoded",
    "Examination",
    "FieldError",
    "Forbidden",
    "Id",
    "Invalid",
    "LanguageTag",
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
    "SoughtEmail",
    "StoreName",
    "TooManyRequests",
    "Unauthenticated",
    "Unavailable",
    "Unreadable",
    "UnsupportedMediaType",
    "Window",
    "accept",
    "after_response",
    "by_creation",
    "close_providers",
    "convert",
    "current",
    "decode",
    "decode_cursor",
    "derived_id",
    "encode_cursor",
    "encoded",
    "envelope",
    "examine",
    "foreign_cursor",
    "is_id",
    "kinds",
    "limits",
    "new_id",
    "page_of",
    "request_scope",
    "slugify",
    "tag_of",
    "utc_now",
]
