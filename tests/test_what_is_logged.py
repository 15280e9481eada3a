"""Every request is one line in the log, and no line has what people typed.

OWASP, "Logging Cheat Sheet": tokens, passwords and personal data are not logged. A mark is put into
every header, parameter, path and field of a body, one request for each, of every function; it looks
like an address and is as odd as a token. What a request is called by its caller (`X-Request-Id`,
`traceparent`) is logged, and has a form of its own.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from lms_runtime._log import JsonFormatter
from lms_testing import client
from lms_testing.access import bearer
from tests.attacks import _BODIES, API, ENDPOINTS, PEOPLE, furnish, handler, named
from tests.world import world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.endpoints import Endpoint

MARK = "Qzx.Marked+7@Example.org"
HEADERS = (
    "Accept", "Accept-Language", "Authorization", "Cookie", "Forwarded", "Idempotency-Key",
    "If-Match", "If-None-Match", "Origin", "Referer", "Sec-CH-UA", "True-Client-IP", "User-Agent",
    "X-Amz-Sns-Message-Type", "X-Forwarded-For", "X-Real-IP", "X-Request-Id", "traceparent",
)  # fmt: skip
ROUTES = {f"{one.method} {path}": (one, path) for one in ENDPOINTS for path in one.paths}


def marked(body: Any) -> Iterator[Any]:
    """Return copies of a body, each with the mark in the place of one value."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield from ({**body, name: each} for each in marked(value))
        yield {**body, MARK: MARK}
    elif isinstance(body, list):
        for place, value in enumerate(body):
            yield from ([*body[:place], each, *body[place + 1 :]] for each in marked(value))
    else:
        yield MARK


def requests(one: Endpoint, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return addresses and arguments of requests, each with the mark in one place."""
    operation = API["paths"].get(path, {}).get(one.method.lower(), {})
    content = operation.get("requestBody", {}).get("content", {})
    body = _BODIES.get(one.name, content.get("application/json", {}).get("example"))
    url = re.sub(r"\{\w+\}", named(path), path)
    yield re.sub(r"\{\w+\}", MARK, path) + ("" if "{" in path else f"/{MARK}"), {"json": body}
    for name in HEADERS:
        yield url, {"json": body, "headers": {name: f"Bearer {MARK}" if "Auth" in name else MARK}}
    for name in (*query_of(operation), "token", "access_token"):
        yield url, {"json": body, "params": {name: MARK}}
    for each in marked(body):
        yield url, {"json": each}
    yield url, {"content": f'{{"email": "{MARK}'.encode(), "headers": {"Content-Type": MARK}}


def query_of(operation: dict[str, Any]) -> Iterator[str]:
    """Return the names of the parameters after the question mark."""
    for each in operation.get("parameters", ()):
        reference = each.get("$ref", "").rpartition("/")[2]
        parameter = API["components"]["parameters"][reference] if reference else each
        if parameter["in"] == "query":
            yield parameter["name"]


@pytest.mark.parametrize("route", sorted(ROUTES))
async def test_what_people_send_is_not_logged(
    route: str, capfdbinary: pytest.CaptureFixture[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    """In no line, whether somebody is signed in or not, whatever becomes of the request."""
    one, path = ROUTES[route]
    caplog.set_level("INFO")
    caplog.set_level("WARNING", logger="httpx2")  # as configure_logging has it; here it is the test
    caplog.handler.setFormatter(JsonFormatter())
    sent = 0
    with world(PEOPLE.values()):
        await furnish()
        token = await bearer(PEOPLE["admin"])
        capfdbinary.readouterr()
        async with client(handler(one)) as http:
            for signed in ({"Authorization": token}, {}):
                for url, arguments in requests(one, path):
                    headers = {**signed, **arguments.get("headers", {})}
                    await http.request(one.method, url, **{**arguments, "headers": headers})
                    sent += 1
        await asyncio.sleep(0)

    written = capfdbinary.readouterr().out.decode()
    assert len(re.findall(r'"logger":"lms_runtime\.access"', written)) == sent
    for line in written.splitlines():
        assert {"request_id", "trace_id", "user_id", "route", "status"} <= json.loads(line).keys()
    lines = [*written.splitlines(), *caplog.text.splitlines()]
    assert [line for line in lines if re.search("qzx|marked", line, re.IGNORECASE)] == []
