"""What a function's process reports: whether it is ready, and its load."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx2

from local.functions.counts import Counts

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = re.compile(
    r"^(http_requests_total|http_requests_in_flight|http_errors_total)(?:\{.*\})?\s+(\S+)",
    re.MULTILINE,
)
POLL_SECONDS = 0.05
ASK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Load:
    """How many requests processes have answered, with 5xx too, and how many are in progress."""

    answered: int
    failed: int
    in_flight: int

    @classmethod
    def parse(cls, metrics: str) -> Load:
        """Read the exposition text of /metrics; a missing metric counts as zero."""
        sums = dict.fromkeys(
            ("http_requests_total", "http_errors_total", "http_requests_in_flight"), 0.0
        )
        for name, value in SAMPLE.findall(metrics):
            sums[name] += float(value)
        return cls(*map(int, sums.values()))


_NOTHING = Load(0, 0, 0)


class Probe:
    """Asks over the function's own socket, and adds up the counts of all its processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counts = Counts()
        self._before = _NOTHING
        self._load = _NOTHING
        self._quiet_since = time.monotonic()

    @property
    def requests(self) -> int:
        """Return the requests that all processes of this function have answered."""
        return self._before.answered + self._load.answered

    @property
    def errors(self) -> int:
        """Return how many of them were answered with 5xx."""
        return self._before.failed + self._load.failed

    @property
    def idle_seconds(self) -> float:
        """Return for how long nothing has happened."""
        return time.monotonic() - self._quiet_since

    def process_started(self) -> None:
        """Start the clock: a process gets its idle time even without requests."""
        self._quiet_since = time.monotonic()

    def process_ended(self) -> None:
        """Add what the ended process has counted."""
        self._before = Load(self.requests, self.errors, 0)
        self._load = _NOTHING
        self.counts.process_ended()

    async def until_ready(self, seconds: float) -> bool:
        """Wait until the process is ready; False when the time is up."""
        try:
            async with asyncio.timeout(seconds):
                while not await self._ready():  # noqa: ASYNC110 - another process has no Event
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            return False
        return True

    async def look(self) -> None:
        """Read the load; a process that does not respond counts as busy."""
        try:
            async with self._client(ASK_SECONDS) as client:
                text = (await client.get("/metrics")).text
        except httpx2.HTTPError:
            self._quiet_since = time.monotonic()
            return
        load = Load.parse(text)
        self.counts.saw(text)
        if load.in_flight or load.answered != self._load.answered:
            self._quiet_since = time.monotonic()
        self._load = load

    async def _ready(self) -> bool:
        # The first of these waits in the backlog until the process accepts: no timeout of its own.
        try:
            async with self._client(None) as client:
                return (await client.get("/health/readiness")).is_success
        except httpx2.HTTPError:
            return False

    def _client(self, timeout: float | None) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            # No TLS on a unix socket: reading the certificates of all authorities takes longer than
            # a whole request, and this is done for every running function once a second.
            transport=httpx2.AsyncHTTPTransport(uds=str(self.path), verify=False),
            base_url="http://function",
            timeout=timeout,
            trust_env=False,
        )
