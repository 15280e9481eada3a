"""The audit trail as a chain, and what `python -m tools.audit` says of one that was tampered with.

Here the owner of the database tampers with it: its triggers are turned off first.
"""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, LiteralString

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from lms_audit import AuditEntry, PostgresAuditTrail
from lms_kernel import close_providers, new_id, utc_now
from lms_postgres import PostgresSettings
from tools.audit import table
from tools.audit.__main__ import main
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = ROOT / "migrations" / "postgres"
PERSON = new_id()


@pytest.fixture
def trail_url(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return a database of the test's own, which the command is pointed at."""
    name = sql.Identifier(f"audit_{new_id().replace('-', '')}")
    maintenance = make_conninfo(postgres_url, dbname="postgres")
    with psycopg.connect(maintenance, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE migrated").format(name))
        url = make_conninfo(postgres_url, dbname=name.as_string().strip('"'))
        monkeypatch.setenv("DATABASE_URL", url)
        yield url
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def entry(number: int) -> AuditEntry:
    """Return an entry whose data says something about a person."""
    return AuditEntry(
        id=f"{number:04d}-{new_id()}", source="/functions/update_user", type="org.x.v1",
        subject=PERSON, actor_id="somebody", actor_role="admin", trace_id="4bf9", request_id="r-1",
        data={"email": "ana@example.org", "name": "Ana 🌱", "n": [1.50, None]},
        happened_at=utc_now(),
    )  # fmt: skip


async def record(url: str, *numbers: int, each_times: int = 1) -> None:
    """Record entries, all at the same time."""
    with PostgresSettings.override(database_url=url, lms_postgres_pool_max=8):
        made = [entry(number) for number in numbers]
        await asyncio.gather(*(PostgresAuditTrail().record(each) for each in made * each_times))
        await close_providers()


def do(url: str, *statements: LiteralString) -> None:
    """Run statements as the owner, without the triggers, and turn those on again."""
    triggers = ("append", "keep", "keep_all")
    with psycopg.connect(url) as connection:
        connection.execute("ALTER TABLE audit_trail DISABLE TRIGGER USER")
        for each in statements:
            connection.execute(each)
        for name in triggers:
            trigger = sql.Identifier(f"audit_trail_{name}")
            enable = sql.SQL("ALTER TABLE audit_trail ENABLE ALWAYS TRIGGER {}")
            connection.execute(enable.format(trigger))


async def test_writers_at_the_same_time_make_one_chain_without_gaps(
    trail_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forty entries by eight connections, each recorded three times, read in small steps."""
    monkeypatch.setattr(table.entries, "__defaults__", (7,))
    await record(trail_url, *range(40), each_times=3)

    assert main(["verify"]) == 0
    assert re.search(
        r"^40 entries are whole; head 40:[0-9a-f]{64}$", capsys.readouterr().out, re.MULTILINE
    )


async def test_an_entry_that_is_undone_leaves_no_gap(trail_url: str) -> None:
    """A position is taken by the commit, not by the attempt; a sequence would leave a hole."""
    await record(trail_url, 1)
    with psycopg.connect(trail_url) as connection:
        connection.execute(
            "INSERT INTO audit_trail SELECT (audit_trail).* FROM (SELECT audit_trail FROM"
            " audit_trail) AS copied ON CONFLICT DO NOTHING"
        )
        connection.execute(
            "INSERT INTO audit_trail (id, source, type, subject, actor_id, actor_role, trace_id,"
            " data, happened_at) VALUES ('undone', '', '', '', '', '', '', '{}', now())"
        )
        connection.rollback()
    await record(trail_url, 2)

    assert main(["verify", "--expect", head(trail_url, 2)]) == 0


def test_writers_that_are_killed_leave_a_whole_chain(
    trail_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """SIGKILL in the middle of a stream of writes: what was committed is the chain, in full."""
    program = """
import psycopg, sys, uuid
add = (
    "INSERT INTO audit_trail (id, source, type, subject, actor_id, actor_role, trace_id, data,"
    " happened_at) VALUES (%s, '', '', '', '', '', '', '{}', now()) ON CONFLICT (id) DO NOTHING"
)
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    while True:
        connection.execute(add, [str(uuid.uuid4())])
        print(flush=True)
"""
    for _ in range(2):
        writers = [
            subprocess.Popen([sys.executable, "-c", program, trail_url], stdout=subprocess.PIPE)
            for _ in range(2)
        ]
        for writer in writers:
            assert writer.stdout is not None
            writer.stdout.readline()
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            writer.communicate()

    assert main(["verify"]) == 0
    assert int(capsys.readouterr().out.split()[0]) >= 4


def head(url: str, position: int) -> str:
    """Return what is noted of an entry."""
    with psycopg.connect(url) as connection:
        query = "SELECT position || ':' || encode(hash, 'hex') FROM audit_trail WHERE position = %s"
        (noted,) = connection.execute(query, [position]).fetchone() or ("",)
        return str(noted)


# A copy of the second entry under another id; without the index it can be anywhere.
FORGE: tuple[LiteralString, ...] = (
    "ALTER TABLE audit_trail ALTER COLUMN position DROP NOT NULL",
    "DROP INDEX IF EXISTS audit_trail_position_idx",
    "CREATE TEMP TABLE forged AS SELECT * FROM audit_trail WHERE position = 2",
    "UPDATE forged SET id = 'forged'",
    "INSERT INTO audit_trail SELECT * FROM forged",
)
REHASH: LiteralString = (
    "UPDATE audit_trail SET hash = sha256(audit_netstrings('audit_trail.v1', position::text, id,"
    " source, type, subject, actor_id, actor_role, trace_id, request_id, audit_moment(happened_at),"
    " audit_moment(recorded_at), encode(data_hash, 'hex'), encode(previous_hash, 'hex')))"
    " WHERE position = 3"
)
TAMPERED: dict[str, tuple[tuple[LiteralString, ...], str]] = {
    "a changed field": (
        ("UPDATE audit_trail SET actor_id = 'somebody else' WHERE position = 3",),
        r"entry 3 \(0003-\S+\): is changed",
    ),
    "changed data": (
        ('UPDATE audit_trail SET data = data || \'{"name": "Eve"}\' WHERE position = 3',),
        r"entry 3 \(0003-\S+\): is changed: its data is not",
    ),
    "a changed moment": (
        ("UPDATE audit_trail SET happened_at = happened_at - interval '1 us' WHERE position = 3",),
        r"entry 3 \(0003-\S+\): is changed",
    ),
    "data that was removed except for its salt": (
        ("UPDATE audit_trail SET data = NULL WHERE position = 3",),
        r"entry 3 \(0003-\S+\): is changed: its data was removed",
    ),
    "text moved from one field into the next": (
        ("UPDATE audit_trail SET source = source || type, type = '' WHERE position = 3",),
        r"entry 3 \(0003-\S+\): is changed",
    ),
    "a removed row": (
        ("DELETE FROM audit_trail WHERE position = 3",),
        r"entry 3: is missing; next is 4 \(0004-",
    ),
    "the first row removed": (
        ("DELETE FROM audit_trail WHERE position = 1",),
        r"entry 1: is missing; next is 2 \(0002-",
    ),
    "a removed row, and those after it moved up": (
        (
            "DROP INDEX audit_trail_position_idx",
            "DELETE FROM audit_trail WHERE position = 3",
            "UPDATE audit_trail SET position = position - 1 WHERE position > 3",
        ),
        r"entry 3 \(0004-\S+\): is changed, moved",
    ),
    "two rows that changed places": (
        (
            "DROP INDEX audit_trail_position_idx",
            "UPDATE audit_trail SET position = 7 - position WHERE position IN (3, 4)",
        ),
        r"entry 3 \(0004-\S+\): is changed, moved",
    ),
    "an inserted row": (
        (
            "DROP INDEX audit_trail_position_idx",
            "UPDATE audit_trail SET position = position + 1 WHERE position > 2",
            *FORGE,
            "UPDATE audit_trail SET position = 3 WHERE id = 'forged'",
        ),
        r"entry 3 \(forged\): is changed, moved or inserted",
    ),
    "a row inserted next to another": (
        (
            "DROP INDEX audit_trail_position_idx",
            *FORGE,
        ),
        r"entry 2 \(forged\): is inserted: another entry has this position",
    ),
    "a row without a position": (
        (
            "ALTER TABLE audit_trail ALTER COLUMN position DROP NOT NULL",
            *FORGE,
            "UPDATE audit_trail SET position = NULL WHERE id = 'forged'",
        ),
        r"entry 0 \(forged\): is inserted",
    ),
    "a changed row with a hash that fits": (
        (
            "UPDATE audit_trail SET actor_id = 'Eve' WHERE position = 3",
            REHASH,
        ),
        r"entry 4 \(0004-\S+\): does not continue entry 3",
    ),
    "no rows but with another head": (
        ("DELETE FROM audit_trail WHERE position > 4",),
        r"entry 5: is missing: the trail ends at 4, but 5 was noted",
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
async def test_what_was_tampered_with_is_named(
    how: str, trail_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command names the first such entry by position and id, and exits with 1."""
    statements, named = TAMPERED[how]
    for number in range(1, 6):
        await record(trail_url, number)
    noted = head(trail_url, 5)
    assert main(["verify", "--expect", noted]) == 0
    capsys.readouterr()

    do(trail_url, *statements)

    assert main(["verify", "--expect", noted]) == 1
    assert re.search(f"^audit: {named}", capsys.readouterr().err)


async def test_a_chain_written_again_is_whole_and_betrayed_by_a_note(
    trail_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only a head that was noted elsewhere tells it from the one that was recorded."""
    await record(trail_url, 1)
    await record(trail_url, 2)
    noted = head(trail_url, 1)
    do(trail_url, "CREATE TABLE aside AS SELECT * FROM audit_trail", "DELETE FROM audit_trail")
    with psycopg.connect(trail_url) as connection:
        connection.execute(
            "INSERT INTO audit_trail (id, source, type, subject, actor_id, actor_role, trace_id,"
            " data, happened_at) SELECT id, source, type, subject, 'Eve', actor_role, trace_id,"
            " data, happened_at FROM aside ORDER BY position"
        )

    assert main(["verify"]) == 0
    assert main(["verify", "--expect", noted]) == 1
    assert "entry 1 (0001-" in capsys.readouterr().err


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_trail SET actor_id = 'x'",
        "UPDATE audit_trail SET data = NULL",
        "UPDATE audit_trail SET data = NULL, salt = NULL, actor_id = 'x'",
        "DELETE FROM audit_trail",
        "TRUNCATE audit_trail",
        "SET session_replication_role = replica; DELETE FROM audit_trail",
    ],
)
async def test_the_table_refuses_everybody(trail_url: str, statement: LiteralString) -> None:
    """Entries are refused to the owner of the table, too, who could but turn the trigger off."""
    await record(trail_url, 1)
    with (
        psycopg.connect(trail_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"),
    ):
        connection.execute(statement)


def test_functions_may_add_and_read(trail_url: str) -> None:
    """Their role lacks the permission to begin with, and the one that could turn triggers off."""
    with psycopg.connect(trail_url) as connection:
        granted = connection.execute(
            "SELECT privilege_type FROM pg_class, aclexplode(relacl)"
            " WHERE relname = 'audit_trail' AND grantee = 'learning'::regrole"
        )
        assert not {row[0] for row in granted} & {"UPDATE", "DELETE", "TRUNCATE", "TRIGGER"}


async def test_a_guard_that_is_off_is_reported(
    trail_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A chain that is whole today is not safe tomorrow."""
    with psycopg.connect(trail_url) as connection:
        connection.execute("ALTER TABLE audit_trail DISABLE TRIGGER audit_trail_keep")

    assert main(["verify"]) == 1
    assert "the trigger audit_trail_keep is off" in capsys.readouterr().err


async def test_erasing_a_person_keeps_the_chain(
    trail_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is left says who did what and when, by ids; the erasure is an entry itself."""
    await record(trail_url, 1)
    noted = head(trail_url, 1)

    assert main(["erase", PERSON, "--operator", "root"]) == 0
    assert main(["verify", "--expect", noted]) == 0

    shown = capsys.readouterr().out
    assert "2 entries are whole, the data of 1 erased" in shown
    with psycopg.connect(trail_url) as connection:
        left = connection.execute("SELECT audit_trail::text FROM audit_trail").fetchall()
        assert "ana@example.org" not in str(left)
        note = "SELECT type, actor_id, data FROM audit_trail WHERE position = 2"
        assert connection.execute(note).fetchone() == (
            "org.learning.audit.erased.v1", "root", {"entries": 1},
        )  # fmt: skip


async def test_nobody_is_erased_by_half_a_name(trail_url: str) -> None:
    """Every entry would contain an empty text, and many a short one."""
    await record(trail_url, 1)

    assert main(["erase", "", "--operator", "root"]) == 2
    assert main(["erase", "Ana", "--operator", "root"]) == 2

    with psycopg.connect(trail_url) as connection:
        assert connection.execute("SELECT FROM audit_trail WHERE data IS NULL").rowcount == 0


async def test_entries_from_before_become_a_chain(
    trail_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the order in which they were recorded, and back again without a loss."""
    for number in range(1, 4):
        await record(trail_url, number)
    # Back to what it was, and forth.
    text = (FOLDER / "0025_audit_chain.sql").read_text()
    up, _, down = text.partition("-- migrate:down")
    with psycopg.connect(trail_url) as connection:
        connection.execute(down)
        connection.execute(up)
    await record(trail_url, 4)

    assert main(["verify"]) == 0
    assert capsys.readouterr().out.startswith("4 entries are whole; head 4:")


def test_without_a_database_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A check that did not take place is not a good one."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(["verify"]) == 2
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert main(["verify"]) == 2
    assert capsys.readouterr().out == ""
