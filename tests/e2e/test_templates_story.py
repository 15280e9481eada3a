"""An administrator's wording, from the form to somebody's inbox."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from tests.e2e.platform import eventually

if TYPE_CHECKING:
    import httpx2

    from tests.e2e.platform import Platform

# Time for a cold start of each function on the way, on a busy machine.
SOON = 60
LETTER = "/api/templates/enrollment-confirmed"


def version_of(answer: httpx2.Response) -> str:
    """Return the strong tag of what was read."""
    return f'"{answer.json()["version"]}"'


def test_an_administrator_changes_a_letter(platform: Platform) -> None:
    """Previewed, saved, sent to the next learner, reset; all of it is in the audit trail."""
    subject = f"Seat {uuid.uuid4().hex[:8]}: {{{{ course_title }}}}"
    words = {"subject": subject}
    with platform.as_role("admin") as admin:
        seen = admin.get(LETTER)
        tried = admin.post(f"{LETTER}/preview", json={"language": "en", "words": words})
        refused = admin.put(LETTER, json={"words": {"en": {"text": "{{ ''.__class__ }}"}}})
        # The response was compressed, so its tag is weak and matches nothing (RFC 9110, 13.1.1).
        change = {"words": {"en": words}}
        weak = admin.put(LETTER, json=change, headers={"If-Match": f"W/{version_of(seen)}"})
        saved = admin.put(LETTER, json=change, headers={"If-Match": version_of(seen)})
        late = admin.put(LETTER, json=change, headers={"If-Match": version_of(seen)})
    assert tried.json()["subject"] == subject.replace("{{ course_title }}", "Practical SQL")
    assert [each["field"] for each in refused.json()["errors"]] == ["words.en.text"]
    assert [each.status_code for each in (refused, weak, saved, late)] == [422, 412, 200, 412]

    email = f"eva.{uuid.uuid4().hex[:8]}@example.org"
    account = {"email": email, "password": "a long enough password", "name": "{{ 7*7 }}"}
    with platform.client() as http:
        assert http.post("/api/auth/register", json=account).status_code == 201
        found = http.get("/api/courses", params={"q": "python"}).json()["items"]
        course = next(each for each in found if each["price"]["amount"] == 0)
    with platform.sign_in(email, "a long enough password") as eva:
        assert eva.post("/api/enrollments", json={"course_id": course["id"]}).status_code == 201

    expected = subject.replace("{{ course_title }}", course["title"])

    def is_there() -> bool:
        return any(
            email in str(mail["to"]) and mail["subject"] == expected and "{{ 7*7 }}" in mail["text"]
            for mail in platform.inbox()
        )

    eventually(is_there, within_seconds=SOON)
    with platform.as_role("admin") as admin:
        assert admin.delete(LETTER).status_code == 204
        after = admin.get(LETTER).json()
    assert after["words"] == after["built_in"]
    eventually(lambda: _audited(platform) == ["reset", "updated"], within_seconds=SOON)


def _audited(platform: Platform) -> list[str]:
    import psycopg

    with psycopg.connect(platform.environment()["DATABASE_URL"]) as connection:
        query = "SELECT type FROM audit_trail WHERE subject = 'enrollment-confirmed' ORDER BY 1"
        return [str(kind).split(".")[3] for (kind,) in connection.execute(query)]
