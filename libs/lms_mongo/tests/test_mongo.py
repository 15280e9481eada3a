"""The MongoDB client without a server: what it promises before it connects."""

from __future__ import annotations

from datetime import UTC, datetime

import bson
import pymongo.errors
import pytest
from bson.datetime_ms import DatetimeMS
from prometheus_client import REGISTRY

from lms_kernel import Unavailable, close_providers
from lms_mongo import MongoSettings, client, collection, mongo_errors

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _address() -> object:
    with MongoSettings.override(mongodb_url="mongodb://127.0.0.1:1/school?connect=false") as given:
        yield given


async def test_writes_are_journaled_by_a_majority() -> None:
    """What is acknowledged survives the loss of a member; times come back aware."""
    courses = collection("courses")
    assert courses.write_concern.document == {"w": "majority", "j": True}
    assert courses.database.name == "school"
    assert courses.codec_options.tz_aware
    await close_providers()


async def test_a_collection_is_made_once_for_each_client() -> None:
    """After the client is closed there is one of the next client, not of the closed one."""
    first = collection("courses")
    assert collection("courses") is first
    assert collection("users") is not first
    await close_providers()
    assert collection("courses").database.client is client()
    assert collection("courses") is not first
    await close_providers()


@pytest.mark.parametrize("milliseconds", [253_402_300_800_000, -62_135_596_800_001, 2**63 - 1])
async def test_a_date_that_python_has_not_fails_no_other_document(milliseconds: int) -> None:
    """BSON's dates are 64 bits of milliseconds, its texts UTF-8; what is neither is read around."""
    document = {"_id": "1", "created_at": DatetimeMS(milliseconds), "title": "Caf\xe9"}
    raw = bson.encode(document).replace("\xe9".encode(), b"\xe9\xe9")
    with pytest.raises(bson.errors.InvalidBSON):
        bson.decode(raw)
    read = bson.decode(raw, collection("courses").codec_options)
    assert read == {**document, "title": "Caf\ufffd\ufffd"}
    assert bson.decode(bson.encode({"at": NOW}), collection("courses").codec_options) == {"at": NOW}
    await close_providers()


async def test_a_database_without_a_name_is_learning() -> None:
    """The address of a server is enough."""
    with MongoSettings.override(mongodb_url="mongodb://127.0.0.1:1/?connect=false"):
        assert collection("courses").database.name == "learning"
        assert client() is client()
        await close_providers()


@pytest.mark.parametrize(
    "fault",
    [
        pymongo.errors.ServerSelectionTimeoutError("nobody there"),
        pymongo.errors.AutoReconnect("gone"),
        pymongo.errors.NetworkTimeout("slow"),
        pymongo.errors.ExecutionTimeout("slow"),
    ],
)
async def test_an_outage_is_unavailable(fault: Exception) -> None:
    """The caller learns when to come back, not which exception the driver has."""
    with pytest.raises(Unavailable):
        async with mongo_errors("test"):
            raise fault


async def test_other_faults_keep_their_name() -> None:
    """A taken key is for the context to name."""
    with pytest.raises(pymongo.errors.DuplicateKeyError):
        async with mongo_errors("test"):
            raise pymongo.errors.DuplicateKeyError("slug")


async def test_every_query_is_timed() -> None:
    """Under its name, whatever came of it."""

    def count() -> float | None:
        labels = {"store": "mongodb", "query": "timed", "outcome": "ok"}
        return REGISTRY.get_sample_value("store_query_duration_seconds_count", labels)

    assert count() is None
    async with mongo_errors("timed"):
        pass
    assert count() == 1
