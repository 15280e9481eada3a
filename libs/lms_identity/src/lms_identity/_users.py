"""The store of accounts: PostgreSQL, each change with its event in one statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from lms_events import announce
from lms_identity._events import ENDS_TICKETS, UserRegistered, UserUpdated
from lms_identity._model import Account, Person, User, UserFilter
from lms_identity.errors import EmailTaken, LastAdmin
from lms_kernel import Part, Place, Provider, envelope, is_id, kinds
from lms_postgres import Jsonb, PostgresOutbox, Queries, UniqueViolation, database
from lms_records import gaps_in_time, read, read_all

# Interpolated below; there is no input in it.
_USER = "id, email, name, role, active, email_verified, version, created_at, updated_at"

_ADD = f"""
WITH added AS (
    INSERT INTO users (id, email, name, role, active, email_verified, password_hash, version,
                       created_at, updated_at)
    VALUES (%(id)s, %(email)s, %(name)s, %(role)s, %(active)s, %(email_verified)s,
            %(password_hash)s, %(version)s, %(created_at)s, %(updated_at)s)
    ON CONFLICT (id) DO NOTHING
    RETURNING {_USER}
), noted AS (
    INSERT INTO outbox (id, envelope) SELECT %(event_id)s::uuid, %(envelope)s FROM added
)
SELECT {_USER} FROM added
"""  # noqa: S608

# A ticket is spent with the change or not at all: a second request at the same moment waits for
# the row and then finds another version. A new address or password ends all earlier links.
_SAVE = """
WITH changed AS (
    UPDATE users
    SET email = %(email)s, name = %(name)s, role = %(role)s, active = %(active)s,
        email_verified = %(email_verified)s,
        password_hash = coalesce(%(password_hash)s, password_hash),
        version = %(version)s, updated_at = %(updated_at)s
    WHERE id = %(id)s AND version = %(version)s - 1
      AND (%(ticket)s::uuid IS NULL OR EXISTS (
          SELECT FROM account_tickets AS ticket
          WHERE ticket.id = %(ticket)s AND ticket.user_id = users.id AND expires_at > now()))
    RETURNING id
), spent AS (
    DELETE FROM account_tickets USING changed
    WHERE user_id = changed.id AND (account_tickets.id = %(ticket)s OR %(ends_tickets)s)
), noted AS (
    INSERT INTO outbox (id, envelope) SELECT %(event_id)s::uuid, %(envelope)s FROM changed
)
SELECT id FROM changed
"""

# The index of the words knows both ways to write a domain: in letters and in punycode.
_MATCHES = """
(%(q)s::text IS NULL OR user_words(name, email) ILIKE %(q)s
 OR user_words(name, email) ILIKE %(in_letters)s)
AND (%(role)s::text IS NULL OR role = %(role)s)
AND (%(active)s::boolean IS NULL OR active = %(active)s)
"""

_LIST = f"""
SELECT {_USER} FROM users
WHERE {_MATCHES}
AND (%(after_at)s::timestamptz IS NULL
     OR (created_at, id) < (%(after_at)s, %(after_id)s::uuid))
ORDER BY created_at DESC, id DESC
LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608

# Two admins who take each other's rights away at the same moment must not both succeed.
_LOCK_ADMINS = "SELECT pg_advisory_xact_lock(hashtext('lms_identity.admins'))"


