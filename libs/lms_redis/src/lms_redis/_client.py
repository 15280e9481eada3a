"""The client, opened on first use, and the mapping of its errors."""

from __future__ import annotations

import hashlib
import re
import time
from typing import TYPE_CHECKING, Annotated, Any, cast

from msgspec import Meta
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    BusyLoadingError,
    ClusterDownError,
    ConnectionError as RedisConnectionError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
    TimeoutError as RedisTimeoutError,
)

from lms_kernel import Provider, Unavailable
from lms_metrics import show_pool
from lms_redis._address import connect
from lms_settings import Settings
from lms_traces import note_query

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from lms_metrics import QueryOutcome
    from lms_redis._address import WaitingPool


class RedisSettings(Settings, frozen=True):
    """Where Redis is, and how long a request waits for it.

    The wait is short: the catalog asks Redis for a cached page and must work without it.
    """

    redis_url: str
    lms_redis_pool_max: Annotated[int, Meta(ge=1, le=200)] = 20
    lms_redis_connect_seconds: Annotated[float, Meta(gt=0, le=10)] = 0.5
    lms_redis_wait_seconds: Annotated[float, Meta(gt=0, le=25)] = 5.0


_OUTAGES = (
    RedisConnectionError,
    RedisTimeoutError,
    BusyLoadingError,
    ClusterDownError,
    OutOfMemoryError,
    ReadOnlyError,
)
# The client has no class for some states of the server; a pipeline puts the command before them.
_STATES = re.compile(
    r"""(?:^|caused error: (?:\(['"])?)(?:MISCONF|LOADING|CLUSTERDOWN|NOREPLICAS|OOM)\b"""
)


def _open() -> Redis:
    settings = RedisSettings.current()
    client = connect(
        settings.redis_url,
        max_connections=settings.lms_redis_pool_max,
        timeout=settings.lms_redis_wait_seconds,
        socket_connect_timeout=settings.lms_redis_connect_seconds,
        socket_timeout=settings.lms_redis_wait_seconds,
        decode_responses=True,
        # One value that is not UTF-8 must not fail those that are read with it (decision 0049).
        encoding_errors="replace",
        # Not even its name and version: they cost an answer each, and a search for the version.
        driver_info=None,
        # One repeat on a fresh connection: a server that restarted has closed the kept ones.
        retry=Retry(NoBackoff(), 1),
    )
    pool = cast("WaitingPool", client.connection_pool)
    show_pool(
        "redis",
        {
            "idle": lambda: pool.get_connection_count()[0][0],
            "used": lambda: pool.get_connection_count()[1][0],
            "waiting": lambda: pool.waiting,
        },
    )
    return client


async def _close(client: Redis) -> None:
    await client.aclose(close_connection_pool=True)


redis: Provider[Redis] = Provider(_open, close=_close)


class redis_errors:  # noqa: N801 - used like a function: ``async with redis_errors("name")``
    """Time the query under its name; an outage becomes Unavailable, and so does a full server.

    A class, because a generator with a decorator takes three times as long, for every query.
    """

    __slots__ = ("_query", "_started")

    def __init__(self, query: str) -> None:
        """Name the query."""
        self._query = query

    async def __aenter__(self) -> None:
        """Start the clock."""
        self._started = time.perf_counter()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Note how long it took, and raise what an outage means."""
        is_outage = fault is not None and _is_outage(fault)
        outcome: QueryOutcome = "unavailable" if is_outage else "failed" if fault else "ok"
        note_query("redis", self._query, self._started, outcome, kind)
        if is_outage:
            raise Unavailable("Redis cannot be used at the moment.") from fault


def _is_outage(fault: BaseException) -> bool:
    """Tell whether it says that the server is down, or takes nothing at the moment."""
    return isinstance(fault, _OUTAGES) or (
        isinstance(fault, ResponseError) and _STATES.search(str(fault)) is not None
    )


class Script:
    """A Lua script that runs as one atomic step; its text is sent once per server."""

    def __init__(self, lua: str) -> None:
        """Store the text and its digest."""
        self._lua = lua
        self._digest = hashlib.sha1(lua.encode(), usedforsecurity=False).hexdigest()

    async def __call__(
        self, *, keys: Sequence[str] = (), args: Sequence[str | int | float | bytes] = ()
    ) -> Any:
        """Run it with KEYS and ARGV and return what the script returns."""
        client = redis()
        try:
            return await client.evalsha(self._digest, len(keys), *keys, *args)
        except NoScriptError:
            return await client.eval(self._lua, len(keys), *keys, *args)

    async def read(
        self, *, keys: Sequence[str] = (), args: Sequence[str | int | float | bytes] = ()
    ) -> Any:
        """Run one that changes nothing: no replica has to confirm it."""
        async with redis().pipeline(transaction=False) as pipe:
            pipe.evalsha(self._digest, len(keys), *keys, *args)
            try:
                (result,) = await pipe.execute()
            except NoScriptError:
                pipe.eval(self._lua, len(keys), *keys, *args)
                (result,) = await pipe.execute()
        return result
