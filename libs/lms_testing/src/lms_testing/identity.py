"""Accounts in memory, with all the rules of the real store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from msgspec import structs

from lms_events import announce
from lms_identity import (
    Account,
    EmailTaken,
    LastAdmin,
    PasswordSettings,
    User,
    UserFilter,
    UserRegistered,
    UserUpdated,
    hash_password,
    users,
)
from lms_kernel import Actor, Part, Place, Unavailable, by_creation, envelope, utc_now
from lms_testing.outboxes import MemoryOutbox

PASSWORD = "correct horse battery"


class FakeUsers:
    """The store of accounts without a database; ``is_away`` makes it unreachable."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.outbox = MemoryOutbox()
        self.is_away = False

    def _all(self) -> dict[str, Account]:
        if self.is_away:
            raise Unavailable("The database cannot be reached.")
        return self.accounts

    def _note(self, event: UserRegistered | UserUpdated) -> None:
        noted = envelope(event)
        self.outbox.kept[str(noted["id"])] = noted
        announce(self.outbox, noted)

    async def have(self, person: Actor, *, password: str = PASSWORD, **fields: Any) -> User:
        """Let there be an account of this person, unannounced; ``fields`` are the user's."""
        return self.let_in(person, await hash_password(password), **fields)

    def let_in(self, person: Actor, password_hash: str = "", **fields: Any) -> User:
        """Let there be an account with this hash of a password."""
        now = utc_now()
        user = User(
            **{
                "id": person.id,
                "email": f"{person.id}@example.org",
                "name": "Ana",
                "role": person.role,
                "active": True,
                "version": 1,
                "created_at": now,
                "updated_at": now,
                **fields,
            }
        )
        self.accounts[user.id] = Account(user, password_hash)
        return user

    async def add(self, user: User, password_hash: str) -> User:
        """Keep a new account and announce it; for an id that is known, return the first one."""
        first = self._all().get(user.id)
        if first is not None:
            return first.user
        if await self.account(email=user.email) is not None:
            raise EmailTaken
        self.accounts[user.id] = Account(user, password_hash)
        self._note(UserRegistered.of(user))
        return user

    async def find(self, user_id: str) -> User | None:
        """Return the user with this id."""
        account = self._all().get(user_id)
        return None if account is None else account.user

    async def account(self, *, email: str = "", user_id: str = "") -> Account | None:
        """Return the account with this address or id."""
        found = (
            each
            for each in self._all().values()
            if each.user.email == email or each.user.id == user_id
        )
        return next(found, None)

    async def save(
        self, user: User, changes: Sequence[str], *, password_hash: str | None = None
    ) -> bool:
        """Put ``user`` in the place of the version before it and announce the change."""
        before = self._all().get(user.id)
        if before is None or before.user.version != user.version - 1:
            return False
        others = [each.user for each in self.accounts.values() if each.user.id != user.id]
        if any(other.email == user.email for other in others):
            raise EmailTaken
        if _is_admin(before.user) and not any(map(_is_admin, [user, *others])):
            raise LastAdmin
        self.accounts[user.id] = Account(user, password_hash or before.password_hash)
        self._note(UserUpdated.of(user, list(changes)))
        return True

    async def rehash(self, user_id: str, *, old: str, new: str) -> None:
        """Replace a password's hash by another one of the same password."""
        account = self._all().get(user_id)
        if account is not None and account.password_hash == old:
            self.accounts[user_id] = structs.replace(account, password_hash=new)

    async def page(
        self,
        selection: UserFilter,
        *,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[User]:
        """Return users, newest first; ``after`` is the place of the last one seen."""
        found = [each.user for each in self._all().values() if _fits(each.user, selection)]
        found.sort(key=by_creation, reverse=True)
        total = len(found)
        if after is not None:
            found = [user for user in found if by_creation(user) < after]
        return Part(found[offset : offset + limit], total)


@pytest.fixture
def accounts() -> Iterator[FakeUsers]:
    """Return a store of accounts of this test alone; password hashes are quick ones."""
    store = FakeUsers()
    with users.override(store), PasswordSettings.override(lms_password_rounds=4):
        yield store


def _is_admin(user: User) -> bool:
    return user.role == "admin" and user.active


def _fits(user: User, selection: UserFilter) -> bool:
    return (
        (selection.q or "").lower() in f"{user.name} {user.email}".lower()
        and selection.role in {None, user.role}
        and selection.active in {None, user.active}
    )
