"""Replacing the built-in wording."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from functions.update_template.main import update_template
from lms_kernel import Actor
from lms_letters import compose
from lms_templates import templates
from lms_testing import CapturedEvents, actor, client

ADMIN = actor("admin")
HOLA = {"words": {"es": {"subject": "¡Hola, {{ name }}!"}}}


async def _update(
    body: Any = HOLA, name: str = "welcome", *, as_: Actor = ADMIN, if_match: str = "*"
) -> httpx2.Response:
    async with client(update_template, as_=as_) as http:
        return await http.put(f"/api/templates/{name}", json=body, headers={"If-Match": if_match})


async def test_an_administrator_changes_words(published: CapturedEvents) -> None:
    """The next letter uses it; omitted parts stay; the audit trail records it."""
    answer = await _update({**HOLA, "channels": ["push", "email"]})

    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    body = answer.json()
    assert body["words"]["es"]["subject"] == "¡Hola, {{ name }}!"
    assert body["words"]["es"]["text"] == body["built_in"]["es"]["text"]
    assert (body["channels"], body["overridden"]) == (["push", "email"], ["es"])
    letter = await compose("welcome", "es", name="Ana", link="/courses")
    assert letter.subject == "¡Hola, Ana!"
    (event,) = published
    assert event["type"] == "org.learning.template.updated.v1"
    assert (event["subject"], event["actorid"], event["privileged"]) == (
        "welcome",
        ADMIN.id,
        "true",
    )
    assert event["data"] == {
        "template_id": "welcome",
        "version": 2,
        "changed": ["channels", "words.es.subject"],
    }


async def test_null_takes_the_built_in_words_again() -> None:
    """In one language."""
    await _update()

    body = (await _update({"words": {"es": None}})).json()

    assert body["words"] == body["built_in"]
    assert (body["overridden"], body["version"]) == ([], 3)


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"words": {"es": {"subject": "{{ name"}}}, "words.es.subject", "line 1"),
        (
            {"words": {"ar": {"text": "مرحبًا\n{{ password }}"}}},
            "words.ar.text",
            "line 2: there is no variable password; there are: link, name",
        ),
        ({"words": {"en": {"text": "{{ ''.__class__ }}"}}}, "words.en.text", "line 1"),
        ({"words": {"en": {"text": "{{ cycler }}"}}}, "words.en.text", "cycler"),
        (
            {"words": {"en": {"text": "{% for a in 'x' * 99999 %}{% endfor %}"}}},
            "words.en.text",
            "line 1",
        ),
        ({"words": {"en": {"text": "{{ link }}" * 1000}}}, "words.en.text", "longer than 10,000"),
        ({"words": {"en": {"subject": "Hi\nBcc: a@b.example"}}}, "words.en.subject", "one line"),
        ({"channels": ["email", "email"]}, "channels", "twice"),
        ({"words": {"tlh": {"subject": "nuqneH"}}}, "words.tlh", "not a field"),
        ({"category": "message"}, "category", "not a field"),
    ],
)
async def test_what_cannot_be_used_is_not_kept(
    body: dict[str, Any], field: str, message: str, published: CapturedEvents
) -> None:
    """422 names the field and what is wrong with it; nothing changes."""
    answer = await _update(body)

    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["field"] == field
    assert message in fault["message"]
    assert (await templates().get("welcome")).version == 1
    assert published == []


async def test_a_stale_copy_is_refused() -> None:
    """412 when If-Match names an older version; the newest one goes through."""
    await _update(if_match='"1"')

    assert (await _update(if_match='"1"')).status_code == 412
    assert (await _update(if_match='"2"')).json()["version"] == 3


async def test_there_is_nothing_to_change_in_what_is_not_there() -> None:
    """404: templates come with the code."""
    assert (await _update(name="farewell")).status_code == 404


@pytest.mark.parametrize("role", ["student", "instructor"])
async def test_it_is_for_administrators(role: str) -> None:
    """403 to others."""
    assert (await _update(as_=actor(role))).status_code == 403
    assert (await templates().get("welcome")).version == 1
