"""Queries over a pool that opens on first use and reports an outage as Unavailable.

The only module that imports the driver; ``lms_runtime`` imports it when it is first used.
"""

from __future__ import annotations

import asyncio
import select
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, LiteralString, TypeVar, overload

import msgspec
import psycopg
from psycopg.adapt import Loader
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb, set_json_dumps, set_json_loads
from psycopg.types.string import TextLoader
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from lms_kernel import Provider, Unavailable
from lms_metrics import show_pool
from lms_postgres._errors import UniqueViolation
from lms_postgres._moments import MomentLoader
from lms_postgres._settings import PostgresSettings, encryption
from lms_records import loads, read
from lms_traces import timed_query

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from contextlib import AbstractAsyncContextManager
    from types import TracebackType

    from psycopg.abc import Buffer

    from lms_metrics import QueryOutcome

    Row = dict[str, Any]
    Connection = psycopg.AsyncConnection[Row]
    Cursor = psycopg.AsyncCursor[Row]
    Parameters = Mapping[str, object]

__all__ = ["Database", "Jsonb", "Queries", "database"]

S = TypeVar("S", bound=msgspec.Struct)
T = TypeVar("T")

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


# How long a pool tries to reach its server before it says that the server is down.
_GIVE_UP_SECONDS = 1.0


def _outcome(fault: BaseException) -> QueryOutcome:
    """Return what a fault means for the metrics."""
    if isinstance(fault, UniqueViolation):
        return "conflict"
    # The latter inside of a transaction.
    is_outage = isinstance(fault, (Unavailable, psycopg.OperationalError))
    return "unavailable" if is_outage else "failed"


class Queries:
    """The ways to query; a pool and a transaction both have them.

    ``name`` labels the query's time in ``store_query_duration_seconds``. Parameters are
    psycopg's ``%(name)s``. Raises UniqueViolation and Unavailable; nothing else is expected.
    """

    def __init__(self, borrow: Callable[[], AbstractAsyncContextManager[Connection]]) -> None:
        """Query over the connection that ``borrow`` lends for one statement."""
        self._borrow = borrow

    async def _run(
        self,
        sql: LiteralString,
        parameters: Parameters | None,
        name: str,
        take: Callable[[Cursor], Awaitable[T]],
    ) -> T:
        """Run one statement and take what is wanted of its result."""
        with timed_query("postgres", name, _outcome):
            async with self._borrow() as connection:
                cursor = connection.cursor()
                await cursor.execute(sql, parameters)
                return await take(cursor)

    async def fetch_all(
        self, sql: LiteralString, parameters: Parameters | None = None, *, name: str
    ) -> list[Row]:
        """Return every row; ``read_all`` of lms_records makes structs of them."""
        return await self._run(sql, parameters, name, psycopg.AsyncCursor.fetchall)

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
        row: Row | None = await self._run(sql, parameters, name, psycopg.AsyncCursor.fetchone)
        return row if row is None or as_ is None else read(row, as_, id=str(row.get("id")))

    async def execute(
        self, sql: LiteralString, parameters: Parameters | None = None, *, name: str
    ) -> int:
        """Run a statement that returns no rows; return the number of rows it touched."""
        return await self._run(sql, parameters, name, _touched)


class Database(Queries):
    """A pool in autocommit mode: one statement is one round trip and one transaction."""

    def __init__(self, settings: PostgresSettings) -> None:
        """Describe the pool; nothing is opened before the first query."""
        super().__init__(lambda: _Loan(self))
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
                _show(pool)
            return self._pool

    async def pool(self) -> AsyncConnectionPool[Connection]:
        """Return the open pool."""
        return self._pool or await self._open_pool()

    async def _give_up(self, pool: AsyncConnectionPool[Connection]) -> None:
        """Discard a pool that cannot reach its server, along with everybody waiting for it.

        They fail immediately as Unavailable; the next query opens a new pool.
        """
        if self._pool is pool:
            self._pool = None
        # No timeout: it is one of the pool's own workers that says so and would wait for itself.
        await pool.close(timeout=0)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Queries]:
        """Run several statements as one; an exception undoes all of them."""
        async with _Loan(self) as connection, connection.transaction():
            yield Queries(lambda: _Borrowed(connection))

    async def close(self) -> None:
        """Close every connection."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None


class _Loan:
    """A connection of the pool for one statement or transaction, whose faults get our names.

    A class, because generators with a decorator take three times as long, for every query.
    """

    __slots__ = ("_connection", "_database", "_pool")

    def __init__(self, database: Database) -> None:
        """Name whose connection it is."""
        self._database = database

    async def __aenter__(self) -> Connection:
        """Take a connection."""
        try:
            self._pool = await self._database.pool()
            self._connection = await _checkout(self._pool)
        except psycopg.Error as fault:
            _raise_named(fault)
            raise
        return self._connection

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Return the connection, and raise what a fault means."""
        if isinstance(fault, psycopg.errors.ReadOnlySqlTransaction):
            # It leads to a server that is no longer the primary; the next one asks again.
            await self._connection.close()
        await self._pool.putconn(self._connection)
        if isinstance(fault, psycopg.Error):
            _raise_named(fault)


class _Borrowed:
    """The one connection of a transaction, for one of its statements."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        """Name the connection."""
        self._connection = connection

    async def __aenter__(self) -> Connection:
        """Lend it."""
        return self._connection

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Raise what a fault of the statement means; the transaction knows the others."""
        if isinstance(fault, psycopg.errors.UniqueViolation):
            _raise_named(fault)


def _raise_named(fault: psycopg.Error) -> None:
    """Raise what the fault means to a caller; return when it is a fault of ours."""
    if isinstance(fault, psycopg.errors.UniqueViolation):
        raise UniqueViolation(fault.diag.constraint_name or "") from fault
    if isinstance(fault, _PASSING):
        raise Unavailable("The database is busy or restarting.") from fault
    if isinstance(fault, (PoolTimeout, PoolClosed, psycopg.InterfaceError)):
        raise Unavailable("The database cannot be reached.") from fault
    if isinstance(fault, psycopg.OperationalError):
        raise Unavailable("The connection to the database was lost.") from fault


async def _touched(cursor: Cursor) -> int:
    return cursor.rowcount


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

    Nobody sends on an idle connection: bytes to read mean that the server has closed it.
    """
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


class _JsonText(Loader):
    """A value of the type json is returned as it is: the caller knows what is in it.

    A column is jsonb, and is returned as a value.
    """

    def load(self, data: Buffer) -> bytes:
        """Return the text."""
        return bytes(data)


async def _configure(connection: Connection) -> None:
    # Ids are opaque strings everywhere above this line.
    connection.adapters.register_loader("uuid", TextLoader)
    connection.adapters.register_loader("timestamptz", MomentLoader)
    set_json_dumps(msgspec.json.encode, connection)
    set_json_loads(loads, connection)
    connection.adapters.register_loader("json", _JsonText)


def _show(pool: AsyncConnectionPool[Connection]) -> None:
    """Let the metrics look at the pool whenever somebody asks for them."""

    def used() -> int:
        stats = pool.get_stats()
        return stats["pool_size"] - stats["pool_available"]

    show_pool(
        "postgres",
        {
            "idle": lambda: pool.get_stats()["pool_available"],
            "used": used,
            "waiting": lambda: pool.get_stats()["requests_waiting"],
        },
    )


def _open() -> Database:
    return Database(PostgresSettings.current())


database: Provider[Database] = Provider(_open, close=Database.close)
