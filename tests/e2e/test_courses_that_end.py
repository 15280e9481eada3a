"""Courses that end, through the gateway: learners are told, and keep or lose what they had."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from tests.e2e.learners import make_learners
from tests.e2e.platform import course_fields, eventually

if TYPE_CHECKING:
    from tests.e2e.platform import Platform


@pytest.mark.parametrize("is_archived", [True, False])
async def test_learners_are_told_that_their_course_ended(
    platform: Platform, *, is_archived: bool
) -> None:
    """An archived course stays readable for them; a deleted one ends their enrollment by name."""
    (learner, stranger) = await make_learners(platform, 2)
    title = f"Ending {uuid.uuid4().hex[:8]}"
    with platform.as_role("instructor") as author, platform.client() as http:
        fields = course_fields(title)
        course = author.post("/api/courses", json=fields).json()
        path = f"/api/courses/{course['slug']}"

        def enroll() -> bool:
            body = {"course_id": course["id"]}
            answer = http.post("/api/enrollments", json=body, headers=learner.headers)
            return answer.status_code in {201, 409}

        eventually(enroll, within_seconds=10)
        if is_archived:
            author.put(path, json={"status": "archived"}).raise_for_status()
        else:
            author.delete(path).raise_for_status()

        def enrollment() -> dict[str, str]:
            mine = http.get("/api/enrollments", headers=learner.headers).json()
            found: dict[str, str] = mine["items"][0]
            return found

        subject = f"{'Archived' if is_archived else 'A course has ended'}: {title}"
        eventually(
            lambda: any(
                learner.email in str(mail["to"]) and mail["subject"] == subject
                for mail in platform.inbox()
            ),
            within_seconds=30,
        )
        seen = [
            http.get(path, headers=headers).status_code
            for headers in (learner.headers, stranger.headers, {})
        ]
        if is_archived:
            assert seen == [200, 404, 404]
            assert (enrollment()["status"], enrollment()["course_status"]) == ("active", "archived")
        else:
            assert seen == [404, 404, 404]
            assert (enrollment()["status"], enrollment()["end_reason"]) == (
                "ended",
                "course-deleted",
            )
            heir = author.post("/api/courses", json=fields).json()
            assert heir["slug"] != course["slug"]


def test_a_title_that_looks_like_an_id_has_an_address(platform: Platform) -> None:
    """RFC 9562: what looks like a UUID is still a title, for the API and as a page."""
    title = str(uuid.uuid4())
    with platform.as_role("instructor") as author, platform.client() as http:
        fields = course_fields(title)
        course = author.post("/api/courses", json=fields).json()

        assert http.get(f"/api/courses/{course['slug']}").json()["id"] == course["id"]
        assert title in http.get(f"/courses/{course['slug']}").text
