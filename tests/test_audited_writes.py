"""Every write with more than a learner's permissions leaves an entry in the audit trail.

The endpoint table says which those are: whatever is not a GET and is open to an administrator, an
instructor or a program. `record_audit_event` keeps each event that is marked
``privileged``; what is asked here is that there is one, and that it says who did it.
"""

from __future__ import annotations

import re

import pytest

from lms_audit import AuditEntry
from lms_kernel import Invalid
from lms_notifications import Receipt, deliver
from lms_testing.access import bearer
from tests.attacks import ENDPOINTS, PEOPLE, furnish, send
from tests.world import world
from tools.openapi.examples import ID

# Writes on one's own things alone are no privilege, whoever does them; what is public has nobody.
_OWN = re.compile(r"^(own|public|enrolled$|recipient|refresh|session|signed|self$|link|anyone)")
# Show what a lesson or a letter would look like, and store nothing.
_WRITES_NOTHING = {"preview_lesson", "preview_template"}
PRIVILEGED = {
    f"{one.method} {path}": (one, path)
    for one in ENDPOINTS
    for path in one.paths
    if one.method not in {"GET", "HEAD"} and one.name not in _WRITES_NOTHING
    if not _OWN.match(one.access) or "admin" in one.access
}


async def make_way(function: str) -> None:
    """Let there be something to do: words of a template to take back, a message that failed."""
    if function == "reset_template":
        one, path = PRIVILEGED["PUT /api/templates/{id}"]
        await send(one, path, Authorization=await bearer(PEOPLE["admin"]))
    if function == "replay_notification":
        with pytest.raises(Invalid):
            await deliver(ID, "email", _refuse)


async def _refuse(_: object) -> Receipt:
    raise Invalid("550 no such user")


def test_the_table_is_not_empty() -> None:
    """The words of func.yaml are matched: were they others, nothing would be tested."""
    assert {
        "DELETE /api/courses/{id}",
        "POST /api/announcements",
        "POST /api/parked-events/{id}/release",
        "PUT /api/templates/{id}",
        "PUT /api/users/{id}",
    } <= set(PRIVILEGED)


@pytest.mark.parametrize("route", sorted(PRIVILEGED))
async def test_a_privileged_write_is_an_entry(route: str) -> None:
    """Of an administrator, about what somebody else has."""
    one, path = PRIVILEGED[route]
    admin = PEOPLE["admin"]
    with world(PEOPLE.values()) as published:
        await furnish()
        await make_way(one.name)
        published.clear()
        response = await send(one, path, Authorization=await bearer(admin))
        assert response.status_code < 300, response.text

    entries = [
        AuditEntry.of(event, event["data"])
        for event in published
        if event.get("privileged") == "true"
    ]
    assert entries, published
    assert {(each.actor_id, each.actor_role) for each in entries} == {(admin.id, "admin")}
    assert all(each.request_id == response.headers["x-request-id"] for each in entries)
