"""Links that prove who has read a mail: each is for one purpose, one account and one address.

A ticket is spent by the statement that makes the change (``users().save``), and by no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, ClassVar, Literal

import msgspec
from msgspec import Struct

from lms_events import announce
from lms_identity._events import UserRegistered
from lms_identity._model import User
from lms_kernel import DomainEvent, Provider, envelope, utc_now
from lms_postgres import Jsonb, PostgresOutbox, database
from lms_records import read

Purpose = Literal["password_reset", "email_verification", "email_change"]

# A reset opens the account to anyone who has the link; the others only say that it was read.
_HOURS: Mapping[Purpose, int] = MappingProxyType(
    {"password_reset": 1, "email_verification": 72, "email_change": 24}
)

# Those whose time is over leave when a new one comes.
_ADD = """
WITH late AS (DELETE FROM account_tickets WHERE expires_at < now())
INSERT INTO account_tickets (id, purpose, user_id, email, expires_at)
VALUES (%(id)s, %(purpose)s, %(user_id)s, %(email)s, %(expires_at)s)
ON CONFLICT (id) DO NOTHING
"""

_FIND = """
SELECT ticket.id AS ticket_id, ticket.purpose, ticket.user_id, ticket.email AS sent_to,
       ticket.expires_at, users.id, users.email, users.name, users.role, users.active,
       users.email_verified, users.version, users.created_at, users.updated_at
FROM account_tickets AS ticket JOIN users ON users.id = ticket.user_id
WHERE ticket.id = %(id)s AND ticket.expires_at > now()
"""


class AccountLinkRequested(DomainEvent, frozen=True):
    """Somebody asked for a link by mail; ``user_id`` is null when nobody has signed in.

    Whether there is an account with this address is for the reaction to find out, so that the
    response takes the same time for all.
    """

    type: ClassVar[str] = "org.learning.accountlink.requested.v1"

    user_id: str | None
    email: str
    purpose: Purpose

    def subject(self) -> str:
        """Return the account, if it is known: an address is nobody's id."""
        return self.user_id or ""

    @classmethod
    def after(cls, registered: UserRegistered) -> AccountLinkRequested:
        """Return what a new account asks for: whether its address is its owner's."""
        return cls(user_id=registered.user_id, email=registered.email, purpose="email_verification")

    @property
    def lifetime_hours(self) -> int:
        """How long the link can be used."""
        return _HOURS[self.purpose]

    def ticket_for(self, user: User, *, id: str) -> Ticket:  # noqa: A002 - the field's name
        """Return the ticket of the notification ``id``, for this account and the address."""
        ends = utc_now() + timedelta(hours=self.lifetime_hours)
        return Ticket(
            id=id, purpose=self.purpose, user_id=user.id, email=self.email, expires_at=ends
        )


class Ticket(Struct, frozen=True, kw_only=True):
    """A link that can be used once; its id is that of the notification that carries it."""

    id: str
    purpose: Purpose
    user_id: str
    email: str
    expires_at: datetime


class PostgresTickets:
    """The table ``account_tickets``."""

    async def request(self, link: AccountLinkRequested) -> None:
        """Keep the request for a link, which is announced; nothing else is looked up."""
        event = envelope(link)
        await database().execute(
            "INSERT INTO outbox (id, envelope) VALUES (%(id)s::uuid, %(envelope)s)",
            {"id": event["id"], "envelope": Jsonb(event)},
            name="request_account_link",
        )
        announce(PostgresOutbox(), event)

    async def add(self, ticket: Ticket) -> None:
        """Keep a ticket, once."""
        await database().execute(_ADD, msgspec.structs.asdict(ticket), name="add_ticket")

    async def find(self, ticket_id: str) -> tuple[Ticket, User] | None:
        """Return a ticket and its account; None when it was spent or has expired."""
        row = await database().fetch_one(_FIND, {"id": ticket_id}, name="find_ticket")
        return None if row is None else (_ticket(row), read(row, User, id=row["id"]))


def _ticket(row: dict[str, Any]) -> Ticket:
    fields = {**row, "id": row["ticket_id"], "email": row["sent_to"]}
    return read(fields, Ticket, id=row["ticket_id"])


tickets: Provider[PostgresTickets] = Provider(PostgresTickets)
