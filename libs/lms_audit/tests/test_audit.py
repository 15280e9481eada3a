"""How an entry is read out of an event."""

from __future__ import annotations

from typing import Any

import pytest

from lms_audit import AuditEntry
from lms_kernel import Invalid

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
ATTRIBUTES: dict[str, Any] = {
    "specversion": "1.0",
    "id": "018f0000-0000-7000-8000-000000000000",
    "source": "/functions/update_user",
    "type": "org.learning.user.updated.v1",
    "subject": "018f0000-0000-7000-8000-000000000001",
    "time": "2026-11-22T10:00:00.000001Z",
    "actorid": "018f0000-0000-7000-8000-000000000002",
    "actorrole": "admin",
    "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01",
    "requestid": "r-1",
    "privileged": "true",
}


def test_an_entry_says_who_did_what_and_when() -> None:
    """Every part of an entry comes from the event that announced the write."""
    entry = AuditEntry.of(ATTRIBUTES, {"role": "instructor"})

    assert entry.id == ATTRIBUTES["id"]
    assert (entry.actor_id, entry.actor_role) == (ATTRIBUTES["actorid"], "admin")
    assert (entry.type, entry.subject) == (ATTRIBUTES["type"], ATTRIBUTES["subject"])
    assert entry.source == "/functions/update_user"
    assert (entry.trace_id, entry.request_id) == (TRACE, "r-1")
    assert entry.data == {"role": "instructor"}
    assert entry.happened_at.isoformat() == "2026-11-22T10:00:00.000001+00:00"


def test_a_write_without_trace_or_subject_is_kept() -> None:
    """Trace and subject are optional attributes; their absence is an empty text."""
    bare = {name: ATTRIBUTES[name] for name in ATTRIBUTES if name not in {"traceparent", "subject"}}
    del bare["requestid"]

    entry = AuditEntry.of(bare, {})

    assert (entry.trace_id, entry.request_id, entry.subject) == ("", "", "")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"actorid": None}, "actor_id"),
        ({"actorrole": None}, "actor_role"),
        ({"time": None}, "happened_at"),
        ({"time": "2026-11-22T10:00:00"}, "happened_at"),
        ({"id": ""}, "id"),
    ],
)
def test_an_event_that_hides_who_or_when_is_refused(changes: dict[str, Any], field: str) -> None:
    """An event that does not say who acted, or when, names the fault instead of being kept."""
    with pytest.raises(Invalid) as refused:
        AuditEntry.of({**ATTRIBUTES, **changes}, {})

    assert [each.field for each in refused.value.errors] == [field]


def test_whoever_fails_to_sign_in_is_nobody_yet() -> None:
    """Only a privileged write must have somebody who did it."""
    unsigned = ("actorid", "actorrole", "privileged")
    failed = {name: ATTRIBUTES[name] for name in ATTRIBUTES if name not in unsigned}

    entry = AuditEntry.of(failed, {"user_id": None})

    assert (entry.actor_id, entry.actor_role) == ("anonymous", "anonymous")


def test_data_that_is_no_object_is_refused() -> None:
    """The platform's events carry JSON objects; anything else is not ours."""
    with pytest.raises(Invalid):
        AuditEntry.of(ATTRIBUTES, "text")
