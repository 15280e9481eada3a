"""The caller, the request and its trace, and what is left to do after the response."""

from __future__ import annotations

import contextvars
from typing import TYPE_CHECKING

import msgspec

from lms_kernel._ids import new_id

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    Job = Callable[[], Awaitable[None]]


class Actor(msgspec.Struct, frozen=True):
    """The authenticated caller; ``scopes`` are the permissions of a service token."""

    id: str
    role: str
    session_id: str = ""
    scopes: frozenset[str] = frozenset()

    @property
    def is_privileged(self) -> bool:
        """Whether this actor's writes go into the audit trail."""
        return self.role in {"instructor", "admin", "service"}


class Context(msgspec.Struct):
    """One request or event on its way through a function; mutable, one per request."""

    function: str = ""
    request_id: str = ""
    traceparent: str = ""
    tracestate: str = ""
    actor: Actor | None = None
    after: list[Job] = msgspec.field(default_factory=list)

    @property
    def trace_id(self) -> str:
        """Return the id of the trace, by which logs and spans find what happened; or nothing."""
        return self.traceparent[3:35]

    async def finish(self) -> None:
        """Run what was put off until the response was sent, in order."""
        while self.after:
            await self.after.pop(0)()


_context: contextvars.ContextVar[Context] = contextvars.ContextVar("lms_context")


def current() -> Context:
    """Return the context of the running request; outside of one, a fresh and unshared one."""
    try:
        return _context.get()
    except LookupError:
        return Context()


def after_response(job: Job) -> None:
    """Run the job once the response was sent; the process does not stop before it is done.

    Raises LookupError outside a request: there, open a ``request_scope``.
    """
    _context.get().after.append(job)


class request_scope:  # noqa: N801 - used like a function: ``async with request_scope(...)``
    """Open the context of one request; on leaving, the jobs put off until then are run.

    A class, because a generator with a decorator takes five times as long, for every request.
    """

    __slots__ = ("_context", "_token")

    def __init__(
        self,
        *,
        function: str = "",
        request_id: str = "",
        traceparent: str = "",
        tracestate: str = "",
    ) -> None:
        """Describe the request; without an id it gets a new one."""
        self._context = Context(
            function=function,
            request_id=request_id or new_id(),
            traceparent=traceparent,
            tracestate=tracestate,
        )

    async def __aenter__(self) -> Context:
        """Make the context that of the running task."""
        self._token = _context.set(self._context)
        return self._context

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Run the jobs, unless something went wrong."""
        try:
            if fault is None and self._context.after:
                await self._context.finish()
        finally:
            _context.reset(self._token)
