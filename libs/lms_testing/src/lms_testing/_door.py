"""The door that callers use: the runtime around functions-framework, without a socket."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any, Literal

import functions_framework.aio
import httpx2

from lms_runtime import Runtime, RuntimeSettings
from lms_testing._events import delivery
from local.broker.decisions import Failed, judge

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping

    from lms_kernel import Actor

    Function = Callable[..., Any]


def client(function: Function, *, as_: Actor | None = None, **settings: Any) -> httpx2.AsyncClient:
    """Return an HTTP client whose requests reach the function as the gateway's do.

    ``as_`` signs every request with a real token and an open session of that person;
    ``settings`` are RuntimeSettings to differ from the defaults.
    """
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(_app(function, "http", **settings)),
        base_url="http://learning.test",
        # One trace for all: refusals that must not differ are the same to the last byte.
        headers={"X-Trace-Id": "4bf92f3577b34da6a3ce929d0e0e4736"},
        auth=None if as_ is None else _SignedIn(as_),
    )


async def deliver(function: Function, envelope: Mapping[str, object]) -> httpx2.Response:
    """Deliver an event to an event function as a broker does, in binary mode; return its response.

    Raises EventFault for an event that no broker would have taken, and AssertionError for a 2xx
    that a broker takes for a failure, because it has a body that is no event.
    """
    headers, body = delivery(envelope)
    transport = httpx2.ASGITransport(_app(function, "cloudevent"))
    async with httpx2.AsyncClient(transport=transport, base_url="http://function.test") as broker:
        answer = await broker.post("/", content=body, headers=headers)
    verdict = judge(answer.status_code, answer.headers, answer.content)
    if answer.is_success and isinstance(verdict, Failed):
        raise AssertionError(verdict.text)
    return answer


def _app(function: Function, signature: Literal["http", "cloudevent"], **settings: Any) -> Runtime:
    target = function.__name__
    module = types.SimpleNamespace(**{target: function})
    app = functions_framework.aio.create_asgi_app_from_module(  # type: ignore[no-untyped-call]
        target, "main.py", signature, module, None
    )
    return Runtime(
        app,
        RuntimeSettings(
            function_target=target,
            function_signature_type=signature,
            lms_route=f"TEST {target}",
            **settings,
        ),
    )


class _SignedIn(httpx2.Auth):
    """Puts a bearer token on every request."""

    def __init__(self, person: Actor) -> None:
        self._person = person

    async def async_auth_flow(
        self, request: httpx2.Request
    ) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        from lms_testing.access import bearer

        request.headers["Authorization"] = await bearer(self._person)
        yield request
