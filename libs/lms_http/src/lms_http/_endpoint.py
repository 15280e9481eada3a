"""The edge of an HTTP function: what it raises becomes problem details (RFC 9457)."""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import msgspec
from starlette.responses import Response

from lms_kernel import Problem, current

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

P = ParamSpec("P")
R = TypeVar("R", bound=Response)

_log = logging.getLogger(__name__)


def endpoint(handler: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """Return every Problem as ``application/problem+json``; anything else is our fault, a 500."""

    @functools.wraps(handler)
    async def answer(*args: P.args, **kwargs: P.kwargs) -> Any:
        try:
            return await handler(*args, **kwargs)
        except Problem as problem:
            return problem_answer(problem)
        except Exception:  # noqa: BLE001 - the edge: nobody above would say it to the caller
            _log.exception("unexpected failure in %s", handler.__name__)
            return problem_answer(Problem("This is our fault. It was logged with the request id."))

    return answer


def problem_answer(problem: Problem) -> Response:
    """Return a problem: stable ``type``, human ``detail``, every field at fault.

    ``trace_id`` is what people quote, and what logs and traces are searched by (RFC 9457, 3.2).
    """
    body: dict[str, object] = {
        "type": f"/problems/{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        **problem.extra,
    }
    if trace_id := current().trace_id:
        body["trace_id"] = trace_id
    if problem.errors:
        body["errors"] = msgspec.to_builtins(problem.errors)
    return Response(
        msgspec.json.encode(body),
        status_code=problem.status,
        media_type="application/problem+json",
        headers={"Cache-Control": "no-store", **problem.headers},
    )
