"""A real nginx, for tests of what its configuration does."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx2

from local.gateway import gateway_command
from local.supervisor import Supervisor
from tests.plain_http import NO_AUTHORITIES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from local.processes import Ledger


@asynccontextmanager
async def running_nginx(
    folder: Path, port: int, ledger: Ledger
) -> AsyncIterator[httpx2.AsyncClient]:
    """Run nginx with what a folder was prepared for, its log in `nginx.log`; return a client."""
    command = gateway_command(folder, folder / "nginx.log")
    async with httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", timeout=30, verify=NO_AUTHORITIES
    ) as client:

        async def answers() -> bool:
            try:
                return (await client.get("/api/nowhere")).status_code == 404
            except httpx2.TransportError:
                return False

        nginx = Supervisor(command, ledger, answers)
        await nginx.start()
        yield client
        await nginx.stop()
