"""Recording privileged writes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.record_audit_event.main import record_audit_event
from lms_audit import audit_trail
from lms_enrollments import EnrollmentCancelled
from lms_kernel import new_id, request_scope
from lms_redis import redis
from lms_testing import actor, deliver, event
from lms_testing.audit import FakeAuditTrail

ADMIN = actor("admin")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def trail() -> Iterator[FakeAuditTrail]:
    """Return the trail of this test alone."""
    fake = FakeAuditTrail()
    with audit_trail.override(fake):
        yield fake


@pytest.fixture
async def written() -> dict[str, object]:
    """Return the event of an admin's write."""
    async with request_scope(
        function="cancel_enrollment", traceparent=f"00-{TRACE}-00f067aa0ba902b7-01"
    ) as context:
        context.actor = ADMIN
        return event(
            EnrollmentCancelled(
                enrollment_id=new_id(),
                user_id=new_id(),
                course_id=new_id(),
                course_title="Gardening",
            )
        )


async def test_a_privileged_write_is_kept(
    trail: FakeAuditTrail, written: dict[str, object]
) -> None:
    """204; the entry says who did what to whom, in which role, when, and under which trace."""
    answer = await deliver(record_audit_event, written)

    assert (answer.status_code, answer.content) == (204, b"")
    entry = trail.entries[str(written["id"])]
    assert (entry.actor_id, entry.actor_role) == (ADMIN.id, "admin")
    assert (entry.type, entry.subject) == (written["type"], written["subject"])
    assert (entry.source, entry.trace_id) == ("/functions/cancel_enrollment", TRACE)
    assert entry.data == written["data"]
    assert entry.happened_at.isoformat().replace("+00:00", "Z") == written["time"]


async def test_a_redelivery_adds_nothing(trail: FakeAuditTrail, written: dict[str, object]) -> None:
    """Even after a crash in which the first delivery was forgotten."""
    await deliver(record_audit_event, written)
    for key in await redis().keys("handled:*"):
        await redis().delete(key)
    await deliver(record_audit_event, written)

    assert len(trail.entries) == 1


async def test_an_event_that_hides_its_actor_is_dead_lettered(
    trail: FakeAuditTrail, written: dict[str, object]
) -> None:
    """422 rather than an entry that names nobody."""
    anonymous = {name: written[name] for name in written if name != "actorid"}

    assert (await deliver(record_audit_event, anonymous)).status_code == 422
    assert trail.entries == {}