class PostgresUsers:
    """The table ``users``."""

    async def add(self, user: User, password_hash: str) -> User:
        """Keep a new account and announce it; for an id that is known, return the first one.

        Raises EmailTaken.
        """
        event = envelope(UserRegistered.of(user))
        try:
            added = await database().fetch_one(
                _ADD, _parameters(user, password_hash, event), as_=User, name="add_user"
            )
        except UniqueViolation as fault:
            first = await self.find(user.id)
            if first is None:
                raise EmailTaken from fault
            return first
        if added is None:
            return await self._first(user.id)
        announce(PostgresOutbox(), event)
        return added

    async def _first(self, user_id: str) -> User:
        first = await self.find(user_id)
        if first is None:
            raise LookupError(user_id)
        return first

    async def find(self, user_id: str) -> User | None:
        """Return the user with this id."""
        if not is_id(user_id):
            return None
        return await database().fetch_one(
            f"SELECT {_USER} FROM users WHERE id = %(id)s",  # noqa: S608
            {"id": user_id},
            as_=User,
            name="find_user",
        )

    async def people(self, ids: Collection[str], *, with_email: bool) -> dict[str, Person]:
        """Return who these are, by id, in one round trip, without those who no longer exist."""
        if not ids:
            return {}
        rows = await database().fetch_all(
            "SELECT id::text, name, email, active FROM users WHERE id = ANY(%(ids)s::uuid[])",
            {"ids": list({each for each in ids if is_id(each)})},
            name="find_people",
        )
        return {
            row["id"]: Person(
                name=row["name"],
                email=row["email"] if with_email else None,
                active=row["active"],
            )
            for row in rows
        }

    async def account(self, *, email: str = "", user_id: str = "") -> Account | None:
        """Return the account with this address (normalized) or id."""
        row = await database().fetch_one(
            f"SELECT {_USER}, password_hash FROM users "  # noqa: S608
            "WHERE email = %(email)s OR id = %(id)s::uuid",
            {"email": email or None, "id": user_id if is_id(user_id) else None},
            name="find_account",
        )
        if row is None:
            return None
        password_hash = row.pop("password_hash")
        return Account(read(row, User, id=row["id"]), password_hash)

    async def save(
        self,
        user: User,
        changes: Sequence[str],
        *,
        password_hash: str | None = None,
        previous_email: str | None = None,
        ticket: str | None = None,
    ) -> bool:
        """Put ``user`` in the place of the version before it and announce the change.

        With a ``ticket``, only if that is still there, and it is spent by the same statement. False
        when it is gone, or that version is no longer the newest. Raises EmailTaken and LastAdmin.
        """
        event = envelope(UserUpdated.of(user, list(changes), previous_email=previous_email))
        parameters = {
            **_parameters(user, password_hash, event),
            "ticket": ticket,
            "ends_tickets": not ENDS_TICKETS.isdisjoint(changes),
        }
        try:
            if {"role", "active"}.isdisjoint(changes):
                saved = await database().fetch_one(_SAVE, parameters, name="save_user")
            else:
                async with database().transaction() as transaction:
                    await _keep_an_admin(transaction, user)
                    saved = await transaction.fetch_one(_SAVE, parameters, name="save_user")
        except UniqueViolation as fault:
            raise EmailTaken from fault
        if saved is None:
            return False
        announce(PostgresOutbox(), event)
        return True

    async def rehash(self, user_id: str, *, old: str, new: str) -> None:
        """Replace a password's hash by another one of the same password."""
        await database().execute(
            "UPDATE users SET password_hash = %(new)s "
            "WHERE id = %(id)s AND password_hash = %(old)s",
            {"id": user_id, "old": old, "new": new},
            name="rehash_password",
        )

    async def page(
        self,
        selection: UserFilter,
        *,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[User]:
        """Return users, newest first; ``after`` is the place of the last one seen."""
        after_at, after_id = after or (None, None)
        q = selection.q or None
        matches = {
            "q": q and f"%{_literal(q)}%",
            "in_letters": q and f"%{_literal(kinds.in_letters(q))}%",
            "role": selection.role,
            "active": selection.active,
        }
        rows = await database().fetch_all(
            _LIST,
            {
                **matches,
                "limit": limit,
                "offset": offset,
                "after_at": after_at,
                "after_id": after_id,
            },
            name="list_users",
        )
        found = read_all(rows, User)
        count = await database().fetch_one(
            f"SELECT count(*) AS total FROM users WHERE {_MATCHES}",  # noqa: S608
            matches,
            name="count_users",
        )
        gaps = gaps_in_time(rows, found.unread)
        return Part(found.items, count["total"] if count else 0, gaps)


users: Provider[PostgresUsers] = Provider(PostgresUsers)


async def _keep_an_admin(transaction: Queries, user: User) -> None:
    """Refuse to take the last active admin's rights away."""
    if user.role == "admin" and user.active:
        return
    await transaction.fetch_one(_LOCK_ADMINS, name="lock_admins")
    row = await transaction.fetch_one(
        """
        SELECT bool_or(id = %(id)s) AS is_admin, bool_or(id <> %(id)s) AS are_others
        FROM users WHERE role = 'admin' AND active
        """,
        {"id": user.id},
        name="count_admins",
    )
    if row and row["is_admin"] and not row["are_others"]:
        raise LastAdmin


def _parameters(user: User, password_hash: str | None, event: dict[str, object]) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(user),
        "password_hash": password_hash,
        "event_id": event["id"],
        "envelope": Jsonb(event),
    }


def _literal(text: str) -> str:
    """Take the meaning from the wildcards of LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
