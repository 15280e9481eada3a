"""Seeing a letter before its wording is saved."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from functions.preview_template.main import preview_template
from lms_kernel import Actor
from lms_templates import templates
from lms_testing import CapturedEvents, actor, client

ADMIN = actor("admin")


async def _preview(body: Any, name: str = "welcome", *, as_: Actor = ADMIN) -> httpx2.Response:
    async with client(preview_template, as_=as_) as http:
        return await http.post(f"/api/templates/{name}/preview", json=body)


async def test_the_letter_is_shown_as_it_would_be() -> None:
    """With sample values, as text, in its short version, and as HTML."""
    answer = await _preview({"language": "ar"})

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    body = answer.json()
    assert set(body) == {"subject", "text", "short", "html"}
    assert body["subject"] == "مرحبًا بك في منصة التعلّم"
    assert "مرحبًا Ana Lima،" in body["text"]
    assert '<html lang="ar" dir="rtl">' in body["html"]


async def test_words_and_values_are_tried(published: CapturedEvents) -> None:
    """And neither saved nor announced."""
    body = (
        await _preview(
            {
                "language": "es",
                "words": {"subject": "¡Ven, {{ name|upper }}!"},
                "values": {"name": "<script>alert(1)</script> {{ 7*7 }}"},
            }
        )
    ).json()

    assert body["subject"] == "¡Ven, <SCRIPT>ALERT(1)</SCRIPT> {{ 7*7 }}!"
    assert "&lt;SCRIPT&gt;ALERT(1)&lt;/SCRIPT&gt; {{ 7*7 }}" in body["html"]
    assert "<script" not in body["html"].lower()
    assert (await templates().get("welcome")).version == 1
    assert published == []


async def test_a_list_is_tried_too() -> None:
    """Such as the list in a digest."""
    items = [{"subject": "One", "text": "", "link": "https://a.example/1"}]
    answer = await _preview({"values": {"items": items, "count": 1}}, "digest")

    assert answer.json()["subject"] == "One new message on the Learning Platform"
    assert '<a href="https://a.example/1"' in answer.json()["html"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"words": {"text": "{{ password }}"}}, "words.text"),
        ({"words": {"subject": "{% for a in name %}"}}, "words.subject"),
        ({"words": {"subject": "a\nb"}}, "words.subject"),
        ({"words": {"title": "a"}}, "words.title"),
        ({"values": {"password": "x"}}, "values.password"),
        ({"values": {"name": 5}}, "values.name"),
        ({"language": "tlh"}, "language"),
    ],
)
async def test_what_cannot_be_used_is_named(body: dict[str, Any], field: str) -> None:
    """422, like the change itself."""
    answer = await _preview(body)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_there_is_no_preview_of_what_is_not_there() -> None:
    """404."""
    assert (await _preview({}, "farewell")).status_code == 404


@pytest.mark.parametrize("role", ["student", "instructor"])
async def test_it_is_for_administrators(role: str) -> None:
    """403 to others."""
    assert (await _preview({}, as_=actor(role))).status_code == 403
