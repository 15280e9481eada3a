"""Check the audit trail, or erase a person's data in it: `python -m tools.audit verify`.

`verify` computes the whole chain again. It prints the number of entries and the head, or names the
first entry that was changed, removed, inserted or moved. A head that was noted earlier, in the logs
of record-audit-event or by an earlier run, shows whether anything up to there was written again:
`--expect POSITION:HASH`, as often as you like. `erase ID --operator NAME` removes the data of
entries about or by a person; who did what and when stays, and so does the chain.

Needs DATABASE_URL; `erase` the one of the tables' owner. Exits with 1 when the trail is not what
was recorded, and with 2 when it could not look.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import psycopg

from lms_kernel import is_id
from tools.audit.chain import Entry, verify
from tools.audit.table import entries, erase, missing_guards, unplaced

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN_EVERY = 100_000


def check(connection: psycopg.Connection, expected: Mapping[int, str]) -> int:
    """Print what was found; return 1 when the trail is not what was recorded."""
    # One moment of the table, however long it takes.
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    with connection.transaction():
        verdict = verify(_with_progress(entries(connection)), expected)
        fault = verdict.fault or unplaced(connection)
        guards = missing_guards(connection)
    if fault:
        print(f"audit: {fault}; {verdict.entries} entries before it are whole", file=sys.stderr)
    for guard in guards:
        print(f"audit: the trigger {guard} is off: entries can be changed", file=sys.stderr)
    if fault or guards:
        return 1
    erased = f", the data of {verdict.erased} erased" if verdict.erased else ""
    print(f"{verdict.entries} entries are whole{erased}; head {verdict.position}:{verdict.head}")
    return 0


def _with_progress(found: Iterable[Entry]) -> Iterator[Entry]:
    for count, entry in enumerate(found, 1):
        yield entry
        if count % _SHOWN_EVERY == 0:
            print(f"audit: {count:,} entries are whole", file=sys.stderr, flush=True)


def _note(text: str) -> tuple[int, str]:
    """Read POSITION:HASH."""
    position, _, digest = text.partition(":")
    if len(bytes.fromhex(digest)) != 32:  # noqa: PLR2004 - bytes of SHA-256
        raise ValueError(text)
    return int(position), digest.lower()


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="audit", description=__doc__.partition("\n")[0])
    actions = parser.add_subparsers(dest="action", required=True)
    checks = actions.add_parser("verify", help="compute the chain again")
    checks.add_argument("--expect", type=_note, action="append", default=[], metavar="AT:HASH")
    erases = actions.add_parser("erase", help="remove the data about a person")
    erases.add_argument("person", help="the account's id")
    erases.add_argument("--operator", required=True, help="who does it; recorded in the trail")
    options = parser.parse_args(arguments)
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        print("audit: set DATABASE_URL", file=sys.stderr)
        return 2
    if options.action == "erase" and not is_id(options.person):
        print("audit: name the account by its id", file=sys.stderr)
        return 2
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            if options.action == "verify":
                return check(connection, dict(options.expect))
            count = erase(connection, options.person, options.operator)
    except psycopg.Error as fault:
        print(f"audit: {fault}", file=sys.stderr)
        return 2
    print(f"erased the data of {count} entries")
    return 0


if __name__ == "__main__":
    sys.exit(main())
