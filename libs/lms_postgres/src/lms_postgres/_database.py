"""Queries over a pool that opens on first use and reports an outage as Unavailable.

The only module that imports the driver; ``lms_runtime`` imports it when it is first used.
"""

from __future__ import annotations

import asyncio
import select
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, LiteralString, TypeVar, overload

import msgspec
import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from psycopg.types.string import TextLoader
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from lms_kernel import Provider, Unavailable
from lms_metrics import query_seconds, store_pool_connections
from lms_postgres._errors import UniqueViolation
from lms_postgres._moments import MomentLoader
from lms_postgres._settings import PostgresSettings, encryption
from lms_records import read

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from contextlib import AbstractAsyncContextManager

    Row = dict[str, Any]
    Connection = psycopg.AsyncConnection[Row]
    Parameters = Mapping[str, object]

__all__ = ["Database", "Jsonb", "Queries", "database"]

S = TypeVar("S", bound=msgspec.Struct)

# What the server says when it is going away, coming up, or full: the caller should try again.
_PASSING = (
    psycopg.errors.AdminShutdown,
    psycopg.errors.CannotConnectNow,
    psycopg.errors.CrashShutdown,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.QueryCanceled,
    psycopg.errors.ReadOnlySqlTransaction,
    psycopg.errors.SerializationFailure,
    psycopg.errors.TooManyConnections,
)


# How long a pool tries to reach its server before it says that the server is away.
_GIVE_UP_SECONDS = 1.0


class Queries:
    """The ways to query; a pool and a transaction both have them.

    ``name`` labels the query's time in ``store_query_duration_seconds``. Parameters are
    psycopg's ``%(name)s``. Raises UniqueViolation and Unavailable; nothing else is expected.
    """

    def __init__(self, borrow: Callable[[], AbstractAsyncContextManager[Connection]]) -> None:
        """Query over the connection that ``borrow`` lends for one statement."""
        self._borrow = borrow

    @asynccontextmanager
    async def _cursor(
        self, sql: LiteralString, parameters: Parameters | None, name: str
    ) -> AsyncIterator[psycopg.AsyncCursor[Row]]:
        started = time.perf_counter()
        try:
            async with self._borrow() as connection, connection.cursor() as cursor:
                await cursor.execute(sql, parameters)
                yield cursor
        finally:
            query_seconds("postgres", name).observe(time.perf_counter() - started)

    async def fetch_all(
        self, sql: LiteralString, parameters: Parameters | None = None, *, name: str
    ) -> list[Row]:
        """Return every row; ``read_all`` of lms_records makes structs of them."""
        async with self._cursor(sql, parameters, name) as cursor:
            return await cursor.fetchall()

    @overload
    async def fetch_one(
        self, sql: LiteralString, parameters: Parameters | None = ..., *, name: str
    ) -> Row | None: ...

    @overload
    async def fetch_one(
        self, sql: LiteralString, parameters: Parameters | None = ..., *, name: str, as_: type[S]
    ) -> S | None: ...

    async def fetch_one(
        self,
        sql: LiteralString,
        parameters: Parameters | None = None,
        *,
        name: str,
        as_: type[S] | None = None,
    ) -> Row | S | None:
        """Return the first row, or None when there is none.

        Raises Unreadable when it is not of the type ``as_``.
        """
        async with self._cursor(sql, parameters, name) as cursor:
            row = await cursor.fetchone()
        return row if row is None or as_ is None else read(row, as_, id=str(row.get("id")))

    async def execute(
        self, sql: LiteralString, parameters: Parameters | None = None, *, name: str
    ) -> int:
        """Run a statement that returns no rows; return the number of rows it touched."""
        async with self._cursor(sql, parameters, name) as cursor:
            return cursor.rowcount


