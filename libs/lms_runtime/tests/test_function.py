"""A function is called directly, and its contract is still that of functions-framework."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import functions_framework.aio
import pytest
from starlette.exceptions import HTTPException
from starlette.responses import Response

from lms_runtime._function import direct
from lms_testing import client

if TYPE_CHECKING:
    from starlette.requests import Request


@functions_framework.aio.http
async def show(request: Request) -> Any:
    """Return what functions-framework lets a function return."""
    match request.url.path:
        case "/text":
            return "hello"
        case "/object":
            return {"hello": 1}
        case "/status":
            return {"hello": 1}, 202
        case "/refused":
            raise HTTPException(418, "a teapot", {"X-Kind": "teapot"})
        case "/broken":
            raise RuntimeError("a secret")
        case "/nothing":
            return None
    return Response(request.url.path)


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/text", 200, "hello"),
        ("/object", 200, '{"hello":1}'),
        ("/status", 202, '{"hello":1}'),
        ("/refused", 418, "a teapot"),
        ("/broken", 500, "Internal Server Error"),
        ("/nothing", 500, "No response returned"),
        ("/any/path", 200, "/any/path"),
    ],
)
async def test_a_function_may_return_what_the_framework_allows(
    path: str, status: int, body: str
) -> None:
    """Text, objects, pairs and responses; an error tells the caller nothing of ours."""
    async with client(show) as http:
        answer = await http.get(path)
    assert (answer.status_code, answer.text) == (status, body)
    if status == 418:
        assert answer.headers["x-kind"] == "teapot"


async def test_a_function_without_await_is_run_in_a_thread() -> None:
    """It would hold up every other request."""

    @functions_framework.aio.http
    def wait(request: Request) -> str:
        return request.method

    async with client(wait) as http:
        assert (await http.put("/")).text == "PUT"


async def test_a_method_that_no_function_has_is_refused() -> None:
    """405 and the methods there are (RFC 9110, section 15.5.6)."""
    async with client(show) as http:
        answer = await http.request("TRACE", "/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


async def test_an_application_of_another_kind_is_left_alone() -> None:
    """Whatever is no application of functions-framework is served as it is."""

    async def app(*_: object) -> None:
        """Serve nothing."""

    assert direct(app) is app
