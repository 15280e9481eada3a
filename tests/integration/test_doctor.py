"""The doctor on real stores: it names what breaks today's rules, and repairs what it safely can."""

from __future__ import annotations

import inspect
import re
from typing import Any, LiteralString

import msgspec
import pytest
from psycopg.types.json import Jsonb
from pymongo.asynchronous.collection import AsyncCollection
from redis.asyncio import Redis

from lms_access import sessions
from lms_announcements import RedisAnnouncements
from lms_audit import AuditEntry, audit_trail
from lms_courses import MongoCourses
from lms_idempotency import Memory
from lms_identity import users
from lms_kernel import new_id, utc_now
from lms_postgres import Database
from lms_preferences import preferences, preferences_key
from lms_testing import CapturedEvents
from lms_testing.announcements import announcement
from lms_testing.courses import a_course
from tools.doctor import postgres as doctor
from tools.doctor.__main__ import main, report

IDN, A_LABEL = "ana@bücher.example", "ana@xn--bcher-kva.example"


@pytest.fixture(autouse=True)
def _stores(
    monkeypatch: pytest.MonkeyPatch,
    postgres: Database,
    mongo: AsyncCollection[dict[str, Any]],
    real_redis: Redis,
    broker: CapturedEvents,
) -> None:
    """Let the doctor find all three; it looks at those whose address is set."""
    for name in ("DATABASE_URL", "MONGODB_URL", "REDIS_URL"):
        monkeypatch.setenv(name, "as the fixtures say")


async def _user(pool: Database, email: str, name: str = "Ana") -> str:
    user_id = new_id()
    await pool.execute(
        "INSERT INTO users (id, email, name, password_hash)"
        " VALUES (%(id)s, %(email)s, %(name)s, '')",
        {"id": user_id, "email": email, "name": name},
        name="test_user",
    )
    return user_id


