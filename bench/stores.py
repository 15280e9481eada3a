"""One store of the platform as it runs on one machine, alone and on a directory of its own."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from local.credentials import kept_credentials
from local.data_directory import DataDirectory
from local.processes import Ledger
from local.stores.choice import chosen_stores


@asynccontextmanager
async def embedded(name: str) -> AsyncIterator[str]:
    """Run `postgres`, `mongodb` or `redis` empty, until the end; return its URL."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data = DataDirectory(Path(folder) / "data")
        ledger = Ledger(data.run / "processes.json")
        store = chosen_stores({}, data, kept_credentials(data.secrets), ledger)[name]
        try:
            await store.start()
            yield store.url
        finally:
            await store.stop()
            data.close()
