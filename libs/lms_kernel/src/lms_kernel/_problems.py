"""Expected failures, each with the HTTP status it means (RFC 9457 problem details).

Problem
├── BadRequest 400            the request cannot be read
├── Unauthenticated 401       the caller is not known
├── PaymentRequired 402       what is asked for costs something
├── Forbidden 403             known, but not allowed
├── NotFound 404              not there, or not to be revealed
├── MethodNotAllowed 405      the path is right, the method is not
├── Conflict 409              the present state does not allow it
├── PreconditionFailed 412    the caller's copy is stale
├── ContentTooLarge 413       the body is over the limit
├── UnsupportedMediaType 415  the body is not JSON
├── Invalid 422               read, but makes no sense; names every field at fault
├── TooManyRequests 429       over a rate limit; says when to come back
├── Unreadable 500            a stored record does not have the types that it should have
└── Unavailable 503           a store is down; says when to come back

A context's errors derive from these and give a ``slug`` and a ``title`` of their own, so that
the mapping from failures to responses is written once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence


class FieldError(msgspec.Struct, frozen=True):
    """One fault of the input: the field's path (``price.amount``) and what to do about it."""

    field: str
    message: str


class Problem(Exception):  # noqa: N818 - the name of RFC 9457
    """A failure that the caller is told about: ``status``, stable ``slug``, ``title``, ``detail``.

    ``errors`` names fields at fault, ``headers`` are sent with the response, ``extra`` are further
    members of the problem object.
    """

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Internal error"
    standing_headers: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        """Keep what the response says; the detail defaults to the title."""
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.errors = tuple(errors)
        self.headers = {**self.standing_headers, **(headers or {})}
        self.extra = dict(extra or {})


class BadRequest(Problem):
    """The request cannot be parsed at all."""

    status = 400
    slug = "bad-request"
    title = "Malformed request"


class Unauthenticated(Problem):
    """The caller is not known; the challenge is what RFC 9110 requires of every 401."""

    status = 401
    slug = "unauthenticated"
    title = "Sign in first"
    standing_headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer realm="learning"'}


class PaymentRequired(Problem):
    """What is asked for has a price (RFC 9110, section 15.5.3)."""

    status = 402
    slug = "payment-required"
    title = "This costs something"


class Forbidden(Problem):
    """The caller is known and may not do this."""

    status = 403
    slug = "forbidden"
    title = "Not allowed"


class NotFound(Problem):
    """There is no such thing, or the caller may not learn that there is."""

    status = 404
    slug = "not-found"
    title = "Not found"


class MethodNotAllowed(Problem):
    """The path exists, the method does not."""

    status = 405
    slug = "method-not-allowed"
    title = "Method not allowed"


class Conflict(Problem):
    """The present state does not allow the request."""

    status = 409
    slug = "conflict"
    title = "Conflict"


class PreconditionFailed(Problem):
    """The caller's copy is stale (If-Match, RFC 9110 section 13.1.1)."""

    status = 412
    slug = "precondition-failed"
    title = "The copy you edited is no longer the newest"


class ContentTooLarge(Problem):
    """The body is over the limit."""

    status = 413
    slug = "content-too-large"
    title = "The body is too large"


class UnsupportedMediaType(Problem):
    """The body's media type is not supported."""

    status = 415
    slug = "unsupported-media-type"
    title = "Send the body as application/json"


class Invalid(Problem):
    """The request was read and cannot be fulfilled as it stands; every fault is named."""

    status = 422
    slug = "invalid"
    title = "Some fields need attention"


class Unreadable(Problem):
    """A stored record cannot be read; trying again does not help, an operator has to repair it."""

    slug = "unreadable-record"
    title = "A stored record cannot be read"

    def __init__(self, record: str, id: str, reason: str) -> None:  # noqa: A002 - the word of every other interface
        """Name the record to callers; the reason is for operators."""
        super().__init__(f"The stored {record} {id} cannot be read. It was logged.")
        self.record = record
        self.id = id
        self.reason = reason


class _ComeBackLater(Problem):
    """A failure that passes: the response says after how many seconds to try again."""

    default_retry_after: ClassVar[int] = 2

    def __init__(self, detail: str = "", *, retry_after: int | None = None, **more: Any) -> None:
        """Put the pause, in whole seconds, into Retry-After (RFC 9110 section 10.2.3)."""
        super().__init__(detail, **more)
        self.retry_after = self.default_retry_after if retry_after is None else retry_after
        self.headers.setdefault("Retry-After", str(self.retry_after))


class TooManyRequests(_ComeBackLater):
    """A rate limit is exceeded (RFC 6585)."""

    status = 429
    slug = "too-many-requests"
    title = "Too many requests"
    default_retry_after = 60


class Unavailable(_ComeBackLater):
    """Something that the request needs is unavailable for now; nothing was acknowledged."""

    status = 503
    slug = "unavailable"
    title = "Temporarily unavailable"
