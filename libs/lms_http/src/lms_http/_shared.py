"""Public responses, shared for a moment by everybody who asks this process for the same.

A hot page is asked for many times a second and is the same for everybody. What one anonymous caller
was told, the next ones are told within a second of it: the same bytes, with the same ETag. Nobody
gets a response whose making began more than ``LMS_SHARED_RESPONSE_SECONDS`` before the request
arrived, and requests of people who are signed in always ask the store. Decision 0063.
"""

from __future__ import annotations

import asyncio
import functools
import time
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, ParamSpec, TypeVar

from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from lms_http._codings import is_packable, packed, takes_gzip
from lms_http._conditions import is_fresh
from lms_kernel import Provider
from lms_metrics import shared_responses
from lms_settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handler = Callable[[Request], Awaitable[Response]]
    Fields = tuple[tuple[bytes, bytes], ...]
    Seen = Callable[[Request], Fields]

P = ParamSpec("P")
R = TypeVar("R", bound=Response)


class SharedSettings(Settings, frozen=True):
    """For how long a process shares a public response (0: never), and how many bytes it keeps."""

    lms_shared_response_seconds: Annotated[float, Meta(ge=0, le=10)] = 1.0
    lms_shared_response_bytes: Annotated[int, Meta(ge=0, le=2**28)] = 4 * 2**20


# Headers and the table's own entry, about.
_OVERHEAD_BYTES = 1024
_METHODS = frozenset({"GET", "HEAD"})
# A request with this is not everybody's; one with no-cache or no-store wants to be sure.
_OWN = frozenset({b"authorization"})
_FRESHNESS = frozenset({b"cache-control", b"pragma"})
# What must not shape a response that others get: conditions are applied to each caller's own.
_UNSEEN = frozenset(
    {
        b"cookie",
        b"if-match",
        b"if-modified-since",
        b"if-none-match",
        b"if-range",
        b"if-unmodified-since",
        b"range",
    }
)
# What a 304 repeats of the 200 (RFC 9110, section 15.4.5).
_NOT_IN_304 = frozenset({b"content-length", b"content-type"})

_from_memory = shared_responses.labels("memory")
_from_another = shared_responses.labels("other_request")
_from_function = shared_responses.labels("function")


class _Key(NamedTuple):
    """What tells public responses of one function apart."""

    path: str
    query: bytes
    fields: Fields


class _Form:
    """A response in one content coding, and the same one for callers that have it already."""

    __slots__ = ("etag", "full", "unchanged")

    def __init__(self, response: Response) -> None:
        self.full = response
        self.etag = response.headers.get("etag")
        self.unchanged = Response(status_code=304)
        self.unchanged.raw_headers = [
            pair for pair in response.raw_headers if pair[0] not in _NOT_IN_304
        ]

    def response_to(self, request: Request) -> Response:
        """Return the response, or 304 to a caller whose copy is this one."""
        if self.etag is not None and is_fresh(request, self.etag):
            return self.unchanged
        return self.full


class _Copy:
    """A public response, ready to be sent, in each content coding that somebody asked for."""

    __slots__ = ("_packing", "begun", "is_packable", "packed", "plain", "size")

    def __init__(self, response: Response, begun: float) -> None:
        self.begun = begun
        self.is_packable = is_packable(response)
        if self.is_packable:
            names = [*response.headers.getlist("vary"), "Accept-Encoding"]
            response.headers["vary"] = ", ".join(names)
        # With room for the packed bytes, which are hardly ever more.
        self.size = len(response.body) * (1 + self.is_packable) + _OVERHEAD_BYTES
        self.plain = _Form(response)
        self.packed: _Form | None = None
        self._packing: asyncio.Task[Response] | None = None

    async def response_to(self, request: Request) -> Response:
        """Return the response in the form that the caller asks for."""
        if self.is_packable and takes_gzip(request.headers):
            return (self.packed or await self._pack()).response_to(request)
        return self.plain.response_to(request)

    async def _pack(self) -> _Form:
        """Compress it for all who come, off the loop: a long course takes milliseconds."""
        if self._packing is None:
            self._packing = asyncio.create_task(asyncio.to_thread(packed, self.plain.full))
        # Shielded: a caller that goes away takes nothing from the others.
        response = await asyncio.shield(self._packing)
        if self.packed is None:
            self.packed = _Form(response)
        return self.packed


