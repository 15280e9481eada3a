"""Announcing a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from functions.create_file.main import create_file
from libs.lms_files.tests.fake import FakeFiles, fake_files
from lms_files import purposes
from lms_kernel import Actor
from lms_testing import actor, client

ANA, OLGA = actor("student", "ana"), actor("instructor", "olga")
PICTURE = {"name": "Größe.png", "content_type": "image/png", "bytes": 5}


@pytest.fixture(autouse=True)
def shelf() -> Iterator[FakeFiles]:
    """Let Ana and Olga have accounts."""
    with fake_files() as fake:
        fake.add_person(ANA.id)
        fake.add_person(OLGA.id, "instructor")
        yield fake


async def _post(body: Any, *, as_: Actor = OLGA, key: str = "") -> httpx2.Response:
    headers = {"Idempotency-Key": key} if key else {}
    async with client(create_file, as_=as_) as http:
        return await http.post("/api/files", json=body, headers=headers)


async def test_a_file_is_announced_and_its_upload_signed(shelf: FakeFiles) -> None:
    """201: the address takes exactly this type and length, once; the name is no part of it."""
    answer = await _post({"purpose": "cover", **PICTURE})

    body = answer.json()
    file, upload = body["file"], body["upload"]
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/files/{file['id']}"
    assert (file["name"], file["owner_id"]) == ("Größe.png", OLGA.id)
    assert file.get("stored_at") is None
    assert upload["method"] == "PUT"
    assert "png" not in upload["url"]
    bucket = shelf.objects
    assert bucket.put(upload["url"], b"hello!", "image/png") == 403
    assert bucket.put(upload["url"], b"hello", "text/html") == 403
    assert bucket.put(upload["url"], b"hello", upload["headers"]["Content-Type"]) == 200
    assert bucket.put(upload["url"], b"HELLO", "image/png") == 412


async def test_a_repeat_signs_another_address_for_the_same_file(shelf: FakeFiles) -> None:
    """One file, however often a browser asks."""
    first = await _post({"purpose": "cover", **PICTURE}, key="a-key-of-the-browser")
    again = await _post({"purpose": "cover", **PICTURE}, key="a-key-of-the-browser")

    assert first.json()["file"]["id"] == again.json()["file"]["id"]
    assert len(shelf.kept) == 1


async def test_learners_upload_what_they_hand_in_and_nothing_else() -> None:
    """403 for what is for authors."""
    for purpose in purposes:
        answer = await _post({"purpose": purpose, **PICTURE}, as_=ANA)
        assert answer.status_code == (201 if purpose == "submission" else 403)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"content_type": "image/svg+xml"}, ["content_type"]),
        ({"content_type": "text/html"}, ["content_type"]),
        ({"content_type": "image/png; charset=x"}, ["content_type"]),
        ({"bytes": 10_000_001}, ["bytes"]),
        ({"bytes": 0}, ["bytes"]),
        ({"name": ""}, ["name"]),
        ({"name": "two\nlines.png"}, ["name"]),
        ({"purpose": "avatar"}, ["purpose"]),
        ({"owner_id": ANA.id}, ["owner_id"]),
    ],
)
async def test_what_does_not_fit_names_its_fault(
    shelf: FakeFiles, changes: dict[str, Any], fields: list[str]
) -> None:
    """422, and nothing is written down or signed."""
    answer = await _post({"purpose": "cover", **PICTURE, **changes})

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == fields
    assert (shelf.kept, shelf.objects.announced) == ({}, {})


async def test_a_full_quota_is_a_conflict() -> None:
    """409, and it says what there is room for."""
    body = {"purpose": "submission", **PICTURE, "bytes": purposes["submission"].most_bytes}
    most = purposes["submission"].quota_bytes // purposes["submission"].most_bytes
    answers = [(await _post(body, as_=ANA)).status_code for _ in range(most + 1)]

    assert answers == [201] * most + [409]


async def test_without_the_store_nothing_is_written_down(shelf: FakeFiles) -> None:
    """503."""
    shelf.objects.is_away = True

    assert (await _post({"purpose": "cover", **PICTURE})).status_code == 503
    assert shelf.kept == {}
