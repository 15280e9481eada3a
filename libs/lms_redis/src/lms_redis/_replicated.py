"""A write is acknowledged once a second server has it, so that a failover does not lose it."""

from __future__ import annotations

from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError

# What changes nothing; anything else counts as a write.
READS = frozenset(
    {
        "EXISTS",
        "GET",
        "HGET",
        "HGETALL",
        "HMGET",
        "HVALS",
        "KEYS",
        "MGET",
        "PING",
        "TTL",
        "ZCARD",
        "ZRANGE",
        "ZRANGEBYSCORE",
        "ZREVRANGE",
        "ZSCORE",
    }
)
REPLICAS = 1
WAIT_MILLISECONDS = 1000


class ReplicatedRedis(Redis):
    """The client of a primary with replicas.

    A primary responds before its replicas have the write, so if it died at that moment an
    acknowledged write would be lost. Each command that may write is therefore followed, on the same
    connection and in the same packet, by WAIT. Sentinels promote the most advanced replica, which
    then has everything that was acknowledged.

    Writes are commands or scripts. Pipelines are only for reading: nothing waits for them.
    """

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Run a command; ResponseError NOREPLICAS when no replica confirms it in time.

        The change was made nevertheless, and lasts if its server does: the caller may retry what is
        idempotent.
        """
        if str(args[0]).upper() in READS:
            return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        async with self.pipeline(transaction=False) as pipe:
            pipe.execute_command(*args, **options)
            pipe.execute_command("WAIT", REPLICAS, WAIT_MILLISECONDS)
            answer, replicas = await pipe.execute(raise_on_error=False)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(replicas, Exception):
            raise replicas
        if replicas < REPLICAS:
            message = "NOREPLICAS no replica has the write yet"
            raise ResponseError(message)
        return answer

    async def aclose(
        self,
        close_connection_pool: bool | None = None,  # noqa: FBT001 - the client's own signature
    ) -> None:
        """Close every connection, those to the sentinels too."""
        await super().aclose(close_connection_pool)
        pool: Any = self.connection_pool
        for sentinel in pool.sentinel_manager.sentinels:
            await sentinel.aclose(close_connection_pool)