class Database(Queries):
    """A pool in autocommit mode: one statement is one round trip and one transaction."""

    def __init__(self, settings: PostgresSettings) -> None:
        """Describe the pool; nothing is opened before the first query."""
        super().__init__(self._lend)
        self._settings = settings
        self._pool: AsyncConnectionPool[Connection] | None = None
        self._opening = asyncio.Lock()

    async def _open_pool(self) -> AsyncConnectionPool[Connection]:
        async with self._opening:
            if self._pool is None:
                settings = self._settings
                pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
                    settings.database_url,
                    # None is kept ready: the first query of a cold start opens just one.
                    min_size=0,
                    max_size=settings.lms_postgres_pool_max,
                    timeout=settings.lms_postgres_wait_seconds,
                    max_idle=60,
                    reconnect_timeout=_GIVE_UP_SECONDS,
                    reconnect_failed=self._give_up,
                    kwargs={
                        **encryption(),
                        "autocommit": True,
                        "row_factory": dict_row,
                        "connect_timeout": settings.lms_postgres_connect_seconds,
                        # No plan of ours runs long enough to earn back its compilation.
                        "options": "-c timezone=UTC -c datestyle=ISO -c jit=off"
                        " -c statement_timeout="
                        f"{settings.lms_postgres_statement_seconds * 1000}",
                    },
                    configure=_configure,
                    open=False,
                )
                await pool.open()
                self._pool = pool
            return self._pool

    async def _give_up(self, pool: AsyncConnectionPool[Connection]) -> None:
        """Discard a pool that cannot reach its server, along with everybody waiting for it.

        They fail at once as Unavailable; the next query opens a new pool.
        """
        if self._pool is pool:
            self._pool = None
        # No timeout: it is one of the pool's own workers that says so and would wait for itself.
        await pool.close(timeout=0)

    @asynccontextmanager
    async def _lend(self) -> AsyncIterator[Connection]:
        pool = self._pool or await self._open_pool()
        try:
            connection = await _checkout(pool)
            try:
                async with _named_errors(connection):
                    yield connection
            except psycopg.errors.ReadOnlySqlTransaction:
                # It leads to a server that is the primary no more; the next one asks anew.
                await connection.close()
                raise
            finally:
                await pool.putconn(connection)
                _observe(pool)
        except _PASSING as fault:
            raise Unavailable("The database is busy or restarting.") from fault
        except (PoolTimeout, PoolClosed, psycopg.InterfaceError) as fault:
            raise Unavailable("The database cannot be reached.") from fault
        except psycopg.OperationalError as fault:
            raise Unavailable("The connection to the database was lost.") from fault

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Queries]:
        """Run several statements as one; an exception undoes all of them."""
        async with self._lend() as connection, connection.transaction():
            yield Queries(lambda: _named_errors(connection))

    async def close(self) -> None:
        """Close every connection."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None


@asynccontextmanager
async def _named_errors(connection: Connection) -> AsyncIterator[Connection]:
    """Lend the one connection of a transaction, mapping its errors."""
    try:
        yield connection
    except psycopg.errors.UniqueViolation as fault:
        raise UniqueViolation(fault.diag.constraint_name or "") from fault


async def _checkout(pool: AsyncConnectionPool[Connection]) -> Connection:
    """Take a connection that is alive.

    After a restart of the server the pool still holds dead ones: a socket that the server closed is
    recognized without a round trip, and the pool discards it.
    """
    while True:
        connection = await pool.getconn()
        if not _is_dead(connection):
            return connection
        await connection.close()
        await pool.putconn(connection)


def _is_dead(connection: Connection) -> bool:
    """Check, without asking the server, whether it has hung up.

    Nobody sends on an idle connection: anything there to read is the server's goodbye.
    """
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


async def _configure(connection: Connection) -> None:
    # Ids are opaque strings everywhere above this line.
    connection.adapters.register_loader("uuid", TextLoader)
    connection.adapters.register_loader("timestamptz", MomentLoader)


_idle, _used, _waiting = (
    store_pool_connections.labels("postgres", state) for state in ("idle", "used", "waiting")
)


def _observe(pool: AsyncConnectionPool[Connection]) -> None:
    stats = pool.get_stats()
    idle = stats.get("pool_available", 0)
    _idle.set(idle)
    _used.set(stats.get("pool_size", 0) - idle)
    _waiting.set(stats.get("requests_waiting", 0))


def _open() -> Database:
    return Database(PostgresSettings.current())


database: Provider[Database] = Provider(_open, close=Database.close)
