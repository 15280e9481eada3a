"""Seeing a lesson's text before it is saved."""

from __future__ import annotations

from typing import Any

import httpx2
import msgspec
import pytest

from functions.preview_lesson.main import preview_lesson
from lms_courses import NewCourse
from lms_kernel import Actor
from lms_markdown import LessonText, to_html
from lms_testing import actor, client


async def _preview(body: Any, *, as_: Actor | None) -> httpx2.Response:
    async with client(preview_lesson, as_=as_) as http:
        return await http.post("/api/lesson-previews", json=body)


@pytest.mark.parametrize("role", ["instructor", "admin"])
async def test_a_text_is_shown_as_its_readers_would_see_it(role: str) -> None:
    """The same HTML that the lesson will have."""
    text = "# Soil\n\n$x^2$ <script>alert(1)</script>"

    answer = await _preview({"body": text}, as_=actor(role))

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.json() == {"html": to_html(text)}
    assert "<math>" in answer.text
    assert "<script" not in answer.text


async def test_an_empty_text_is_shown_empty() -> None:
    """A new lesson begins with one."""
    assert (await _preview({"body": ""}, as_=actor("instructor"))).json() == {"html": ""}


@pytest.mark.parametrize(
    "body", [{}, {"body": None}, {"body": "a" * 100_001}, {"body": "", "b": 1}]
)
async def test_what_cannot_be_stored_is_not_shown(body: dict[str, Any]) -> None:
    """422, like the lesson itself."""
    assert (await _preview(body, as_=actor("instructor"))).status_code == 422


async def test_it_is_for_those_who_write_lessons() -> None:
    """401 for strangers, 403 for students."""
    assert (await _preview({"body": "a"}, as_=None)).status_code == 401
    assert (await _preview({"body": "a"}, as_=actor("student"))).status_code == 403


def test_previews_have_the_limit_of_lessons() -> None:
    """A text that can be previewed can be stored, and the other way round."""
    _, shapes = msgspec.json.schema_components((NewCourse, LessonText))
    lesson, preview = (shapes[name]["properties"]["body"] for name in ("Lesson", "LessonText"))

    (stored,) = (each for each in lesson["anyOf"] if each["type"] == "string")
    for limit in ("maxLength", "pattern"):
        assert stored[limit] == preview[limit]
