"""Accounts on a real PostgreSQL: the promises, and what only concurrency can break."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from libs.lms_identity.tests.contract import UsersContract, changed, some_user
from libs.lms_identity.tests.ticket_contract import TicketsContract, a_link
from lms_identity import (
    DeadLink,
    EmailTaken,
    LastAdmin,
    PasswordSettings,
    PostgresUsers,
    User,
    WrongCredentials,
    authenticate,
    reset_password,
    tickets,
)
from lms_identity._users import _MATCHES
from lms_kernel import Unavailable, request_scope, utc_now
from lms_postgres import Database, PostgresOutbox, PostgresSettings, database
from lms_testing import CapturedEvents


@pytest.fixture
async def store(postgres: Database, broker: CapturedEvents) -> PostgresUsers:
    """Return the store on an empty table."""
    del broker
    await postgres.execute("TRUNCATE users, outbox CASCADE", name="empty")
    return PostgresUsers()


class TestPostgresUsers(UsersContract):
    """The contract, in PostgreSQL."""

    @pytest.fixture
    def news(self, broker: CapturedEvents) -> CapturedEvents:
        """Return what was published."""
        return broker


class TestPostgresTickets(TicketsContract):
    """The contract of links, in PostgreSQL."""

    @pytest.fixture
    def news(self, broker: CapturedEvents) -> CapturedEvents:
        """Return what was published."""
        return broker


async def test_one_link_of_many_requests_at_the_same_moment_resets_once(
    store: PostgresUsers, broker: CapturedEvents
) -> None:
    """The others are told that it was used; there is one change, with one event."""
    with PasswordSettings.override(lms_password_rounds=4):
        async with request_scope():
            user = await store.add(some_user(), "hash")
            link = a_link(user)
            await tickets().add(link)
            results = await asyncio.gather(
                *(reset_password(link.id, f"password {each}", by=None) for each in range(10)),
                return_exceptions=True,
            )
        (changed_user,) = [each for each in results if isinstance(each, User)]
        assert sum(isinstance(each, DeadLink) for each in results) == 9
        assert (changed_user.version, changed_user.email_verified) == (2, True)
        right = [await authenticates(user.email, f"password {each}") for each in range(10)]
        assert right.count(True) == 1
    assert broker.types().count("org.learning.user.updated.v1") == 1


async def authenticates(email: str, password: str) -> bool:
    """Whether somebody can sign in with it."""
    async with request_scope():
        try:
            await authenticate(email, password)
        except WrongCredentials:
            return False
    return True


async def test_links_that_expired_leave_when_a_new_one_comes(
    store: PostgresUsers, postgres: Database
) -> None:
    """The table does not grow for ever."""
    async with request_scope():
        user = await store.add(some_user(), "hash")
    late = a_link(user, expires_at=utc_now() - timedelta(seconds=1))
    await tickets().add(late)
    await tickets().add(a_link(user))
    rows = await postgres.fetch_all("SELECT id::text FROM account_tickets", name="count")
    assert len(rows) == 1
    assert rows[0]["id"] != late.id


async def test_of_many_who_want_one_address_one_gets_it(
    store: PostgresUsers, broker: CapturedEvents
) -> None:
    """With one event."""
    async with request_scope():
        results = await asyncio.gather(
            *(store.add(some_user(email="ana@example.org"), "hash") for _ in range(20)),
            return_exceptions=True,
        )
    assert sum(isinstance(each, User) for each in results) == 1
    assert sum(isinstance(each, EmailTaken) for each in results) == 19
    assert len(broker) == 1


async def test_a_repeat_at_the_same_moment_makes_one_account(
    store: PostgresUsers, broker: CapturedEvents
) -> None:
    """Every attempt returns it."""
    user = some_user()
    async with request_scope():
        results = await asyncio.gather(*(store.add(user, "hash") for _ in range(20)))
    assert set(results) == {user}
    assert len(broker) == 1


async def test_of_many_changes_to_one_version_one_is_made(
    store: PostgresUsers, broker: CapturedEvents
) -> None:
    """The others are told to read it again."""
    async with request_scope():
        user = await store.add(some_user(), "hash")
        results = await asyncio.gather(
            *(store.save(changed(user, name=f"Name {number}"), ["name"]) for number in range(10))
        )
    assert sorted(results) == [False] * 9 + [True]
    assert broker.types().count("org.learning.user.updated.v1") == 1


async def test_admins_cannot_lock_each_other_out_at_the_same_moment(store: PostgresUsers) -> None:
    """Of two who revoke each other's rights, one succeeds."""
    async with request_scope():
        for _ in range(5):
            pair = [await store.add(some_user(role="admin"), "hash") for _ in range(2)]
            results = await asyncio.gather(
                *(store.save(changed(each, role="student"), ["role"]) for each in pair),
                return_exceptions=True,
            )
            assert sum(each is True for each in results) == 1
            assert sum(isinstance(each, LastAdmin) for each in results) == 1
            await database().execute("UPDATE users SET role = 'student'", name="reset")


async def test_an_event_stays_in_the_outbox_until_it_is_published(
    store: PostgresUsers, broker: CapturedEvents
) -> None:
    """Written with the change, kept while the broker is down, settled after it was published."""
    broker.is_away = True
    async with request_scope():
        user = await store.add(some_user(), "hash")
    (waiting,) = await PostgresOutbox().unpublished()
    assert waiting["subject"] == user.id
    broker.is_away = False
    async with request_scope():
        await store.save(changed(user, name="Ana Lima"), ["name"])
    assert [each["id"] for each in await PostgresOutbox().unpublished()] == [waiting["id"]]


async def test_a_database_that_is_away_is_told_as_such() -> None:
    """For the caller to try again."""
    nowhere = "postgresql://127.0.0.1:1/learning"
    with PostgresSettings.override(database_url=nowhere, lms_postgres_wait_seconds=0.5):
        with pytest.raises(Unavailable):
            await PostgresUsers().find(some_user().id)
        await database.close()


async def test_people_are_found_through_an_index(store: PostgresUsers) -> None:
    """In letters or as they are stored: no search reads all accounts."""
    del store
    async with database().transaction() as transaction:
        await transaction.execute("SET LOCAL enable_seqscan = off", name="plan")
        plan = await transaction.fetch_all(
            f"EXPLAIN SELECT count(*) FROM users WHERE {_MATCHES}",  # noqa: S608
            {"q": "%MÜLLER%", "in_letters": "%müller%", "role": None, "active": None},
            name="explain",
        )
    assert str(plan).count("users_words_idx") == 2
