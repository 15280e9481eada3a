"""Events in: each is handled once, and its outcome is reported to the broker as a status.

=====================  ======  =====================================================
what happened          status  what the broker does
=====================  ======  =====================================================
handled                204     forgets the event (the runtime empties the body)
cannot ever work       422     dead letter immediately
cannot be read         422     dead letter immediately
a batch except some    422     dead letter immediately; it names them
a store is down        503     tries again with growing pauses, then dead letter
anything unexpected    500     tries again with growing pauses, then dead letter
=====================  ======  =====================================================
"""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from starlette.exceptions import HTTPException

from lms_kernel import (
    Actor,
    BadRequest,
    Invalid,
    NotFound,
    Unavailable,
    Unreadable,
    current,
)
from lms_metrics import events_handled
from lms_records import read
from lms_redis import redis, redis_errors
from lms_traces import parse, receive, running

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from cloudevents.http import CloudEvent

    from lms_kernel import Context, DomainEvent

    Handler = Callable[[CloudEvent], Awaitable[None]]

P = ParamSpec("P")
E = TypeVar("E", bound="DomainEvent")

_log = logging.getLogger(__name__)

# Longer than any broker keeps an event for redelivery.
_REMEMBERED_SECONDS = 7 * 24 * 3600


# What CloudEvents 1.0 requires of every event.
_ATTRIBUTES = ("id", "source", "type", "specversion")


def subscriber(handler: Handler) -> Handler:
    """Make an event function idempotent and its outcome a decision (see the table above).

    An event is known by source and id (CloudEvents 1.0, section 3.1). It is remembered after it
    was handled, so a crash in between repeats it: what the handler does must bear that.
    """
    return _reaction(handler, is_remembered=True)


def scheduled(handler: Handler) -> Handler:
    """Do as ``subscriber`` for what the clock asks for, but remember nothing.

    The next tick is another one, and a tick must not wait for the store that remembers.
    """
    return _reaction(handler, is_remembered=False)


def _reaction(handler: Handler, *, is_remembered: bool) -> Handler:
    @functools.wraps(handler)
    async def handle(event: CloudEvent) -> None:
        context = current()
        _join_trace(event, context)
        if event.get("actorid"):
            context.actor = Actor(str(event["actorid"]), str(event.get("actorrole") or ""))
        kind = str(event["type"])
        key = f"handled:{handler.__name__}:{event['source']}:{event['id']}"
        try:
            if is_remembered and await _is_handled(key):
                events_handled.labels(kind, "duplicate").inc()
                return
            await handler(event)
            if is_remembered:
                await _remember(key)
        except (Invalid, BadRequest, NotFound, Unreadable) as fault:
            events_handled.labels(kind, "refused").inc()
            faults = "; ".join(f"{each.field} {each.message}" for each in fault.errors)
            reason = fault.reason if isinstance(fault, Unreadable) else ""
            detail = f"{fault.detail} {faults}{reason}".strip()
            _log.warning("refused %s %s: %s", kind, event["id"], detail)
            raise HTTPException(422, detail=detail) from fault
        except Unavailable as fault:
            events_handled.labels(kind, "unavailable").inc()
            raise HTTPException(503, detail=fault.detail, headers=fault.headers) from fault
        except Exception:
            events_handled.labels(kind, "failed").inc()
            raise
        events_handled.labels(kind, "handled").inc()

    return handle


def payload(event: CloudEvent, into: type[E]) -> E:
    """Read the event's data as the given kind of event, whatever today's rules say of its values.

    Raises Unreadable when it does not even have the types (decision 0049).
    """
    return read(event.data, into, id=str(event["id"]))


def _join_trace(event: CloudEvent, context: Context) -> None:
    """Go on in the trace of what caused the event; without one, in that of its delivery."""
    trace = parse(str(event.get("traceparent") or ""), str(event.get("tracestate") or ""))
    span = running()
    if span is not None:
        receive(span, {name: event[name] for name in _ATTRIBUTES}, trace)
        trace = span.context
    if trace is not None:
        context.traceparent, context.tracestate = trace.traceparent, trace.state


async def _is_handled(key: str) -> bool:
    async with redis_errors("event_is_handled"):
        return bool(await redis().exists(key))


async def _remember(key: str) -> None:
    async with redis_errors("event_remember"):
        await redis().set(key, "1", ex=_REMEMBERED_SECONDS)
