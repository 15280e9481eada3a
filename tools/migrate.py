"""Migrate the stores to the schema the code expects: `python -m tools.migrate [up|down|status]`.

PostgreSQL: numbered plain SQL in migrations/postgres, applied by dbmate in order, each once, each
in a transaction. `down` undoes the last one (`down --all` all of them). MongoDB: one JSON file
for each collection in migrations/mongo with its indexes, and a validator made from the struct that
it names; applying them again changes nothing, and a validator that documents already break is
refused. A store is left alone when its address (DATABASE_URL, MONGODB_URL) is not set.

`up --after-rollout` goes on with migrations/after_rollout: work that needs every function and
trigger of the release, each file once as well (decision 0090).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from tools.tree import ROOT

Action = Literal["up", "down", "status"]
# How long to wait for a database that is just starting.
WAIT_SECONDS = 60
DEFAULT_DATABASE = "learning"
# Where dbmate notes what it has applied, by the folder below migrations/.
TABLES = {"postgres": "schema_migrations", "after_rollout": "rollout_migrations"}
# How many documents that break a new validator are named.
_NAMED = 5


class MigrationError(Exception):
    """A migration failed or cannot start; the message says which store and why."""


class Index(msgspec.Struct, forbid_unknown_fields=True):
    """One index of a collection."""

    name: str
    keys: list[tuple[str, int]]
    """Field and direction: 1 ascending, -1 descending."""
    unique: bool = False
    partial: dict[str, Any] | None = None
    """Filter of the documents that it covers."""
    expire_after_seconds: int | None = None


class Collection(msgspec.Struct, forbid_unknown_fields=True):
    """One file of migrations/mongo."""

    collection: str
    document: str = ""
    """The struct of its documents, from which tools.validators makes the validator."""
    indexes: list[Index] = []


def postgres(
    action: Action, url: str, folder: Path, *, everything: bool = False, wait: bool = False
) -> None:
    """Run dbmate on the SQL migrations of a folder. Raises MigrationError."""
    command = [_dbmate(), "--migrations-dir", str(folder), "--no-dump-schema", "--migration-lock"]
    command += ["--migrations-table", TABLES.get(folder.name, TABLES["postgres"])]
    if wait:
        command += ["--wait", "--wait-timeout", f"{WAIT_SECONDS}s"]
    command.append({"up": "up", "down": "rollback", "status": "status"}[action])
    steps = len(list(folder.glob("*.sql"))) if action == "down" and everything else 1
    for _ in range(steps):
        environment = os.environ | {"DATABASE_URL": dbmate_url(url, ca_file())}
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        if everything and "no migrations have been applied" in done.stderr:
            return
        print(done.stdout, end="")
        if done.returncode != 0:
            message = f"PostgreSQL: {done.stderr.strip() or done.stdout.strip()}"
            raise MigrationError(message)


def ca_file() -> str:
    """Return the file with the authority of both stores' certificates; empty on one machine."""
    return os.environ.get("LMS_CA_FILE", "")


def dbmate_url(url: str, ca_file: str = "") -> str:
    """Rewrite a libpq address for dbmate, whose driver requires TLS by default.

    libpq itself prefers TLS and goes without; a server on this machine (loopback or a socket)
    seldom has it. So without an sslmode, or with `prefer` or `allow`: no TLS on this
    machine, TLS everywhere else. With an authority the server's certificate and name are checked,
    whatever the address says.
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    host = query.get("host", parts.hostname or "")
    near = not host or host.startswith("/") or host in {"127.0.0.1", "::1", "localhost"}
    if query.get("sslmode", "prefer") in {"prefer", "allow"}:
        query["sslmode"] = "disable" if near else "require"
    if ca_file:
        query |= {"sslmode": "verify-full", "sslrootcert": ca_file}
    return urlunsplit(("postgres", parts.netloc, parts.path, urlencode(query), ""))


def mongo(action: Action, url: str, folder: Path) -> None:
    """Apply or show the collections of a folder. Raises MigrationError.

    Adds what is missing and updates validators, unless documents would break the new one. `down`
    does nothing: an index or a validator that is not wanted any more is taken out of the file and
    dropped by hand, during live traffic.
    """
    from pymongo import MongoClient
    from pymongo.errors import PyMongoError

    wanted = read_collections(folder)
    if action == "down" or not wanted:
        return
    encrypted: dict[str, Any] = {"tls": True, "tlsCAFile": ca_file()} if ca_file() else {}
    client: MongoClient[dict[str, Any]] = MongoClient(
        url, serverSelectionTimeoutMS=WAIT_SECONDS * 1000, **encrypted
    )
    try:
        with client:
            database = client.get_default_database(DEFAULT_DATABASE)
            for collection in wanted:
                if action == "up":
                    _apply(database, collection, read_validator(folder, collection))
                _show(database, collection)
    except PyMongoError as error:
        message = f"MongoDB: {error}"
        raise MigrationError(message) from error


def read_collections(folder: Path) -> list[Collection]:
    """Read migrations/mongo, sorted by file name. Raises MigrationError naming the file."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(msgspec.json.decode(path.read_bytes(), type=Collection))
        except msgspec.DecodeError as error:
            message = f"{path.name}: {error}"
            raise MigrationError(message) from error
    return found