class SharedResponses:
    """The public responses of one function in this process, oldest first, and those being made."""

    def __init__(self, varying: frozenset[bytes] = frozenset(), seen: Seen | None = None) -> None:
        """Keep responses apart by these fields of the request, or by what is `seen` of them."""
        self._settings = SharedSettings.current()
        self._varying = varying
        self._seen = seen
        self._own = _UNSEEN - varying
        self._copies: dict[_Key, _Copy] = {}
        self._flights: dict[_Key, _Flight] = {}
        self._size = 0

    async def respond(self, request: Request, handler: Handler) -> Response:
        """Return the handler's response, or the one that it has just given somebody else."""
        key = self._key(request)
        if key is None:
            return await handler(request)
        now = time.monotonic()
        copy = self._copies.get(key)
        if copy is not None and self._is_young(copy.begun, now):
            _from_memory.inc()
            return await copy.response_to(request)
        flight = self._flights.get(key)
        is_joined = flight is not None and self._is_young(flight.begun, now)
        if flight is not None and is_joined:
            # Shielded: a caller that goes away takes nothing from the others.
            copy = await asyncio.shield(flight.landing)
            if copy is not None:
                _from_another.inc()
                return await copy.response_to(request)
        _from_function.inc()
        if is_joined or request.method != "GET":
            return await handler(request)
        return await self._lead(key, now, request, handler)

    async def _lead(self, key: _Key, now: float, request: Request, handler: Handler) -> Response:
        """Ask the function; requests for the same thing meanwhile wait for its response."""
        flight = self._flights[key] = _Flight(now)
        copy = None
        try:
            response = await handler(self._for_everybody(request, key))
            if self._may_be_shared(response):
                copy = _Copy(response, now)
                self._keep(key, copy)
        finally:
            if self._flights.get(key) is flight:
                del self._flights[key]
            flight.landing.set_result(copy)
        if copy is not None:
            return await copy.response_to(request)
        # It was made without the caller's own fields, which may matter to it after all.
        return await handler(request) if _has_any(request, self._own) else response

    def _for_everybody(self, request: Request, key: _Key) -> Request:
        """Return the request with nothing in it that tells callers with one key apart."""
        hidden = self._own
        if self._seen is not None:
            hidden |= self._varying
        elif not _has_any(request, hidden):
            return request
        headers = [pair for pair in request.scope["headers"] if pair[0] not in hidden]
        if self._seen is not None:
            headers += key.fields
        return Request({**request.scope, "headers": headers}, request.receive)

    def _key(self, request: Request) -> _Key | None:
        """Return what the response depends on, or None where it is this caller's alone."""
        scope = request.scope
        if scope["method"] not in _METHODS or not self._settings.lms_shared_response_seconds:
            return None
        varying = []
        for pair in scope["headers"]:
            name, value = pair
            if name in _OWN or (name in _FRESHNESS and b"no-" in value.lower()):
                return None
            if name in self._varying:
                varying.append(pair)
        fields = tuple(varying) if self._seen is None else self._seen(request)
        return _Key(scope["path"], scope["query_string"], fields)

    def _is_young(self, begun: float, now: float) -> bool:
        return now - begun < self._settings.lms_shared_response_seconds

    def _may_be_shared(self, response: Response) -> bool:
        """Whether a response is whole, public and depends on nothing that tells callers apart."""
        if response.status_code != 200 or not _is_whole(response):  # noqa: PLR2004 - OK
            return False
        if response.background is not None or "set-cookie" in response.headers:
            return False
        directives = _names(response, "cache-control")
        if "public" not in directives or directives & {"no-store", "no-cache", "private"}:
            return False
        return {name.encode() for name in _names(response, "vary")} <= self._varying | _OWN

    def _keep(self, key: _Key, copy: _Copy) -> None:
        """Keep a copy; all live equally long, so the first ones are those to go."""
        if before := self._copies.pop(key, None):
            self._size -= before.size
        most = self._settings.lms_shared_response_bytes
        if copy.size > most:
            return
        self._copies[key] = copy
        self._size += copy.size
        for oldest in list(self._copies):
            if self._size <= most and self._is_young(self._copies[oldest].begun, copy.begun):
                break
            self._size -= self._copies.pop(oldest).size


class _Flight:
    """A response that is being made; ``landing`` is its copy, None for one that is not shared."""

    __slots__ = ("begun", "landing")

    def __init__(self, begun: float) -> None:
        self.begun = begun
        self.landing: asyncio.Future[_Copy | None] = asyncio.get_running_loop().create_future()


def shared(
    *varying: str,
    seen: Seen | None = None,
) -> Callable[[Callable[[Request], Awaitable[R]]], Callable[[Request], Awaitable[R]]]:
    """Share the function's public responses among anonymous callers for a moment.

    Only what says ``Cache-Control: public`` is shared, and only if its ``Vary`` names nothing but
    Authorization and the fields given here, by which copies are kept apart. The function then does
    not see the caller's cookies and conditions. What a response depends on otherwise must be in
    the path or the query.

    ``seen`` reduces those fields to what matters in them, since there are thousands of ways to ask
    for French. It returns the lines that stand for them: the function sees these instead, and
    copies are kept apart by them alone.
    """
    fields = frozenset(name.lower().encode() for name in varying)

    def decorate(handler: Callable[[Request], Awaitable[R]]) -> Callable[[Request], Awaitable[R]]:
        # One per process; one per event loop where tests have several.
        responses: Provider[SharedResponses] = Provider(lambda: SharedResponses(fields, seen))

        @functools.wraps(handler)
        async def answer(request: Request) -> Any:
            return await responses().respond(request, handler)

        return answer

    return decorate


def _has_any(request: Request, names: frozenset[bytes]) -> bool:
    return not names.isdisjoint(name for name, _ in request.scope["headers"])


def _is_whole(response: Response) -> bool:
    return isinstance(getattr(response, "body", None), bytes)


def _names(response: Response, field: str) -> set[str]:
    """Return the members of a list in a header: directives without their values, or names."""
    lines = response.headers.getlist(field)
    parts = (part.partition("=")[0].strip().lower() for line in lines for part in line.split(","))
    return {part for part in parts if part}
