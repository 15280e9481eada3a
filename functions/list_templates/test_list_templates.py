"""Listing the letters the platform writes."""

from __future__ import annotations

import httpx2
import pytest

from functions.list_templates.main import list_templates
from lms_kernel import Actor
from lms_templates import template_ids
from lms_testing import actor, client
from lms_testing.templates import change, spanish

ADMIN = actor("admin")


async def _list(as_: Actor = ADMIN, *, known: str = "") -> httpx2.Response:
    async with client(list_templates, as_=as_) as http:
        return await http.get("/api/templates", headers={"If-None-Match": known})


async def test_all_templates_are_listed() -> None:
    """With the variables, the channels, and the languages with a customized wording."""
    await change("enrollment-confirmed", spanish("¡Dentro!"))

    answer = await _list()

    assert answer.status_code == 200
    listed = {each["id"]: each for each in answer.json()}
    assert tuple(listed) == template_ids()
    assert listed["welcome"] == {
        "id": "welcome",
        "about": "Greets somebody who has just opened an account.",
        "category": "account",
        "variables": [
            {"name": "name", "sample": "Ana Lima", "is_optional": False},
            {
                "name": "link",
                "sample": "https://learning.example.org/courses",
                "is_optional": False,
            },
        ],
        "channels": ["email"],
        "has_fixed_channels": False,
        "overridden": [],
        "version": 1,
        "updated_at": None,
    }
    assert listed["enrollment-confirmed"]["overridden"] == ["es"]
    assert listed["enrollment-confirmed"]["version"] == 2


async def test_an_unchanged_list_is_not_sent_again() -> None:
    """304 until something changes."""
    tag = (await _list()).headers["etag"]

    assert (await _list(known=tag)).status_code == 304
    await change("welcome", spanish("¡Hola!"))
    assert (await _list(known=tag)).status_code == 200


@pytest.mark.parametrize("role", ["student", "instructor"])
async def test_it_is_for_administrators(role: str) -> None:
    """403 to others."""
    assert (await _list(actor(role))).status_code == 403
