"""What people do by a link from a mail: reset a password, verify an address, change it."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct, structs

from lms_identity._accounts import check_current_password
from lms_identity._model import AnyPassword, Password, User
from lms_identity._passwords import hash_password
from lms_identity._tickets import AccountLinkRequested, Purpose, Ticket, tickets
from lms_identity._users import users
from lms_identity.errors import DeadLink, EmailTaken, LinkOfAnother, UserBusy, UserNotFound
from lms_kernel import Actor, Email, SoughtEmail, current, utc_now

_TRIES = 5

LinkToken = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=500,
        description="What follows the # in the link of the mail",
        extra={"hint": "must be what follows the # in the link of the mail"},
    ),
]


class PasswordResetRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The address of an account whose password is forgotten."""

    email: SoughtEmail


class PasswordReset(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new password, and the link that was sent to the account's address."""

    token: LinkToken
    password: Password


class EmailVerification(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The link that was sent to the account's address."""

    token: LinkToken


class EmailChangeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new address, and the password, so that an unlocked screen is not enough."""

    email: Email
    current_password: AnyPassword


class EmailChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The link that was sent to the new address."""

    token: LinkToken


async def request_password_reset(email: str) -> None:
    """Ask for a link to this address, whether or not it has an account."""
    await tickets().request(
        AccountLinkRequested(user_id=None, email=email, purpose="password_reset")
    )


async def request_email_verification(user_id: str) -> None:
    """Ask for a link to the account's address, unless that is verified. Raises UserNotFound."""
    user = await users().find(user_id)
    if user is None:
        raise UserNotFound
    if not user.email_verified:
        await tickets().request(
            AccountLinkRequested(user_id=user.id, email=user.email, purpose="email_verification")
        )


async def request_email_change(user_id: str, change: EmailChangeRequest) -> None:
    """Ask for a link to the new address; nothing changes before it is followed.

    Raises UserNotFound, Invalid (the current password), EmailTaken.
    """
    account = await users().account(user_id=user_id)
    if account is None:
        raise UserNotFound
    await check_current_password(account, change.current_password)
    if change.email == account.user.email:
        return
    if await users().account(email=change.email) is not None:
        raise EmailTaken
    await tickets().request(
        AccountLinkRequested(user_id=user_id, email=change.email, purpose="email_change")
    )


async def addressee_of(link: AccountLinkRequested) -> User | None:
    """Return whose link it is; None when there is nobody to send it to, or no reason to."""
    by_id = link.user_id is not None
    account = (
        await users().account(user_id=link.user_id or "")
        if by_id
        else await users().account(email=link.email)
    )
    if account is None or not account.user.active:
        return None
    user = account.user
    if link.purpose == "email_change":
        return user if link.email != user.email else None
    is_due = link.purpose == "password_reset" or not user.email_verified
    return user if is_due and link.email == user.email else None


async def reset_password(ticket_id: str, password: str, *, by: Actor | None) -> User:
    """Give the account of a ticket a new password; that verifies its address as well.

    Raises DeadLink, LinkOfAnother, UserBusy.
    """
    return await _use(ticket_id, "password_reset", by, password=password)


async def verify_email(ticket_id: str, *, by: Actor | None) -> User:
    """Note that the owner of the ticket's account reads its address.

    Raises DeadLink, LinkOfAnother, UserBusy.
    """
    return await _use(ticket_id, "email_verification", by)


async def change_email(ticket_id: str, *, by: Actor | None) -> User:
    """Give the account of a ticket the address that the link was sent to.

    Raises DeadLink, LinkOfAnother, EmailTaken, UserBusy.
    """
    return await _use(ticket_id, "email_change", by)


async def _use(ticket_id: str, purpose: Purpose, by: Actor | None, *, password: str = "") -> User:
    """Make the change that a ticket is for; its holder reads the address it was sent to."""
    password_hash = None
    for _ in range(_TRIES):
        ticket, user = await _found(ticket_id, purpose, by)
        # Anyone who has the link acts as the account, and the audit trail says so.
        current().actor = Actor(user.id, user.role)
        if password and password_hash is None:
            # Only a link that counts is worth the work.
            password_hash = await hash_password(password)
        changes: dict[str, Any] = {"email": ticket.email, "email_verified": True}
        names = [name for name, value in changes.items() if getattr(user, name) != value]
        if password:
            names.append("password")
        if not names:
            raise DeadLink
        changed = structs.replace(user, **changes, version=user.version + 1, updated_at=utc_now())
        if await users().save(
            changed,
            names,
            password_hash=password_hash,
            previous_email=user.email if "email" in names else None,
            ticket=ticket_id,
        ):
            return changed
    raise UserBusy


async def _found(ticket_id: str, purpose: Purpose, by: Actor | None) -> tuple[Ticket, User]:
    found = await tickets().find(ticket_id)
    if found is None:
        raise DeadLink
    ticket, user = found
    is_same_address = purpose == "email_change" or ticket.email == user.email
    if ticket.purpose != purpose or not user.active or not is_same_address:
        raise DeadLink
    if by is not None and by.id != user.id:
        raise LinkOfAnother
    return ticket, user
