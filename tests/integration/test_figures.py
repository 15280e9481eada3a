"""The figures of the business and of files in real stores: exact, whatever is repeated or late."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, get_args

import pytest
from prometheus_client.parser import text_string_to_metric_families
from psycopg.errors import InsufficientPrivilege

from libs.lms_objects.tests.fake import fake_objects
from lms_access import sessions
from lms_figures import _batches, save_batch
from lms_files import NewFile, PostgresFiles
from lms_kernel import Unavailable, new_id, request_scope
from lms_notifications import NotificationStatus, deliver
from lms_preferences import Channel
from lms_testing.notifications import a_message, accepted, request
from lms_uploads import collect
from local import yaml_text
from local.figures import QUERIES, Figures
from tools.tree import ROOT

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from lms_postgres import Database
    from lms_testing import CapturedEvents

Sample = tuple[str, tuple[str, ...]]


@pytest.fixture(autouse=True)
async def _empty(postgres: Database, real_redis: Redis) -> None:
    await postgres.execute("TRUNCATE users, enrollments CASCADE", name="test_truncate")
    await postgres.execute("TRUNCATE figure_changes, figure_batches", name="test_truncate")
    await postgres.execute("UPDATE figure_totals SET total = 0", name="test_zero")


@pytest.fixture
def figures(database_url: str) -> Figures:
    """Return the reader of /_local/metrics, on the module's database."""
    return Figures(ROOT / QUERIES, database_url)


