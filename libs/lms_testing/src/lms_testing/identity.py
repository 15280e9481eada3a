"""Accounts in memory, with all the rules of the real store."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import idna
import pytest
from msgspec import structs

from lms_events import announce
from lms_identity import (
    Account,
    AccountLinkRequested,
    EmailTaken,
    LastAdmin,
    PasswordSettings,
    Person,
    Ticket,
    User,
    UserFilter,
    UserRegistered,
    UserUpdated,
    hash_password,
    tickets,
    users,
)
from lms_kernel import Actor, Part, Place, Unavailable, by_creation, envelope, kinds, utc_now
from lms_testing.outboxes import MemoryOutbox

PASSWORD = "correct horse battery"


class FakeUsers:
    """The store of accounts without a database; ``is_away`` makes it unreachable."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.outbox = MemoryOutbox()
        self.tickets: dict[str, Ticket] = {}
        self.is_away = False

    def _all(self) -> dict[str, Account]:
        if self.is_away:
            raise Unavailable("The database cannot be reached.")
        return self.accounts

    def _note(self, event: UserRegistered | UserUpdated | AccountLinkRequested) -> None:
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
                "email_verified": True,
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

    async def people(self, ids: Collection[str], *, with_email: bool) -> dict[str, Person]:
        """Return who these are, by id; those who no longer exist are left out."""
        found = {each: self._all()[each].user for each in ids if each in self._all()}
        return {
            id_: Person(
                name=user.name, email=user.email if with_email else None, active=user.active
            )
            for id_, user in found.items()
        }

    async def account(self, *, email: str = "", user_id: str = "") -> Account | None:
        """Return the account with this address or id."""
        found = (
            each
            for each in self._all().values()
            if each.user.email == email or each.user.id == user_id
        )
        return next(found, None)

    async def save(
        self,
        user: User,
        changes: Sequence[str],
        *,
        password_hash: str | None = None,
        previous_email: str | None = None,
        ticket: str | None = None,
    ) -> bool:
        """Put ``user`` in the place of the version before it and announce the change."""
        before = self._all().get(user.id)
        if before is None or before.user.version != user.version - 1:
            return False
        if ticket is not None:
            link = self.tickets.get(ticket)
            if link is None or link.user_id != user.id or link.expires_at <= utc_now():
                return False
        others = [each.user for each in self.accounts.values() if each.user.id != user.id]
        if any(other.email == user.email for other in others):
            raise EmailTaken
        if _is_admin(before.user) and not any(map(_is_admin, [user, *others])):
            raise LastAdmin
        self.accounts[user.id] = Account(user, password_hash or before.password_hash)
        ends_all = not {"email", "password"}.isdisjoint(changes)
        for each in list(self.tickets.values()):
            if each.user_id == user.id and (ends_all or each.id == ticket):
                del self.tickets[each.id]
        self._note(UserUpdated.of(user, list(changes), previous_email=previous_email))
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


class FakeTickets:
    """The links of a store of accounts."""

    def __init__(self, store: FakeUsers) -> None:
        self.store = store

    async def request(self, link: AccountLinkRequested) -> None:
        """Announce the request for a link."""
        self.store._all()  # noqa: SLF001 - the two are one database
        self.store._note(link)  # noqa: SLF001

    async def add(self, ticket: Ticket) -> None:
        """Keep a ticket, once."""
        self.store._all()  # noqa: SLF001
        self.store.tickets.setdefault(ticket.id, ticket)

    async def find(self, ticket_id: str) -> tuple[Ticket, User] | None:
        """Return a ticket and its account; None when it was spent or has expired."""
        accounts = self.store._all()  # noqa: SLF001
        ticket = self.store.tickets.get(ticket_id)
        if ticket is None or ticket.expires_at <= utc_now():
            return None
        return ticket, accounts[ticket.user_id].user


@contextmanager
def fake_accounts(store: FakeUsers) -> Iterator[FakeUsers]:
    """Put accounts and the links to them into the ``with`` block; password hashes are quick."""
    with (
        users.override(store),
        tickets.override(FakeTickets(store)),
        PasswordSettings.override(lms_password_rounds=4),
    ):
        yield store


@pytest.fixture
def accounts() -> Iterator[FakeUsers]:
    """Return a store of accounts of this test alone."""
    with fake_accounts(FakeUsers()) as store:
        yield store


def _is_admin(user: User) -> bool:
    return user.role == "admin" and user.active


def _fits(user: User, selection: UserFilter) -> bool:
    words = f"{user.name} {user.email} {_email_in_letters(user.email)}".lower()
    q = selection.q or ""
    return (
        (q.lower() in words or kinds.in_letters(q) in words)
        and selection.role in {None, user.role}
        and selection.active in {None, user.active}
    )


def _email_in_letters(email: str) -> str:
    mailbox, _, domain = email.rpartition("@")
    try:
        return f"{mailbox}@{idna.decode(domain)}"
    except ValueError:
        return email
