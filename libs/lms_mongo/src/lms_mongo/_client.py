"""The client, opened on first use, and the mapping of its errors."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Annotated, Any

import pymongo
import pymongo.errors
from bson.codec_options import CodecOptions, DatetimeConversion
from msgspec import Meta
from pymongo import AsyncMongoClient, WriteConcern

from lms_kernel import Provider, Unavailable
from lms_metrics import show_pool
from lms_mongo._pools import PoolCounts
from lms_settings import Settings, authority
from lms_traces import timed_query

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from pymongo.asynchronous.collection import AsyncCollection

    from lms_metrics import QueryOutcome

    Document = dict[str, Any]


class MongoSettings(Settings, frozen=True):
    """Where MongoDB is, and how long a request waits for it."""

    mongodb_url: str
    lms_mongo_pool_max: Annotated[int, Meta(ge=1, le=100)] = 10
    lms_mongo_wait_seconds: Annotated[float, Meta(gt=0, le=25)] = 3.0


# Reading is no stricter than MongoDB is (decision 0049): one date of the year 10000, or one text
# that is not UTF-8, must not fail every other document of the batch.
_CODEC: CodecOptions[Document] = CodecOptions(
    tz_aware=True,
    tzinfo=UTC,
    datetime_conversion=DatetimeConversion.DATETIME_AUTO,
    unicode_decode_error_handler="replace",
)

_OUTAGES = (
    pymongo.errors.ConnectionFailure,
    pymongo.errors.ExecutionTimeout,
    pymongo.errors.WaitQueueTimeoutError,
    pymongo.errors.WTimeoutError,
)
# The server's own failures, which no caller caused: InternalError, OutOfDiskSpace.
_FAILURES = frozenset({1, 14031})


def _open() -> AsyncMongoClient[Document]:
    settings = MongoSettings.current()
    wait = int(settings.lms_mongo_wait_seconds * 1000)
    ca_file = authority()
    encrypted: dict[str, Any] = {"tls": True, "tlsCAFile": ca_file} if ca_file else {}
    counts = PoolCounts()
    show_pool(
        "mongodb",
        {
            "idle": lambda: counts.open - counts.used,
            "used": lambda: counts.used,
            "waiting": lambda: counts.waiting,
        },
    )
    return AsyncMongoClient(
        settings.mongodb_url,
        maxPoolSize=settings.lms_mongo_pool_max,
        serverSelectionTimeoutMS=wait,
        connectTimeoutMS=wait,
        socketTimeoutMS=wait * 4,
        waitQueueTimeoutMS=wait * 2,
        appname="learning-platform",
        event_listeners=[counts],
        **encrypted,
    )


client: Provider[AsyncMongoClient[Document]] = Provider(_open, close=AsyncMongoClient.close)


_collections: dict[str, AsyncCollection[Document]] = {}


def collection(name: str) -> AsyncCollection[Document]:
    """Return a collection whose writes are journaled by a majority before they are acknowledged.

    It is made once for each client: that takes longer than sending a query.
    """
    opened, found = client(), _collections.get(name)
    if found is None or found.database.client is not opened:
        found = _collections[name] = opened.get_default_database("learning").get_collection(
            name,
            codec_options=_CODEC,
            write_concern=WriteConcern(w="majority", j=True),
        )
    return found


@asynccontextmanager
async def mongo_errors(query: str) -> AsyncIterator[None]:
    """Time the query under its name; an outage becomes Unavailable."""
    try:
        with timed_query("mongodb", query, _outcome):
            yield
    except _OUTAGES as fault:
        raise Unavailable("The course store cannot be reached.") from fault
    except pymongo.errors.OperationFailure as fault:
        if fault.code not in _FAILURES:
            raise
        raise Unavailable("The course store cannot be used at the moment.") from fault


def _outcome(fault: BaseException) -> QueryOutcome:
    """Return what a fault means for the metrics."""
    if isinstance(fault, pymongo.errors.DuplicateKeyError):
        return "conflict"
    is_outage = isinstance(fault, _OUTAGES) or (
        isinstance(fault, pymongo.errors.OperationFailure) and fault.code in _FAILURES
    )
    return "unavailable" if is_outage else "failed"
