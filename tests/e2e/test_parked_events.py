"""An event that the broker refuses, from the outbox to an operator, on the whole platform."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import psycopg

from tests.e2e.platform import eventually

if TYPE_CHECKING:
    from tests.e2e.platform import Platform

JSON = {"Accept": "application/json"}


def test_a_refused_event_is_parked_shown_and_released(platform: Platform) -> None:
    """Of five in the outbox four leave; the fifth is on the local page, and leaves once fixed."""
    subject = f"story-{uuid.uuid4().hex[:8]}"
    events = [_event(subject) for _ in range(5)]
    bad = events[2]
    del bad["specversion"]
    with _database(platform) as database:
        for each in events:
            database.execute(
                "INSERT INTO outbox (id, envelope, created_at)"
                " VALUES (%s, %s, now() - interval '1 minute')",
                (each["id"], json.dumps(each)),
            )

    assert platform.tick("relay-outbox") == 204
    eventually(lambda: _told(platform, subject) == 4)

    with platform.client(headers=JSON) as http:
        page = http.get("/_local/parked-events")
    assert page.status_code == 200, page.text
    (shown,) = [each for each in page.json()["items"] if each["id"] == bad["id"]]
    assert (shown["store"], "specversion" in shown["reason"]) == ("postgres", True)

    with _database(platform) as database:
        database.execute(
            """UPDATE outbox SET envelope = envelope || '{"specversion": "1.0"}' WHERE id = %s""",
            (bad["id"],),
        )
    with platform.as_role("admin") as admin:
        released = admin.post(f"/api/parked-events/{bad['id']}/release")
    assert released.status_code == 202, released.text
    eventually(lambda: _told(platform, subject) == 5)
    eventually(lambda: _audited(platform, bad["id"]) == ["org.learning.event.released.v1"])

    with platform.as_role("student") as student:
        assert student.get("/api/parked-events").status_code == 403


def test_the_page_s_button_releases(platform: Platform) -> None:
    """Pressed before anything is fixed, it gets the same refusal, which is counted."""
    bad = _event(f"story-{uuid.uuid4().hex[:8]}")
    del bad["specversion"]
    with _database(platform) as database:
        database.execute(
            "INSERT INTO outbox (id, envelope, parked_at, refusal, refusals)"
            " VALUES (%s, %s, now(), 'as before', 1)",
            (bad["id"], json.dumps(bad)),
        )

    with platform.client(headers=JSON) as http:
        pressed = http.post(f"/_local/parked-events/{bad['id']}/release")
    assert pressed.json() == {"status": 202}

    def counted() -> bool:
        with platform.client(headers=JSON) as http:
            items = http.get("/_local/parked-events").json()["items"]
        return [each["refusals"] for each in items if each["id"] == bad["id"]] == [2]

    eventually(counted)
    with _database(platform) as database:
        database.execute("DELETE FROM outbox WHERE id = %s", (bad["id"],))


def _event(subject: str) -> dict[str, Any]:
    """Return an event without subscribers."""
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "/tests/e2e",
        "type": "org.learning.test.parked.v1",
        "subject": subject,
        "time": "2026-01-01T00:00:00.000000Z",
        "data": {},
    }


def _told(platform: Platform, subject: str) -> int:
    """Count the events of a subject that the broker accepted."""
    return sum(each["subject"] == subject for each in platform.status()["events"])


def _database(platform: Platform) -> psycopg.Connection[Any]:
    return psycopg.connect(platform.environment()["DATABASE_URL"])


def _audited(platform: Platform, event_id: str) -> list[str]:
    with _database(platform) as database:
        rows = database.execute("SELECT type FROM audit_trail WHERE subject = %s", (event_id,))
        return [kind for (kind,) in rows]
