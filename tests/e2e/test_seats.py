"""A rush for seats."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.e2e.learners import Learner, make_learners
from tests.e2e.platform import course_fields
from tests.e2e.returning import ask, many_clients

if TYPE_CHECKING:
    import httpx2

    from tests.e2e.platform import Platform

pytestmark = pytest.mark.system

CLAIMS = 1000
SEATS = 30


async def _claim_all(
    platform: Platform, course_id: str, learners: list[Learner]
) -> list[httpx2.Response]:
    body = {"course_id": course_id}
    async with many_clients(platform, len(learners)) as http:
        claims = [ask(http, "POST", "/api/enrollments", as_=each, json=body) for each in learners]
        return await asyncio.gather(*claims)


def _open_course(platform: Platform) -> str:
    with platform.as_role("instructor") as author:
        fields = course_fields(f"Rush {uuid.uuid4().hex[:8]}", capacity=SEATS)
        answer = author.post("/api/courses", json=fields)
    assert answer.status_code == 201, answer.text
    course_id: str = answer.json()["id"]
    return course_id


async def _rush(platform: Platform, learners: list[Learner]) -> tuple[str, list[httpx2.Response]]:
    """Let them all claim a seat of a new course; return the course and each response."""
    course_id = _open_course(platform)
    answers = await _claim_all(platform, course_id, learners)
    assert Counter(each.status_code for each in answers) == {201: SEATS, 409: CLAIMS - SEATS}
    refused = {each.json()["type"] for each in answers if each.status_code == 409}
    assert refused == {"/problems/course-full"}
    return course_id, answers


async def test_a_thousand_claims_on_thirty_seats_make_thirty_learners(platform: Platform) -> None:
    """Thirty succeed and the others learn that it is full, twice; a cancelled seat is one seat."""
    learners = await make_learners(platform, CLAIMS)
    await _rush(platform, learners)
    course_id, answers = await _rush(platform, learners)

    by_outcome = list(zip(learners, answers, strict=True))
    inside, place = next(
        (who, response) for who, response in by_outcome if response.status_code == 201
    )
    outside = [who for who, response in by_outcome if response.status_code == 409][:20]
    with platform.client(headers=inside.headers) as http:
        path = f"/api/enrollments/{place.json()['id']}"
        assert http.delete(path).status_code == 204
        assert http.delete(path).status_code == 204
    again = await _claim_all(platform, course_id, outside)
    assert Counter(each.status_code for each in again) == {201: 1, 409: len(outside) - 1}
