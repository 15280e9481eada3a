"""The links that people get by mail, as their readers use them."""

from __future__ import annotations

import re

from lms_identity import AccountLinkRequested, Purpose, User
from lms_kernel import new_id
from lms_links import TICKET
from lms_notifications import inbox
from lms_signatures import with_ticket
from lms_testing.identity import FakeUsers

_TOKEN = re.compile(r"#([A-Za-z0-9_.-]+)\s")


async def mailed_token(user_id: str, template: str) -> str:
    """Return what follows the # in the newest letter of this template, as the mail has it."""
    page = await inbox().page(user_id, limit=100)
    letter = next(each for each in page.items if each.template == template)
    found = _TOKEN.search(with_ticket(letter.text, letter.id))
    assert found is not None
    return found[1]


def a_ticket(store: FakeUsers, user: User, purpose: Purpose, *, email: str = "") -> str:
    """Let a link be on its way to the user's address, or another one, and return its token."""
    link = AccountLinkRequested(user_id=user.id, email=email or user.email, purpose=purpose)
    ticket = link.ticket_for(user, id=new_id())
    store.tickets[ticket.id] = ticket
    return with_ticket(TICKET, ticket.id)
