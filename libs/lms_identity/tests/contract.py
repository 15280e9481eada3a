"""What every store of accounts promises: one suite for the fake and for PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from lms_identity import EmailTaken, LastAdmin, Person, PostgresUsers, User, UserFilter
from lms_kernel import by_creation, kinds, new_id, request_scope, utc_now
from lms_testing import CapturedEvents
from lms_testing.identity import FakeUsers

Users = PostgresUsers | FakeUsers


def some_user(**fields: Any) -> User:
    """Return a user who is in no store yet."""
    now = utc_now()
    user_id = new_id()
    return User(
        **{
            "id": user_id,
            "email": f"{user_id}@example.org",
            "name": "Ana",
            "role": "student",
            "active": True,
            "email_verified": False,
            "version": 1,
            "created_at": now,
            "updated_at": now,
            **fields,
        }
    )


def changed(user: User, **fields: Any) -> User:
    """Return the next version of a user."""
    return structs.replace(user, version=user.version + 1, updated_at=utc_now(), **fields)


class UsersContract:
    """Subclasses give the fixtures ``store`` and ``news``: what was published."""

    @pytest.fixture(autouse=True)
    async def _scope(self, store: Users, news: CapturedEvents) -> AsyncIterator[None]:
        """Run every test as a request, which ends before its stores are taken away."""
        del store, news
        async with request_scope(function="a_test"):
            yield

    async def test_a_new_account_is_found_again(self, store: Users) -> None:
        """By id and by address; only the account has the hash."""
        user = await store.add(some_user(), "hash")
        assert await store.find(user.id) == user
        for account in (
            await store.account(email=user.email),
            await store.account(user_id=user.id),
        ):
            assert account is not None
            assert (account.user, account.password_hash) == (user, "hash")

    @pytest.mark.parametrize("user_id", ["", "me", "0", "018f0000-0000-7000-8000-000000000000"])
    async def test_nobody_is_found_where_nobody_is(self, store: Users, user_id: str) -> None:
        """Whatever the id looks like."""
        assert await store.find(user_id) is None
        assert await store.account(user_id=user_id) is None
        assert await store.account(email="nobody@example.org") is None
        assert await store.account() is None

    async def test_a_taken_email_is_refused(self, store: Users) -> None:
        """Nothing is kept and nothing announced of the second account."""
        first = await store.add(some_user(), "hash")
        second = some_user(email=first.email)
        with pytest.raises(EmailTaken):
            await store.add(second, "hash")
        assert await store.find(second.id) is None

    async def test_adding_the_same_id_again_answers_the_first(self, store: Users) -> None:
        """A repeat after a crash makes no second account and changes nothing."""
        first = await store.add(some_user(), "hash")
        again = await store.add(structs.replace(first, name="Other"), "other hash")
        assert again == first
        account = await store.account(user_id=first.id)
        assert account is not None
        assert account.password_hash == "hash"

    async def test_a_change_replaces_the_version_before_it(self, store: Users) -> None:
        """The hash stays unless a new one is given."""
        user = await store.add(some_user(), "hash")
        newer = changed(user, name="Ana Lima", email=f"new-{user.email}")
        assert await store.save(newer, ["name", "email"])
        assert await store.find(user.id) == newer
        newest = changed(newer)
        assert await store.save(newest, ["password"], password_hash="new hash")
        account = await store.account(email=newest.email)
        assert account is not None
        assert (account.user, account.password_hash) == (newest, "new hash")

    async def test_a_change_to_an_old_version_is_not_made(self, store: Users) -> None:
        """Somebody was quicker."""
        user = await store.add(some_user(), "hash")
        first = changed(user, name="First")
        assert await store.save(first, ["name"])
        assert not await store.save(changed(user, name="Second"), ["name"])
        assert not await store.save(changed(some_user()), ["name"])
        assert await store.find(user.id) == first

    async def test_a_change_to_a_taken_email_is_refused(self, store: Users) -> None:
        """The account stays as it was."""
        first, second = [await store.add(some_user(), "hash") for _ in range(2)]
        with pytest.raises(EmailTaken):
            await store.save(changed(second, email=first.email), ["email"])
        assert await store.find(second.id) == second

    @pytest.mark.parametrize("change", [{"role": "student"}, {"active": False}])
    async def test_the_last_active_admin_stays(self, store: Users, change: dict[str, Any]) -> None:
        """One who is inactive does not count as another."""
        admin = await store.add(some_user(role="admin"), "hash")
        await store.add(some_user(role="admin", active=False), "hash")
        with pytest.raises(LastAdmin):
            await store.save(changed(admin, **change), list(change))
        second = await store.add(some_user(role="admin"), "hash")
        assert await store.save(changed(admin, **change), list(change))
        with pytest.raises(LastAdmin):
            await store.save(changed(second, **change), list(change))

    async def test_a_hash_is_renewed_only_if_it_is_still_the_same(self, store: Users) -> None:
        """A password that was changed meanwhile stays changed; the version does not grow."""
        user = await store.add(some_user(), "hash")
        await store.rehash(user.id, old="hash", new="better hash")
        await store.rehash(user.id, old="hash", new="too late")
        account = await store.account(user_id=user.id)
        assert account is not None
        assert (account.user, account.password_hash) == (user, "better hash")

    async def test_people_are_named_by_their_ids(self, store: Users) -> None:
        """All in one call, each once; an id of nobody, or of none, is left out."""
        ana = await store.add(some_user(name="Ana Lima"), "hash")
        ben = await store.add(some_user(name="Ben", active=False), "hash")
        ids = [ana.id, ben.id, ana.id, new_id(), "nonsense"]

        shown = await store.people(ids, with_email=True)
        names = await store.people(ids, with_email=False)

        assert shown == {
            ana.id: Person(name="Ana Lima", email=ana.email, active=True),
            ben.id: Person(name="Ben", email=ben.email, active=False),
        }
        assert {each.email for each in names.values()} == {None}
        assert await store.people([], with_email=True) == {}

    async def test_users_are_listed_newest_first(self, store: Users) -> None:
        """By number and by position, each once; same moments are news apart by id."""
        now = utc_now()
        people = [
            await store.add(some_user(created_at=now - timedelta(hours=number // 2)), "hash")
            for number in range(5)
        ]
        expected = sorted(people, key=by_creation, reverse=True)
        everybody = await store.page(UserFilter(), limit=5)
        assert (everybody.items, everybody.total) == (expected, 5)
        second = await store.page(UserFilter(), limit=2, offset=2)
        assert (second.items, second.total) == (expected[2:4], 5)
        after = await store.page(UserFilter(), limit=2, after=by_creation(expected[1]))
        assert (after.items, after.total) == (expected[2:4], 5)

    async def test_users_are_found_by_part_of_name_or_address(self, store: Users) -> None:
        """Wildcards are ordinary characters."""
        ana = await store.add(some_user(name="Ana 100% Lima_"), "hash")
        ben = await store.add(some_user(name="Ben", email="ben@school.example"), "hash")

        async def found(q: str) -> list[User]:
            return (await store.page(UserFilter(q=q), limit=10)).items

        assert await found("aNA 100%") == [ana]
        assert await found("lima_") == [ana]
        assert await found("school.EX") == [ben]
        assert await found("B_n") == []
        assert await found("%") == [ana]
        assert await found("\\") == []

    @pytest.mark.parametrize(
        "q",
        [
            *("müll", "müller", "MÜLLER.DE", "Ulla@müller.de", "@mu\u0308ller"),
            *("\uff4düller\u3002de", "xn--mller", "ULLA@XN--MLLER-KVA.DE"),
        ],
    )
    async def test_an_address_is_found_in_letters_and_in_punycode(
        self, store: Users, q: str
    ) -> None:
        """Whole or in part, in every spelling that is the same domain (RFC 5891, UTS 46)."""
        ulla = await store.add(some_user(email="ulla@xn--mller-kva.de"), "hash")
        await store.add(some_user(name="Muller", email="ulla@muller.example"), "hash")

        part = await store.page(UserFilter(q=kinds.name(q)), limit=10)

        assert (part.items, part.total) == ([ulla], 1)

    @pytest.mark.parametrize(
        ("email", "q"),
        [
            ("a@xn--strae-oqa.example", "straße"),
            ("a@xn--strae-oqa.example", "STRAẞE.example"),
            ("a@xn--wgbh1c.example", "مصر"),
            ("a@xn--r8jz45g.xn--zckzah", "例え.テスト"),
            ("a@xn--nxasmm1c.example", "βόλος"),
            ("a@mail.xn--bcher-kva.example", "mail.bücher"),
            ("a@xn--e1afmkfd.xn--p1ai", "ПРИМЕР.рф"),
        ],
    )
    async def test_domains_of_every_script_are_found(
        self, store: Users, email: str, q: str
    ) -> None:
        """As they are read; the first is no "strasse"."""
        user = await store.add(some_user(email=email), "hash")
        assert (await store.page(UserFilter(q=q), limit=10)).items == [user]
        assert (await store.page(UserFilter(q="strasse"), limit=10)).items == []

    @pytest.mark.parametrize("email", ["a@xn--.example", "a@xn--99999999.example", "a@xn--a-ö.de"])
    async def test_a_stored_domain_that_encodes_nothing_hides_nobody(
        self, store: Users, email: str
    ) -> None:
        """It is found as it is stored."""
        user = await store.add(some_user(email=email), "hash")
        assert (await store.page(UserFilter(q="a@xn--"), limit=10)).items == [user]

    async def test_users_are_filtered_by_role_and_activity(self, store: Users) -> None:
        """The total counts those that fit."""
        ina = await store.add(some_user(role="instructor"), "hash")
        off = await store.add(some_user(role="instructor", active=False), "hash")
        await store.add(some_user(), "hash")
        teachers = await store.page(UserFilter(role="instructor"), limit=1)
        assert (len(teachers.items), teachers.total) == (1, 2)
        assert (await store.page(UserFilter(active=False), limit=9)).items == [off]
        both = UserFilter(role="instructor", active=True)
        assert (await store.page(both, limit=9)).items == [ina]

    async def test_what_happened_is_announced_once(
        self, store: Users, news: CapturedEvents
    ) -> None:
        """With the change, never for one that was not made."""
        async with request_scope(function="register_user"):
            user = await store.add(some_user(), "hash")
            await store.add(user, "hash")
        async with request_scope(function="update_user"):
            await store.save(changed(user, role="instructor"), ["role"])
            await store.save(changed(user, role="admin"), ["role"])
        registered, updated = news
        assert (registered["source"], registered["subject"]) == (
            "/functions/register_user",
            user.id,
        )
        assert news.types() == [
            "org.learning.user.registered.v1",
            "org.learning.user.updated.v1",
        ]
        data = updated["data"]
        assert isinstance(data, dict)
        assert (data["role"], data["version"], data["changes"]) == ("instructor", 2, ["role"])