async def read(figures: Figures) -> dict[Sample, float]:
    """Return every figure by its name and the values of its labels, in the order of their names."""
    text = (await figures.exposition()).decode()
    return {
        (one.name, tuple(value for _, value in sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


async def have_people(pool: Database, count: int) -> list[str]:
    """Create people in one statement and return their ids."""
    ids = [new_id() for _ in range(count)]
    await pool.execute(
        "INSERT INTO users (id, email, name, password_hash)"
        " SELECT id, id || '@example.org', 'Ana', '' FROM unnest(%(ids)s::uuid[]) AS id",
        {"ids": ids},
        name="test_people",
    )
    return ids


async def enroll(pool: Database, people: list[str]) -> None:
    """Enroll people in one course each, in one statement."""
    await pool.execute(
        "INSERT INTO enrollments (id, user_id, course_id)"
        " SELECT gen_random_uuid(), id, gen_random_uuid() FROM unnest(%(ids)s::uuid[]) AS id",
        {"ids": people},
        name="test_enroll",
    )


async def end(pool: Database, user_id: str, because: str | None = None) -> None:
    """End somebody's enrollments; without a reason they are cancelled."""
    await pool.execute(
        "UPDATE enrollments SET cancelled_at = now(), ended_because = %(because)s"
        " WHERE user_id = %(id)s",
        {"id": user_id, "because": because},
        name="test_end",
    )


async def counted(pool: Database, sql: str) -> Any:
    """Return the one value of a statement."""
    row = await pool.fetch_one(sql, name="test_count")
    assert row is not None
    return next(iter(row.values()))


async def test_accounts_and_enrollments_are_counted_where_they_are_written(
    postgres: Database, figures: Figures
) -> None:
    """Made, cancelled, ended and active, equal to the rows, folded into the totals or not."""
    people = await have_people(postgres, 5)
    await enroll(postgres, people[:4])
    await end(postgres, people[0])
    await end(postgres, people[0])  # nothing new: it is cancelled already
    await end(postgres, people[1], because="course-deleted")
    expected = {
        ("business_signups_total", ()): await counted(postgres, "SELECT count(*) FROM users"),
        ("business_enrollments_total", ("made",)): 4,
        ("business_enrollments_total", ("cancelled",)): 1,
        ("business_enrollments_total", ("ended",)): 1,
        ("business_enrollments_total", ("removed",)): 0,
        ("business_enrollments_active", ()): await counted(
            postgres, "SELECT count(*) FROM enrollments WHERE cancelled_at IS NULL"
        ),
    }

    assert expected.items() <= (await read(figures)).items()

    await save_batch()
    assert await counted(postgres, "SELECT count(*) FROM figure_changes") == 0
    assert expected.items() <= (await read(figures)).items()


async def test_a_completed_course_is_counted_once(postgres: Database, figures: Figures) -> None:
    """However often it is written: a repeat inserts no row, and counts nothing."""
    ana, ben = await have_people(postgres, 2)
    before = (await read(figures))["business_completions_total", ()]

    for user_id in (ana, ben, ben):
        await postgres.execute(
            "INSERT INTO course_completions (id, user_id, course_id)"
            " VALUES (%(id)s, %(id)s, %(course)s) ON CONFLICT DO NOTHING",
            {"id": user_id, "course": ana},
            name="test_complete",
        )

    assert (await read(figures))["business_completions_total", ()] == before + 2


async def test_what_was_rolled_back_is_not_counted(postgres: Database, figures: Figures) -> None:
    """A registration that fails after its row leaves no trace."""

    async def fail_after_registering() -> None:
        async with postgres.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO users (id, email, name, password_hash)"
                " VALUES (gen_random_uuid(), 'ana@example.org', 'Ana', '')",
                name="test_people",
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_registering()

    assert (await read(figures))["business_signups_total", ()] == 0


async def test_totals_never_fall_when_people_are_deleted(
    postgres: Database, figures: Figures
) -> None:
    """Prometheus would take a smaller total for a restart, and count all of it again."""
    ana, ben = await have_people(postgres, 2)
    await enroll(postgres, [ana, ben])
    await sessions().open(ana, "student")
    await save_batch()

    for table, key in (("enrollments", "user_id"), ("users", "id")):
        await postgres.execute(
            f"DELETE FROM {table} WHERE {key} = %(id)s",  # noqa: S608
            {"id": ana},
            name="test_delete",
        )

    found = await read(figures)
    assert found["business_signups_total", ()] == 2
    assert found["business_enrollments_total", ("made",)] == 2
    assert found["business_enrollments_active", ()] == 1
    assert found["business_active_users", ("day",)] == 0


async def test_many_changes_and_folds_at_once_lose_nothing(
    postgres: Database, figures: Figures
) -> None:
    """Each change is counted once, however many run and fold at the same moment."""
    await asyncio.gather(
        *(have_people(postgres, 3) for _ in range(40)), *(save_batch() for _ in range(10))
    )

    assert (await read(figures))["business_signups_total", ()] == 120


async def test_active_users_are_people_not_sessions(postgres: Database, figures: Figures) -> None:
    """One who signs in twice and refreshes is one; services and strangers are none."""
    ana, ben, _ = await have_people(postgres, 3)
    opened = await sessions().open(ana, "student")
    await sessions().open(ana, "student")
    await sessions().rotate(opened.refresh_token)
    await sessions().open(ben, "student")
    await sessions().open(new_id(), "student")
    await sessions().open_service("robot", ["course:create"], 60)

    await save_batch()
    await save_batch()

    found = await read(figures)
    for period in ("day", "week", "month"):
        assert found["business_active_users", (period,)] == 2


async def test_who_only_refreshes_is_active_again(
    postgres: Database, real_redis: Redis, figures: Figures
) -> None:
    """A session lasts for weeks: renewing it counts as much as signing in."""
    (ana,) = await have_people(postgres, 1)
    opened = await sessions().open(ana, "student")
    await real_redis.delete("figures:active")

    await sessions().rotate(opened.refresh_token)
    await save_batch()

    assert (await read(figures))["business_active_users", ("day",)] == 1


@pytest.mark.parametrize(
    ("days_ago", "periods"),
    [
        (0, {"day", "week", "month"}),
        (1, {"week", "month"}),
        (6, {"week", "month"}),
        (7, {"month"}),
        (29, {"month"}),
        (30, set()),
    ],
)
async def test_windows_roll_by_days_of_utc(
    postgres: Database, real_redis: Redis, figures: Figures, days_ago: int, periods: set[str]
) -> None:
    """A week is today and the six days before, a month today and 29; then the row is forgotten."""
    (ana,) = await have_people(postgres, 1)
    then = (datetime.now(UTC) - timedelta(days=days_ago)).date()
    days = (then - datetime(1970, 1, 1, tzinfo=UTC).date()).days
    await real_redis.hset("figures:active", ana, str(days))
    await save_batch()

    found = await read(figures)
    for period in ("day", "week", "month"):
        assert found["business_active_users", (period,)] == (period in periods), period

    await save_batch()
    assert await counted(postgres, "SELECT count(*) FROM user_activity") == (days_ago < 30)


async def test_a_late_batch_sets_no_day_back(postgres: Database, real_redis: Redis) -> None:
    """A person who was active today stays so when yesterday is saved after it."""
    (ana,) = await have_people(postgres, 1)
    await sessions().open(ana, "student")
    await save_batch()
    today = await counted(postgres, "SELECT last_day FROM user_activity")
    await real_redis.hset("figures:active", ana, "20000")

    await save_batch()

    assert await counted(postgres, "SELECT last_day FROM user_activity") == today


async def test_a_batch_is_counted_once(
    postgres: Database, real_redis: Redis, figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that dies between the stores is repeated with the same batch, next to a new one."""
    await real_redis.hset("figures:counts", mapping={"email delivered": 3, "sms failed": 1})

    class Dies:
        async def __call__(self, **_: object) -> None:
            raise Unavailable("Redis is down.")

    with monkeypatch.context() as patched:
        patched.setattr(_batches, "_FORGET", Dies())
        with pytest.raises(Unavailable):
            await save_batch()
    await real_redis.hincrby("figures:counts", "email delivered", 1)
    await asyncio.gather(save_batch(), save_batch())
    await save_batch()

    found = await read(figures)
    assert found["business_notifications_total", ("email", "delivered")] == 4
    assert found["business_notifications_total", ("sms", "failed")] == 1
    assert await real_redis.keys("figures:*") == []


async def test_notifications_are_counted_by_what_became_of_them(
    postgres: Database, real_redis: Redis, figures: Figures, broker: CapturedEvents
) -> None:
    """Requested and delivered once each, however often the request and its event are repeated."""
    del postgres, real_redis, broker
    id_ = new_id()
    for _ in range(2):
        await request(a_message(), id_=id_)
    for _ in range(2):
        await deliver(id_, "email", accepted)

    await save_batch()

    found = await read(figures)
    assert {one: count for one, count in found.items() if "email" in one[1] and count} == {
        ("business_notifications_total", ("email", "requested")): 1,
        ("business_notifications_total", ("email", "delivered")): 1,
    }


async def test_every_kind_of_notification_begins_at_zero(figures: Figures) -> None:
    """Prometheus sees no increase from nothing: the first one of a kind would be lost."""
    ends = set(get_args(NotificationStatus)) - {"queued", "sending"}
    expected = {
        ("business_notifications_total", (channel, outcome))
        for channel in get_args(Channel)
        for outcome in {"requested", *ends}
    }

    found = await read(figures)

    assert {one for one in found if one[0] == "business_notifications_total"} == expected


@pytest.mark.usefixtures("broker")
async def test_files_are_shown_by_purpose_and_by_what_waits_for_collecting(
    postgres: Database, figures: Figures
) -> None:
    """What counts for quotas; then what never arrived and what was deleted, and since when."""
    await postgres.execute("TRUNCATE files, file_usage", name="test_truncate")
    empty = await read(figures)
    for state in ("announced", "deleted"):
        assert empty["files_uncollected_rows", (state,)] == 0
        assert empty["files_uncollected_oldest_seconds", (state,)] == 0
    shelf, (owner,) = PostgresFiles(), await have_people(postgres, 1)
    kept, gone, late = [
        await shelf.add(new_id(), NewFile("lesson", "a.pdf", "application/pdf", size), owner=owner)
        for size in (100, 20, 3)
    ]
    async with request_scope(function="test"):
        for each in (kept, gone):
            await shelf.store(each)
        await shelf.delete(gone)
    for column, file in (("created_at", late), ("deleted_at", gone)):
        await postgres.execute(
            f"UPDATE files SET {column} = now() - interval '2 days' WHERE id = %(id)s",  # noqa: S608
            {"id": file.id},
            name="test_age",
        )

    found = await read(figures)

    assert found["files_kept", ("lesson",)] == 2
    assert found["files_kept_bytes", ("lesson",)] == 103
    for state, size in (("announced", 3), ("deleted", 20)):
        assert found["files_uncollected_rows", (state,)] == 1
        assert found["files_uncollected_bytes", (state,)] == size
        assert found["files_uncollected_oldest_seconds", (state,)] == pytest.approx(172_800, abs=60)
    with fake_objects():
        assert await collect(10) == 1
    assert (await read(figures))["files_kept_bytes", ("lesson",)] == 100


async def test_the_exporters_role_reads_every_figure_and_nothing_else(postgres: Database) -> None:
    """It is no owner of the tables: what it was not granted, it does not get."""
    queries = yaml_text.load((ROOT / QUERIES).read_bytes()).values()
    async with postgres.transaction() as transaction:
        await transaction.execute("SET LOCAL ROLE pg_monitor", name="test_role")
        for query in queries:
            await transaction.fetch_all(query["query"], name="test_figure")
        with pytest.raises(InsufficientPrivilege):
            await transaction.fetch_all("SELECT name FROM files", name="test_table")