async def test_each_store_is_looked_at_and_repaired(
    postgres: Database,
    mongo: AsyncCollection[dict[str, Any]],
    real_redis: Redis,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A second run finds only what nobody but an operator can decide; each is named."""
    healthy = await _user(postgres, f"{new_id()}@example.org")
    idn = await _user(postgres, IDN)
    long = await _user(postgres, "a" * 300 + "@example.org")
    taken = await _user(postgres, IDN.upper())
    course = (await MongoCourses().add(a_course())).course
    broken = (await MongoCourses().add(a_course())).course
    await _break(mongo, course.id, title="  Wide \u200b title ", tags=["İstanbul"])
    await _break(mongo, broken.id, tags=["x" * 100])
    person, nobody = new_id(), new_id()
    hours = {"start": "22:0\uff10", "end": "07:00"}
    await real_redis.set(preferences_key(person), msgspec.json.encode({"quiet_hours": hours}))
    await real_redis.set(preferences_key(nobody), "{")
    notice = await announcement(subject="Exam")
    record = str(await real_redis.hget(f"announcement:{notice.id}", "record"))
    record = record.replace('"Exam"', '"Exam\\u200b"')
    await real_redis.hset(f"announcement:{notice.id}", "record", record)
    event_id = new_id()
    await postgres.execute(
        "INSERT INTO outbox (id, envelope) VALUES (%(id)s, %(envelope)s)",
        {"id": event_id, "envelope": Jsonb([1])},
        name="test_event",
    )

    listed = await _listed(capsys, mend=False)
    assert {idn, long, taken, course.id, broken.id, person, nobody, notice.id, event_id} <= listed
    assert healthy not in listed
    assert (await users().find(idn) or pytest.fail("gone")).email == IDN

    await _listed(capsys, mend=True)
    left = await _listed(capsys, mend=False)

    assert {long, broken.id, nobody, event_id} <= left
    assert left.isdisjoint({course.id, person, notice.id, healthy})
    # Either of two accounts for one address keeps it; the other is for an operator to decide.
    emails = {(await users().find(each) or pytest.fail("gone")).email for each in (idn, taken)}
    assert A_LABEL in emails
    assert len(left & {idn, taken}) == 1
    repaired = await MongoCourses().find(course.id)
    assert (repaired.title, repaired.tags, repaired.version) == ("Wide title", ["istanbul"], 2)
    assert (await preferences().get(person)).quiet_hours is not None
    assert (await RedisAnnouncements().get(notice.id)).subject == "Exam"


async def test_sessions_repeats_and_the_audit_trail_are_looked_at(
    postgres: Database, real_redis: Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each by the rules of what reads it; healthy ones are not listed, and none is changed."""
    # The trail refuses to be changed, even by its owner, who can but turn that off.
    await postgres.execute("ALTER TABLE audit_trail DISABLE TRIGGER audit_trail_keep", name="test")
    await postgres.execute(
        "ALTER TABLE audit_trail DISABLE TRIGGER audit_trail_keep_all", name="test"
    )
    await postgres.execute("TRUNCATE users, audit_trail CASCADE", name="test_empty")
    healthy = (await sessions().open(new_id(), "student", version=3)).session.id
    service = (await sessions().open_service("robot", [], 60)).id
    late = (await sessions().open(new_id(), "student")).session.id
    await real_redis.hset(f"session:{late}", "created_at", "1e300")
    owner = (await sessions().open(new_id(), "owner")).session.id
    memory, broken, none = new_id(), new_id(), new_id()
    await real_redis.set(f"idempotency:{memory}", msgspec.json.encode(Memory("f", 201)))
    await real_redis.set(f"idempotency:{broken}", '{"fingerprint": "f", "status": "fine"}')
    await real_redis.set(f"idempotency:{none}", "{")
    entry = AuditEntry(
        id=new_id(), source="/x", type="x", subject="", actor_id="1", actor_role="admin",
        trace_id="", data={}, happened_at=utc_now(),
    )  # fmt: skip
    odd = msgspec.structs.replace(entry, id="event of another platform")
    for each in (entry, odd):
        await audit_trail().record(each)
    await postgres.execute(
        "UPDATE audit_trail SET happened_at = 'infinity' WHERE id = %(id)s",
        {"id": odd.id},
        name="test_poison",
    )
    seat, person = new_id(), await _user(postgres, f"{new_id()}@example.org")
    await postgres.execute(
        "INSERT INTO enrollments (id, user_id, course_id, created_at)"
        " VALUES (%(id)s, %(user)s, %(id)s, '-infinity')",
        {"id": seat, "user": person},
        name="test_enroll",
    )

    listed = await _listed(capsys, mend=True)

    assert {late, owner, broken, none, seat} <= listed
    assert "event" in listed
    assert listed.isdisjoint({healthy, service, memory, entry.id, person})
    assert await real_redis.exists(f"session:{late}", f"idempotency:{broken}") == 2


_BAD = "x\u200b"


async def test_files_certificates_and_hand_ins_are_looked_at(
    postgres: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of each table a healthy record is not listed, and one with invisible characters is."""
    person = await _user(postgres, f"{new_id()}@example.org")
    listed, healthy = set[str](), {person}
    for text, found in (("fine", healthy), (_BAD, listed)):
        names = ("file", "certificate", "submission", "grade", "attempt")
        ids = {name: new_id() for name in names}
        said = [{"question_id": "one", "text": text}]
        quiz = {
            "questions": [
                {"kind": "text", "id": "one", "prompt": text, "answers": ["a"], "points": 1}
            ]
        }
        digest = f"digest-{new_id()}"
        values = {
            **ids,
            "person": person,
            "text": text,
            "said": Jsonb(said),
            "quiz": Jsonb(quiz),
            "digest": digest,
        }
        for statement in _ROWS:
            await postgres.execute(statement, values, name="test_row")
        found |= {*ids.values(), digest}

    left = await _listed(capsys, mend=False)

    assert listed <= left
    assert left.isdisjoint(healthy)


_ROWS: tuple[LiteralString, ...] = (
    """
    INSERT INTO files (id, owner_id, purpose, name, content_type, bytes)
    VALUES (%(file)s, %(person)s, 'lesson', %(text)s, 'image/png', 1)
    """,
    """
    INSERT INTO certificates (id, completion_id, user_id, course_id, name, course_title, teacher,
                              completed_at, issued_at, revoked_at, revocation_reason)
    VALUES (%(certificate)s, %(certificate)s, %(person)s, %(person)s, 'Ana', 'Chess', '', now(),
            now(), now(), %(text)s)
    """,
    """
    INSERT INTO submissions (id, user_id, course_id, lesson_id, version, course_title, lesson_title,
                             text, max_points)
    VALUES (%(submission)s, %(person)s, %(submission)s, 'one', 1, 'Chess', 'One', %(text)s, 1)
    """,
    """
    INSERT INTO submission_grades (id, submission_id, grader_id, points, comment, is_passed)
    VALUES (%(grade)s, %(submission)s, %(person)s, 1, %(text)s, true)
    """,
    "INSERT INTO quiz_versions (digest, quiz) VALUES (%(digest)s, %(quiz)s)",
    """
    INSERT INTO quiz_attempts (id, user_id, course_id, lesson_id, number, version, seed, responses)
    VALUES (%(attempt)s, %(person)s, %(attempt)s, 'one', 1, %(digest)s, '', %(said)s)
    """,
)

# What of PostgreSQL the doctor passes over, and why.
NOT_LOOKED_AT = {
    "account_tickets": "digests, which nobody typed",
    "catalog_counts": "follows the catalog: words of courses, cut into pieces",
    "catalog_lexicon": "follows the catalog: words of courses, cut into pieces",
    "catalog_totals": "follows the catalog: numbers",
    "course_files": "follows the documents, whose titles are examined",
    "course_outlines": "follows the documents, whose titles are examined",
    "course_progress": "ids and times of completed lessons",
    "figure_changes": "numbers",
    "figure_totals": "numbers",
    "file_usage": "numbers",
    "learner_reports": "ids and numbers, which rebuild_reports makes again",
    "lesson_completions": "ids and times, which never change",
    "lesson_positions": "ids and seconds",
}


async def test_the_doctor_looks_at_every_table_with_texts(postgres: Database) -> None:
    """A new one is examined, or is passed over for a reason."""
    rows = await postgres.fetch_all(
        """
        SELECT DISTINCT table_name
        FROM information_schema.columns JOIN information_schema.tables
             USING (table_schema, table_name)
        WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
          AND (data_type IN ('text', 'jsonb') OR udt_name = '_text')
        """,
        name="test_tables",
    )
    source = inspect.getsource(doctor)
    examined = set(re.findall(r"FROM (\w+)", source))
    tables = {row["table_name"] for row in rows}
    assert sorted(tables - examined - NOT_LOOKED_AT.keys()) == []
    assert sorted(NOT_LOOKED_AT.keys() - tables | NOT_LOOKED_AT.keys() & examined) == []


async def _listed(capsys: pytest.CaptureFixture[str], *, mend: bool) -> set[str]:
    """Return the ids in the lines of a report that are left to be done."""
    capsys.readouterr()
    await report(mend=mend)
    lines = capsys.readouterr().out.splitlines()
    return {line.split()[3] for line in lines[:-1] if not line.startswith("repaired")}


async def _break(
    documents: AsyncCollection[dict[str, Any]], course_id: str, **fields: object
) -> None:
    """Write what the validator would refuse, as another program could."""
    database = documents.database
    await database.command("collMod", documents.name, validator={})
    await documents.update_one({"_id": course_id}, {"$set": fields})


def test_without_an_address_it_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The status says that it could not look, which is not that all is well."""
    for name in ("DATABASE_URL", "MONGODB_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)

    assert main([]) == 2
    assert "DATABASE_URL" in capsys.readouterr().err
    assert main(["--data", "/nowhere"]) == 2
