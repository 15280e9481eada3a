"""Announcing a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from msgspec.structs import replace
from prometheus_client import REGISTRY

from functions.create_file.main import create_file
from libs.lms_files.tests.fake import FakeFiles, fake_files
from lms_files import purposes
from lms_kernel import Actor, new_id, request_scope
from lms_redis import redis
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


KEY = "a-key-of-the-browser"
COVER = {"purpose": "cover", **PICTURE}


async def test_a_repeat_signs_another_address_for_the_same_file(shelf: FakeFiles) -> None:
    """However late it is, within the day of the key: the first address is dead by then."""
    bucket = shelf.objects
    first = (await _post(COVER, key=KEY)).json()
    bucket.later = timedelta(hours=20)
    assert bucket.put(first["upload"]["url"], b"hello", "image/png") == 403

    again = await _post(COVER, key=KEY)

    assert (again.status_code, again.json()["file"]) == (201, first["file"])
    assert len(shelf.kept) == 1
    assert bucket.put(again.json()["upload"]["url"], b"hello", "image/png") == 200


async def test_no_signed_address_is_kept(shelf: FakeFiles) -> None:
    """Redis has the digest of the request, and nothing that lets others in."""
    url = (await _post(COVER, key=KEY)).json()["upload"]["url"]

    assert url in shelf.objects.announced
    keys = await redis().keys("idempotency:*")
    assert len(keys) == 1
    for key in keys:
        assert "signed" not in str(await redis().get(key))


async def test_a_repeat_with_another_body_is_refused(shelf: FakeFiles) -> None:
    """422, also when the key is forgotten: the file is still that of the first request."""
    assert (await _post(COVER, key=KEY)).status_code == 201
    for forgets in (False, True):
        for changes in ({"bytes": 6}, {"name": "b.png"}, {"purpose": "lesson"}):
            if forgets:
                await redis().delete(*await redis().keys("idempotency:*"))
            answer = await _post({**COVER, **changes}, key=KEY)
            assert answer.status_code == 422
            assert answer.json()["type"] == "/problems/idempotency-key-reused"
    (file,) = shelf.kept.values()
    assert (file.bytes, file.name, file.purpose) == (5, PICTURE["name"], "cover")


async def test_a_repeat_after_the_file_has_arrived_needs_no_address(shelf: FakeFiles) -> None:
    """201 with the file as it is: nothing is left to send."""
    first = (await _post(COVER, key=KEY)).json()["file"]
    async with request_scope():
        stored = await shelf.store(shelf.kept[first["id"]])

    again = (await _post(COVER, key=KEY)).json()

    assert (again["file"]["id"], again.get("upload")) == (stored.id, None)
    assert again["file"]["stored_at"]


async def test_a_repeat_after_the_file_was_deleted_says_so(shelf: FakeFiles) -> None:
    """409, and what to do; nothing comes back to life, and a full quota is not the reason."""
    first = (await _post(COVER, key=KEY)).json()["file"]
    await shelf.discard(shelf.kept[first["id"]])

    again = await _post(COVER, key=KEY)

    assert (again.status_code, again.json()["type"]) == (409, "/problems/file-gone")
    assert "new Idempotency-Key" in again.json()["detail"]
    assert (await _post(COVER, key="another-key")).status_code == 201


async def test_only_what_is_written_down_counts_as_announced(shelf: FakeFiles) -> None:
    """Refusals of a full quota never arrive, and would look like a fault of the bucket."""

    def announced() -> float:
        labels = {"purpose": "cover", "outcome": "announced"}
        return REGISTRY.get_sample_value("lms_uploads_total", labels) or 0

    before = announced()
    await _post(COVER)
    assert announced() == before + 1
    full = shelf.keep(new_id(), OLGA.id, "cover")
    shelf.kept[full.id] = replace(full, bytes=purposes["cover"].quota_bytes)
    assert (await _post(COVER)).status_code == 409
    assert announced() == before + 1


async def test_learners_upload_what_they_hand_in_and_nothing_else() -> None:
    """403 for what is for authors."""
    for purpose in purposes:
        answer = await _post({"purpose": purpose, **PICTURE}, as_=ANA)
        assert answer.status_code == (201 if purpose == "submission" else 403)
        if purpose != "submission":
            assert answer.json()["detail"].startswith("Only people who teach can upload")


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
