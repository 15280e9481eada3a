"""The use cases: open an account, prove that one is its owner, change it."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import UNSET, Struct, UnsetType, structs

from lms_identity._events import ENDS_SESSIONS
from lms_identity._model import Account, NewUser, Role, User, UserChange
from lms_identity._passwords import hash_password, is_outdated, verify_password
from lms_identity._users import users
from lms_identity.errors import (
    EmailTaken,
    OwnRights,
    StaleUser,
    UserBusy,
    UserNotFound,
    WrongCredentials,
)
from lms_kernel import (
    Actor,
    FieldError,
    Forbidden,
    Invalid,
    after_response,
    new_id,
    utc_now,
)
from lms_metrics import logins

_TRIES = 5
_RIGHTS = frozenset({"active", "role"})


class Update(Struct, frozen=True):
    """The user as it is now, and the names of the fields that are different."""

    user: User
    changes: tuple[str, ...]

    @property
    def ends_sessions(self) -> bool:
        """Whether those who signed in before have to do so again."""
        return not ENDS_SESSIONS.isdisjoint(self.changes)


async def register(
    new: NewUser, *, role: Role = "student", user_id: str = "", email_verified: bool = False
) -> User:
    """Open an account, announced by UserRegistered; for a known ``user_id`` return the first one.

    ``email_verified`` is for operators, who know whose address it is.

    The first one is returned only to callers who know its password: an id that derives from
    a guessed Idempotency-Key must not show it to anybody else. Raises EmailTaken. Needs a running
    request, or ``request_scope`` around it.
    """
    now = utc_now()
    user = User(
        id=user_id or new_id(),
        email=new.email,
        name=new.name,
        role=role,
        active=True,
        email_verified=email_verified,
        version=1,
        created_at=now,
        updated_at=now,
    )
    added = await users().add(user, await hash_password(new.password))
    if added == user:
        return added
    first = await users().account(user_id=added.id)
    if first is None or not await verify_password(new.password, first.password_hash):
        raise EmailTaken
    return added


async def authenticate(email: str, password: str) -> User:
    """Return the user whose address (normalized) and password these are.

    Raises WrongCredentials, after the same work and with the same words whether the address is
    unknown, the password wrong or the account inactive.
    """
    account = await users().account(email=email)
    is_right = await verify_password(password, account.password_hash if account else None)
    if account is None or not is_right or not account.user.active:
        logins.labels("refused").inc()
        raise WrongCredentials(user_id=account.user.id if account else None)
    if is_outdated(account.password_hash):
        _rehash_later(account, password)
    logins.labels("accepted").inc()
    return account.user


def _rehash_later(account: Account, password: str) -> None:
    """Rehash at the present cost; the response does not wait for it."""

    async def rehash() -> None:
        new = await hash_password(password)
        await users().rehash(account.user.id, old=account.password_hash, new=new)

    after_response(rehash)


async def update(
    user_id: str, change: UserChange, *, by: Actor, versions: Collection[int] | None = None
) -> Update:
    """Change an account on behalf of ``by``, announced by UserUpdated when anything differs.

    An actor who is not the owner is one who may manage accounts: the edge has seen to that.
    ``versions`` are those that the caller may have edited, None for any. Raises UserNotFound,
    StaleUser, OwnRights, Forbidden (a password of somebody else), Invalid (the current password),
    EmailTaken, LastAdmin, UserBusy.
    """
    for _ in range(_TRIES):
        account = await users().account(user_id=user_id)
        if account is None:
            raise UserNotFound
        if versions is not None and account.user.version not in versions:
            raise StaleUser
        differences = _differences(account.user, change)
        changes = (*differences, *(["password"] if change.password is not UNSET else []))
        if not changes:
            return Update(account.user, ())
        await _check(account, change, changes, by=by)
        previous_email = None
        if "email" in differences:
            # By somebody else: its owner has still to show that they read it.
            previous_email = account.user.email
            differences["email_verified"] = False
        user = structs.replace(
            account.user, **differences, version=account.user.version + 1, updated_at=utc_now()
        )
        password_hash = (
            await hash_password(change.password) if change.password is not UNSET else None
        )
        if await users().save(
            user, changes, password_hash=password_hash, previous_email=previous_email
        ):
            return Update(user, changes)
    raise UserBusy


def _differences(user: User, change: UserChange) -> dict[str, object]:
    """Return field -> new value where the change differs from the account."""
    values = {name: getattr(change, name) for name in ("name", "email", "role", "active")}
    return {
        name: value
        for name, value in values.items()
        if value is not UNSET and value != getattr(user, name)
    }


async def _check(
    account: Account, change: UserChange, changes: tuple[str, ...], *, by: Actor
) -> None:
    """Refuse what this actor may not change, or not without showing the password."""
    is_self = by.id == account.user.id
    if is_self and not _RIGHTS.isdisjoint(changes):
        raise OwnRights
    if is_self and "email" in changes:
        message = "must be confirmed first: request the change by POST /api/email-changes"
        raise Invalid(errors=[FieldError("email", message)])
    if is_self and "password" in changes:
        await check_current_password(account, change.current_password)
    elif "password" in changes:
        raise Forbidden("Only its owner may change a password.")


async def check_current_password(account: Account, password: str | UnsetType) -> None:
    """Raise Invalid unless this is the account's password."""
    if password is UNSET:
        message = "is required to change the password"
        raise Invalid(errors=[FieldError("current_password", message)])
    if not await verify_password(password, account.password_hash):
        raise Invalid(errors=[FieldError("current_password", "is not your password")])
