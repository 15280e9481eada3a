"""What every store of links promises: one suite for the fake and for PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from libs.lms_identity.tests.contract import Users, changed, some_user
from lms_identity import AccountLinkRequested, Ticket, User, tickets
from lms_kernel import new_id, request_scope, utc_now
from lms_testing import CapturedEvents


def a_link(user: User, **fields: Any) -> Ticket:
    """Return a link to a user's address that is in no store yet."""
    wanted = AccountLinkRequested(user_id=user.id, email=user.email, purpose="password_reset")
    return structs.replace(wanted.ticket_for(user, id=new_id()), **fields)


class TicketsContract:
    """Subclasses give the fixtures ``store``, of accounts and links, and ``news``."""

    @pytest.fixture(autouse=True)
    async def _scope(self, store: Users, news: CapturedEvents) -> AsyncIterator[None]:
        del store, news
        async with request_scope(function="a_test"):
            yield

    async def test_a_link_is_found_with_its_account(self, store: Users) -> None:
        """Once, however often it is added."""
        user = await store.add(some_user(), "hash")
        link = a_link(user, email="new@example.org", purpose="email_change")
        await tickets().add(link)
        await tickets().add(structs.replace(link, email="other@example.org"))
        found = await tickets().find(link.id)
        assert found is not None
        assert found[1] == user
        assert (found[0].id, found[0].purpose, found[0].user_id, found[0].email) == (
            *(link.id, "email_change", user.id, "new@example.org"),
        )
        assert await tickets().find(new_id()) is None

    async def test_a_link_is_spent_by_the_change_alone(self, store: Users) -> None:
        """A second use finds nothing, nor does one that comes too late."""
        user = await store.add(some_user(), "hash")
        link, other = a_link(user), a_link(user, purpose="email_verification")
        await tickets().add(link)
        await tickets().add(other)
        newer = changed(user, email_verified=True)
        assert await store.save(newer, ["email_verified"], ticket=other.id)
        assert await tickets().find(other.id) is None
        assert await tickets().find(link.id) is not None
        assert not await store.save(changed(newer, name="X"), ["name"], ticket=other.id)
        assert await store.find(user.id) == newer

    async def test_a_change_that_is_not_made_spends_no_link(self, store: Users) -> None:
        """Somebody was quicker."""
        user = await store.add(some_user(), "hash")
        link = a_link(user)
        await tickets().add(link)
        assert await store.save(changed(user, name="First"), ["name"])
        stale = changed(user, email_verified=True)
        assert not await store.save(stale, ["password"], password_hash="new", ticket=link.id)
        assert await tickets().find(link.id) is not None

    @pytest.mark.parametrize("change", ["password", "email"])
    async def test_a_new_password_or_address_ends_all_links(
        self, store: Users, change: str
    ) -> None:
        """Those of others stay."""
        user, other = [await store.add(some_user(), "hash") for _ in range(2)]
        mine = [a_link(user), a_link(user, purpose="email_change", email="thief@example.org")]
        theirs = a_link(other)
        for each in (*mine, theirs):
            await tickets().add(each)
        assert await store.save(changed(user, email=f"new-{user.email}"), [change])
        assert [await tickets().find(each.id) for each in mine] == [None, None]
        assert await tickets().find(theirs.id) is not None

    async def test_a_link_is_for_its_own_account(self, store: Users) -> None:
        """It changes nobody else's."""
        user, other = [await store.add(some_user(), "hash") for _ in range(2)]
        link = a_link(user)
        await tickets().add(link)
        assert not await store.save(changed(other), ["password"], ticket=link.id)
        assert await store.find(other.id) == other

    async def test_a_late_link_is_not_found(self, store: Users) -> None:
        """It is not spent either."""
        user = await store.add(some_user(), "hash")
        late = a_link(user, expires_at=utc_now() - timedelta(seconds=1))
        await tickets().add(late)
        assert await tickets().find(late.id) is None
        assert not await store.save(changed(user), ["password"], ticket=late.id)

    async def test_of_many_uses_at_the_same_moment_one_counts(self, store: Users) -> None:
        """The others find the link gone, or the account changed."""
        user = await store.add(some_user(), "hash")
        link = a_link(user)
        await tickets().add(link)
        results = await asyncio.gather(
            *(
                store.save(changed(user), ["password"], password_hash=f"{each}", ticket=link.id)
                for each in range(10)
            )
        )
        assert sorted(results) == [False] * 9 + [True]
        account = await store.account(user_id=user.id)
        assert account is not None
        assert account.password_hash == str(results.index(True))

    async def test_a_request_is_announced(self, store: Users, news: CapturedEvents) -> None:
        """Once it is kept."""
        del store
        async with request_scope(function="request_password_reset"):
            await tickets().request(
                AccountLinkRequested(
                    user_id=None, email="ana@example.org", purpose="password_reset"
                )
            )
        assert news.types() == ["org.learning.accountlink.requested.v1"]
