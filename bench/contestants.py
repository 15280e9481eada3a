"""What is measured side by side: our functions, and what people would write instead.

The peers in bench/peers are programs of their own. They read the same rows by the same statement,
with a pool of their own, and keep first pages in the same Redis.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path

from bench import environments
from bench.machine import OTHERS
from bench.platform import Platform
from bench.servers import Program, Request
from lms_catalog import CatalogQuery
from lms_catalog._store import search_of
from local.functions.environment import INHERITED
from tools.tree import ROOT

PAGE = Request("/api/courses")
# The pages of 20 courses that peers can return: the cached one and another.
PAGES = (1, 2)
NOT_SHARED = " (nothing shared)"


def function(name: str, platform: Platform, first: Request, *, is_sharing: bool = True) -> Program:
    """Return a staged function, run by its image's command in an environment of its own.

    Without `is_sharing` it does not keep public responses for a second (decision 0063), and is
    called `name (nothing shared)`.
    """
    folder = ROOT / "build" / "functions" / name
    python = environments.of_function(folder)
    settings = {} if is_sharing else {"LMS_SHARED_RESPONSE_SECONDS": "0"}
    return Program(
        name if is_sharing else f"{name}{NOT_SHARED}",
        (str(python), "-m", "lms_runtime"),
        folder,
        {**platform.environment_of(name), **settings, "LISTEN_FDS": "1"},
        first,
        is_handed_its_socket=True,
    )


def hello() -> Program:
    """Return functions-framework with a function that says hello, in one process."""
    factory = "functions_framework.aio:create_asgi_app"
    settings = {"FUNCTION_TARGET": "hello"}
    return _peer("hello", _uvicorn("hello", "--factory", factory), settings, Request("/"))


def bare(page: Path) -> Program:
    """Return Starlette alone with the page's bytes in memory."""
    return _peer("bare", _uvicorn("bare"), {"BENCH_PAGE": str(page)}, PAGE)


def fastapi(platform: Platform, statements: Path) -> Program:
    """Return the page in FastAPI."""
    return _peer("fastapi", _uvicorn("fastapi"), _stores(platform, statements), PAGE)


def express(platform: Platform, statements: Path) -> Program:
    """Return the page in Express."""
    node = environments.of_express()
    settings = {**_stores(platform, statements), "NODE_ENV": "production"}
    folder = environments.HOME / "express"
    return _peer("express", (str(node.program), "server.js"), settings, PAGE, folder)


def sink() -> Program:
    """Return a broker that accepts everything; it leaves the measured core alone."""
    first = Request("/", "POST", body="{}", statuses=(202,))
    program = _peer("sink", _uvicorn("bare"), {}, first)
    return replace(program, cores=OTHERS)


def write_statements(file: Path) -> None:
    """Write down the statements of the catalog's first pages, in the spellings of both drivers."""
    file.write_text(json.dumps({page: _statement(page) for page in PAGES}))


def _statement(page: int) -> dict[str, object]:
    statement, parameters = search_of(CatalogQuery(page=page))
    order = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", statement)))
    numbered = statement
    for number, name in enumerate(order, 1):
        numbered = numbered.replace(f"%({name})s", f"${number}")
    return {
        "named": statement,
        "numbered": numbered.replace("%%", "%"),
        "order": order,
        "parameters": parameters,
    }


def _uvicorn(peer: str, *app: str) -> tuple[str, ...]:
    python = environments.of_peer(peer)
    options = ("--port", "{port}", "--no-access-log", "--log-level", "warning")
    return (str(python), "-m", "uvicorn", *(app or ("main:app",)), *options)


def _stores(platform: Platform, statements: Path) -> dict[str, str]:
    addresses = platform.environment
    names = ("DATABASE_URL", "REDIS_URL")
    return {name: addresses[name] for name in names} | {"BENCH_STATEMENTS": str(statements)}


def _peer(
    name: str,
    command: tuple[str, ...],
    settings: dict[str, str],
    first: Request,
    folder: Path | None = None,
) -> Program:
    machine = {key: value for key, value in os.environ.items() if key in INHERITED}
    image = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}
    place = folder or environments.PEERS / name
    return Program(name, command, place, {**machine, **image, **settings}, first)
