"""Each store's backup and its way back, on real stores and a bucket that is a folder."""

from __future__ import annotations

import io
import socket
import threading
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from bson import decode_all
from psycopg.conninfo import make_conninfo
from pymongo import MongoClient
from redis import Redis

from tools.drill import jobs, mongodb, postgres, redis
from tools.drill.errors import StepFailed
from tools.drill.stores import Stores

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tools.drill.tests.conftest import FolderBucket

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Run the three stores."""
    running = Stores(tmp_path_factory.mktemp("stores"))
    running.start("postgres", "mongodb", "redis")
    yield running
    running.close()


def test_postgres_comes_back(stores: Stores, bucket: FolderBucket) -> None:
    """Tables, rows and generated columns; and never over a database that has tables."""
    source = make_conninfo(stores.urls["postgres"], dbname="source")
    target = make_conninfo(stores.urls["postgres"], dbname="target")
    maintenance = make_conninfo(source, dbname="postgres")
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute("CREATE DATABASE source")
    with psycopg.connect(source) as connection:
        connection.execute("CREATE TABLE t (a int, b text, c text GENERATED ALWAYS AS (b) STORED)")
        connection.execute("INSERT INTO t SELECT n, 'line' || chr(10) FROM generate_series(1,9) n")
        connection.execute("CREATE TABLE empty (at timestamptz)")
    prefix = jobs.back_up("postgres", source, bucket).prefix
    manifest = jobs.restore(bucket, prefix, target)
    assert {name: one.count for name, one in manifest.contents.items()} == {
        "public.empty": 0,
        "public.t": 9,
    }
    assert postgres.contents(target) == manifest.contents
    with pytest.raises(StepFailed, match="already has 2 tables"):
        jobs.restore(bucket, prefix, target)


def test_one_changed_row_is_seen(stores: Stores) -> None:
    """The checksum of a table depends on every value, and not on the order of rows."""
    url = make_conninfo(stores.urls["postgres"], dbname="postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE seats (course int, taken int)")
        connection.execute("INSERT INTO seats VALUES (1, 1), (2, 2)")
        before = postgres.contents(url)
        connection.execute("TRUNCATE seats")
        connection.execute("INSERT INTO seats VALUES (2, 2), (1, 1)")
        assert postgres.contents(url) == before
        connection.execute("UPDATE seats SET taken = 3 WHERE course = 2")
        assert postgres.contents(url) != before
        connection.execute("DROP TABLE seats")


def test_mongodb_comes_back(stores: Stores, bucket: FolderBucket, tmp_path: Path) -> None:
    """Documents in mongodump's format, with validator and indexes; never over a collection."""
    source = stores.urls["mongodb"].replace("/learning?", "/source?")
    target = stores.urls["mongodb"].replace("/learning?", "/target?")
    with MongoClient[dict[str, Any]](source) as client:
        courses = client["source"].create_collection(
            "courses", validator={"$jsonSchema": {"required": ["slug"]}}
        )
        courses.insert_many([{"_id": str(n), "slug": f"s{n}", "n": n} for n in range(700)])
        courses.create_index([("slug", 1)], name="slug", unique=True)
    prefix = jobs.back_up("mongodb", source, bucket).prefix
    manifest = jobs.restore(bucket, prefix, target)
    assert manifest.contents["courses"].count == 700
    documents = decode_all((bucket.folder / prefix / "source" / "courses.bson").read_bytes())
    assert {one["n"] for one in documents} == set(range(700))
    with MongoClient[dict[str, Any]](target) as client:
        assert client["target"]["courses"].index_information()["slug"]["unique"] is True
        [info] = client["target"].list_collections()
        assert info["options"]["validator"] == {"$jsonSchema": {"required": ["slug"]}}
    with pytest.raises(StepFailed, match="courses already exists"):
        mongodb.restore(target, bucket.folder / prefix)


def test_redis_comes_back(stores: Stores, bucket: FolderBucket, tmp_path: Path) -> None:
    """Every type of key, with its expiry, after a start from the append-only file alone."""
    url = stores.urls["redis"]
    with Redis.from_url(url) as client:
        client.set("string", "s", ex=3600)
        client.hset("hash", mapping={"a": "1", "b": "2"})
        client.rpush("list", "x", "y")
        client.sadd("set", "m", "n")
        client.zadd("zset", {"p": 1.5, "q": 2})
        client.xadd("stream", {"f": "v"})
        client.xgroup_create("stream", "group", id="0")
    before = redis.lasting(url, 600)
    assert before.keys() == {"string", "hash", "list", "set", "zset", "stream"}
    assert "string" not in redis.lasting(url, 7200)
    prefix = jobs.back_up("redis", url, bucket).prefix
    another = Stores(tmp_path / "another")
    try:
        jobs.restore(bucket, prefix, str(another.folders["redis"]))
        another.start("redis")
        assert redis.keys(another.urls["redis"]) == before
        with Redis.from_url(another.urls["redis"]) as client:
            client.hset("hash", "b", "3")
        assert redis.keys(another.urls["redis"])["hash"] != before["hash"]
    finally:
        another.close()


def test_a_wrong_password_is_no_backup(stores: Stores, tmp_path: Path) -> None:
    """A server that refuses the login is named as the reason."""
    url = stores.urls["redis"].replace("redis://:", "redis://:not-")
    with pytest.raises(StepFailed, match="refused the login"):
        redis.dump(url, tmp_path)


def test_a_snapshot_of_unknown_length_ends_at_its_mark() -> None:
    """A server that streams to its replicas sends a mark of 40 bytes before and behind."""
    mark = b"m" * 40
    stream = b"\n\n$EOF:" + mark + b"\r\n" + b"REDIS" * 500_000 + mark
    file = io.BytesIO()
    assert redis._copy(io.BufferedReader(io.BytesIO(stream)), file) == 2_500_000  # noqa: SLF001 - as the socket's reader
    assert file.getvalue() == b"REDIS" * 500_000


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"$100\r\nREDIS", "95 of 100 bytes are missing"),
        (b"$EOF:" + b"m" * 40 + b"\r\nREDIS", "in the middle"),
        (b"-ERR no\r\n", "refused the snapshot: -ERR no"),
        (b"$0\r\n", "empty snapshot"),
    ],
)
def test_half_a_snapshot_is_no_backup(tmp_path: Path, answer: bytes, reason: str) -> None:
    """A server that breaks off is an error, never a short file."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(100)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(StepFailed, match=reason):
            redis.dump(f"redis://127.0.0.1:{listening.getsockname()[1]}", tmp_path)
        thread.join()
