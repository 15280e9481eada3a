"""A store that is frozen (SIGSTOP) takes connections and says nothing: deadlines hold all the same.

Such a server is worse than one that is gone: the kernel still acknowledges what is sent to it, so
neither TCP nor a driver notices, and a driver that is cancelled waits for the server once more.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import functions_framework.aio
import psutil
import psycopg
import pytest

from lms_http import Answer, endpoint, ok
from lms_mongo import collection, mongo_errors
from lms_postgres import database
from lms_redis import redis, redis_errors
from lms_testing import client
from tests.patience import TimeLimit, patience

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

DEADLINE_SECONDS = 1.0
# More callers than any pool has connections.
CALLERS = 24


async def _statement() -> None:
    await database().fetch_one("SELECT 1 AS one", name="frozen")


async def _transaction() -> None:
    async with database().transaction() as all_:
        await all_.execute("SELECT 1", name="frozen")
        await all_.execute("SELECT 2", name="frozen")


async def _document() -> None:
    async with mongo_errors("frozen"):
        await collection("courses").find_one({})


async def _key() -> None:
    async with redis_errors("frozen"):
        await redis().set("frozen", "no")


QUESTIONS = {
    "a statement": _statement,
    "a transaction": _transaction,
    "a document": _document,
    "a key": _key,
}


@functions_framework.aio.http
@endpoint
async def ask(request: Request) -> Answer[str]:
    """Ask the store that the query names."""
    await QUESTIONS[request.query_params["for"]]()
    return ok("here it is")


@pytest.fixture(params=[("a statement"), ("a transaction"), ("a document"), ("a key")])
def question(request: pytest.FixtureRequest) -> tuple[str, int]:
    """Return a question, and the port of the server that answers it; its pool is open."""
    name: str = request.param
    if name == "a document":
        request.getfixturevalue("mongo")
        return name, urlsplit(request.getfixturevalue("mongodb_url")).port or 0
    if name == "a key":
        request.getfixturevalue("real_redis")
        return name, urlsplit(request.getfixturevalue("redis_url")).port or 0
    request.getfixturevalue("postgres")
    parts: dict[str, Any] = psycopg.conninfo.conninfo_to_dict(
        request.getfixturevalue("database_url")
    )
    return name, int(parts["port"])


@contextlib.contextmanager
def frozen(port: int) -> Iterator[None]:
    """Stop the server that listens on a port, with all its processes, inside the ``with`` block."""
    (server,) = [one for one in psutil.Process().children() if port in _listening(one)]
    family = [server, *server.children(recursive=True)]
    for one in family:
        one.suspend()
    try:
        yield
    finally:
        for one in family:
            one.resume()


def _listening(process: psutil.Process) -> set[int]:
    return {
        one.laddr.port for one in process.net_connections("tcp") if one.status == psutil.CONN_LISTEN
    }


async def test_a_frozen_store_holds_nobody_beyond_the_deadline(question: tuple[str, int]) -> None:
    """Every caller has a problem in time; once the store goes on, so does the function."""
    name, port = question
    async with client(ask, lms_request_deadline_seconds=DEADLINE_SECONDS) as http:

        async def once() -> tuple[int, float]:
            began = time.monotonic()
            answer = await http.get("/", params={"for": name})
            return answer.status_code, time.monotonic() - began

        assert (await once())[0] == 200
        await asyncio.gather(*(once() for _ in range(4)))  # several connections are open
        with frozen(port):
            first = await asyncio.gather(*(once() for _ in range(CALLERS)))
            again = await asyncio.gather(*(once() for _ in range(CALLERS)))
        limit = TimeLimit(2)
        while (await once())[0] != 200:
            assert not limit.is_over()
        assert not limit.is_over()

    statuses = {status for status, _ in (*first, *again)}
    assert statuses == {503}
    slowest = max(seconds for _, seconds in (*first, *again))
    assert slowest < DEADLINE_SECONDS + 1 or slowest < DEADLINE_SECONDS + patience(1)
