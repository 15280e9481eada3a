"""How a served function stops."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from lms_runtime import _server
from lms_runtime._server import GentleServer

if TYPE_CHECKING:
    from pathlib import Path


async def _answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"heard"})


async def test_a_connection_that_was_accepted_is_heard_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its request arrives after the signal to stop, and is answered all the same."""
    # Long enough for a busy machine to send it in time.
    monkeypatch.setattr(_server, "_LAST_REQUESTS_SECONDS", 1)
    path = str(tmp_path / "function.sock")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        config = uvicorn.Config(_answer, lifespan="off", log_config=None)
        server = GentleServer(config)
        serving = asyncio.create_task(server._serve([listening]))  # noqa: SLF001 - serve() takes the test's own signals
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        reader, writer = await asyncio.open_unix_connection(path)
        await asyncio.sleep(0.05)
        server.should_exit = True
        await asyncio.sleep(0.3)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"heard" in await reader.read()
        writer.close()
        await serving


def test_a_signal_that_comes_before_the_server_is_obeyed(tmp_path: Path) -> None:
    """A process that is told to stop while it starts does not stay."""
    function = """
        import functions_framework.aio

        @functions_framework.aio.http
        async def say_hello(request):
            return "hello"
    """
    program = """
        import os, signal, socket, sys

        listening = socket.socket(socket.AF_UNIX)
        listening.bind("function.sock")
        listening.listen()
        os.dup2(listening.fileno(), 3)

        from lms_runtime import _server
        from lms_runtime.__main__ import main

        class Told(_server.GentleServer):
            def run(self, sockets=None):
                signal.raise_signal(signal.SIGTERM)
                super().run(sockets)

        _server.GentleServer = Told
        sys.exit(main())
    """
    (tmp_path / "main.py").write_text(textwrap.dedent(function))

    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=tmp_path,
        env={**os.environ, "FUNCTION_TARGET": "say_hello", "LISTEN_FDS": "1"},
        timeout=30,
        check=False,
    )

    assert ended.returncode == 0