def validator_path(folder: Path, collection: str) -> Path:
    """Return where the validator of a collection is, below migrations/mongo."""
    return folder / "validators" / f"{collection}.json"


def read_validator(folder: Path, wanted: Collection) -> dict[str, Any]:
    """Read a collection's validator; one without a struct accepts all. Raises MigrationError."""
    if not wanted.document:
        return {}
    path = validator_path(folder, wanted.collection)
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except (FileNotFoundError, msgspec.DecodeError) as error:
        message = f"{path.name}: {error}; `nox -s generate` makes it"
        raise MigrationError(message) from error


def _apply(database: Any, wanted: Collection, validator: dict[str, Any]) -> None:
    from pymongo import IndexModel

    present = {each["name"]: each for each in database.list_collections()}
    if wanted.collection not in present:
        database.create_collection(wanted.collection)
    applied = present.get(wanted.collection, {}).get("options", {}).get("validator", {})
    if validator != applied:
        _refuse_if_broken(database, wanted, validator)
    database.command(
        "collMod",
        wanted.collection,
        validator=validator,
        validationLevel="strict",
        validationAction="error",
    )
    models = []
    for index in wanted.indexes:
        options: dict[str, Any] = {"unique": True} if index.unique else {}
        if index.partial is not None:
            options["partialFilterExpression"] = index.partial
        if index.expire_after_seconds is not None:
            options["expireAfterSeconds"] = index.expire_after_seconds
        models.append(IndexModel(index.keys, name=index.name, **options))
    if models:
        database[wanted.collection].create_indexes(models)


def _refuse_if_broken(database: Any, wanted: Collection, validator: dict[str, Any]) -> None:
    """Stop before a validator is applied under which existing documents could not be saved."""
    broken = database[wanted.collection].find({"$nor": [validator]}, {"_id": True})
    ids = [str(each["_id"]) for each in broken.limit(_NAMED)] if validator else []
    if ids:
        message = (
            f"MongoDB: documents of {wanted.collection} break the new validator, among them "
            f"{', '.join(ids)}; change them first, then narrow the limit"
        )
        raise MigrationError(message)


def _show(database: Any, wanted: Collection) -> None:
    present = {index["name"] for index in database[wanted.collection].list_indexes()} - {"_id_"}
    for index in wanted.indexes:
        mark = "X" if index.name in present else " "
        print(f"[{mark}] mongo {wanted.collection}.{index.name}")
    for name in sorted(present - {index.name for index in wanted.indexes}):
        print(f"[?] mongo {wanted.collection}.{name} is in no file: drop it by hand if unwanted")


def _dbmate() -> str:
    """Find the dbmate program of the wheel, next to this Python or on PATH."""
    beside = sysconfig.get_path("scripts")
    found = shutil.which("dbmate", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        message = "dbmate is not installed: it comes with the `local` dependency group"
        raise MigrationError(message)
    return found


def _folders(action: Action, *, is_after: bool) -> list[str]:
    """Name the folders with SQL that an action is about, in order."""
    if not is_after:
        return ["postgres"]
    return ["after_rollout"] if action == "down" else list(TABLES)


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Run from the command line; exit with 1 and one line when a store cannot be migrated."""
    parser = argparse.ArgumentParser(prog="migrate", description=__doc__.partition("\n")[0])
    parser.add_argument("action", nargs="?", choices=["up", "down", "status"], default="up")
    parser.add_argument("--all", action="store_true", help="with down: every SQL migration")
    parser.add_argument(
        "--after-rollout",
        action="store_true",
        help="with up and status: also what comes after a roll-out; with down: only that",
    )
    parser.add_argument("--wait", action="store_true", help="wait for PostgreSQL to accept")
    options = parser.parse_args(arguments)
    database_url = os.environ.get("DATABASE_URL", "")
    mongodb_url = os.environ.get("MONGODB_URL", "")
    if not (database_url or mongodb_url):
        print("migrate: set DATABASE_URL, MONGODB_URL or both", file=sys.stderr)
        return 1
    folder = root / "migrations"
    try:
        for name in (
            _folders(options.action, is_after=options.after_rollout) if database_url else ()
        ):
            postgres(
                options.action,
                database_url,
                folder / name,
                everything=options.all,
                wait=options.wait,
            )
        if mongodb_url:
            mongo(options.action, mongodb_url, folder / "mongo")
    except MigrationError as error:
        print(f"migrate: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
