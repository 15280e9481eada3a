"""Sessions end when rights or the password change."""

from __future__ import annotations

import pytest

from functions.revoke_sessions.main import revoke_sessions
from lms_access import sessions
from lms_identity import UserUpdated
from lms_kernel import new_id
from lms_testing import deliver, event

ANA = new_id()


def _updated(*changes: str, version: int = 2) -> dict[str, object]:
    return event(
        UserUpdated(
            user_id=ANA,
            email="ana@example.org",
            name="Ana",
            role="student",
            active=True,
            version=version,
            changes=list(changes),
        )
    )


@pytest.mark.parametrize("change", ["role", "active", "password", "email"])
async def test_a_change_of_rights_password_or_address_ends_every_session(change: str) -> None:
    """Handled with an empty 2xx."""
    opened = [await sessions().open(ANA, "student", version=1) for _ in range(2)]
    answer = await deliver(revoke_sessions, _updated("name", change))
    assert (answer.status_code, answer.content) == (204, b"")
    assert [await sessions().alive(each.session.id) for each in opened] == [None, None]


async def test_another_change_ends_no_session() -> None:
    """A new name is no reason to sign in again."""
    opened = await sessions().open(ANA, "student", version=1)
    assert (await deliver(revoke_sessions, _updated("name", "email_verified"))).status_code == 204
    assert await sessions().alive(opened.session.id)


async def test_a_late_event_ends_no_session_of_the_changed_account() -> None:
    """Anyone who has signed in since then knew the new password."""
    opened = await sessions().open(ANA, "student", version=2)
    assert (await deliver(revoke_sessions, _updated("password"))).status_code == 204
    assert await sessions().alive(opened.session.id)


async def test_events_out_of_order_end_what_they_must() -> None:
    """When the newer change comes first, the older one changes nothing."""
    opened = await sessions().open(ANA, "student", version=2)
    await deliver(revoke_sessions, _updated("role", version=3))
    assert await sessions().alive(opened.session.id) is None
    newer = await sessions().open(ANA, "instructor", version=3)
    await deliver(revoke_sessions, _updated("role", version=2))
    assert await sessions().alive(newer.session.id)


async def test_an_event_that_cannot_be_read_is_dead_lettered() -> None:
    """422: a retry would not help."""
    broken = {**_updated("role"), "data": {"user_id": ANA}}
    assert (await deliver(revoke_sessions, broken)).status_code == 422
