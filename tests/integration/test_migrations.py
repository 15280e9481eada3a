"""The migrations, up and down, on the real stores."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from pymongo import MongoClient
from pymongo.errors import WriteError

from lms_kernel import new_id
from tools import migrate
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POSTGRES = ROOT / "migrations" / "postgres"
MONGO = ROOT / "migrations" / "mongo"


@pytest.fixture
def empty_database(postgres_url: str) -> Iterator[str]:
    """Return the address of a new database without any table."""
    name = f"empty_{new_id().replace('-', '')}"
    identifier = sql.Identifier(name)
    with psycopg.connect(make_conninfo(postgres_url, dbname="postgres"), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
        info = server.info
        password = f":{info.password}" if info.password else ""
        yield f"postgresql://{info.user}{password}@127.0.0.1:{info.port}/{name}"
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


def tables(url: str) -> set[str]:
    """Name the tables of a database."""
    with psycopg.connect(url) as connection:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        return {row[0] for row in connection.execute(query)}


def relations(url: str) -> set[str]:
    """Name the tables of a database, their columns and their indexes."""
    with psycopg.connect(url) as connection:
        query = """
            SELECT indexname FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL
            SELECT table_name || '.' || column_name FROM information_schema.columns
            WHERE table_schema = 'public'
        """
        return tables(url) | {row[0] for row in connection.execute(query)}


def test_every_sql_migration_goes_up_down_and_up_again(
    empty_database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Going all the way down leaves nothing behind, and going up again works."""
    monkeypatch.setenv("DATABASE_URL", empty_database)
    monkeypatch.delenv("MONGODB_URL", raising=False)

    assert migrate.main(["up", "--wait"]) == 0
    after_up = relations(empty_database)
    assert {"users", "catalog", "enrollments", "seats", "outbox", "audit_trail"} <= after_up
    assert migrate.main(["up"]) == 0
    assert migrate.main(["status"]) == 0
    assert f"Applied: {len(list(POSTGRES.glob('*.sql')))}" in capsys.readouterr().out

    assert migrate.main(["down"]) == 0
    assert relations(empty_database) != after_up
    assert migrate.main(["down", "--all"]) == 0
    assert tables(empty_database) == {"schema_migrations"}
    assert migrate.main([]) == 0
    assert relations(empty_database) == after_up


def test_a_migration_that_fails_is_taken_back_and_reported(
    empty_database: str, tmp_path: Path
) -> None:
    """A statement that fails leaves nothing of its file behind, and the message says which."""
    (tmp_path / "0001_half.sql").write_text(
        "-- migrate:up\nCREATE TABLE half (id int);\nSELECT nonsense;\n-- migrate:down\n"
    )

    with pytest.raises(migrate.MigrationError, match="nonsense"):
        migrate.postgres("up", empty_database, tmp_path)

    assert "half" not in tables(empty_database)


@pytest.fixture
def empty_mongo(mongodb_server: str) -> Iterator[str]:
    """Return the address of a new MongoDB database."""
    parts = urlsplit(mongodb_server)
    name = f"empty_{new_id().replace('-', '')}"
    yield parts._replace(path=f"/{name}").geturl()
    with MongoClient[dict[str, Any]](mongodb_server) as client:
        client.drop_database(name)


def test_collections_get_their_indexes_and_validators_once(
    empty_mongo: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Applying again changes nothing; a document that breaks the validator is refused."""
    monkeypatch.setenv("MONGODB_URL", empty_mongo)
    monkeypatch.delenv("DATABASE_URL", raising=False)

    assert migrate.main(["status"]) == 0
    assert "[ ] mongo courses.slug" in capsys.readouterr().out
    assert migrate.main(["up"]) == 0
    assert "[X] mongo courses.slug" in capsys.readouterr().out
    with MongoClient[dict[str, Any]](empty_mongo) as client:
        courses = client.get_default_database()["courses"]
        before = courses.index_information()
        assert migrate.main(["up"]) == 0
        assert migrate.main(["down"]) == 0
        assert courses.index_information() == before
        with pytest.raises(WriteError):
            courses.insert_one({"_id": "x", "status": "lost"})


def test_a_validator_that_documents_break_is_refused(empty_mongo: str, tmp_path: Path) -> None:
    """A wider limit is applied; a narrower one would make old documents fail, and names them."""
    (tmp_path / "notes.json").write_text(json.dumps({"collection": "notes", "document": "Note"}))
    validator = tmp_path / "validators/notes.json"
    validator.parent.mkdir()

    def limited_to(longest: int) -> None:
        text = {"bsonType": "string", "maxLength": longest}
        validator.write_text(json.dumps({"$jsonSchema": {"properties": {"text": text}}}))
        migrate.mongo("up", empty_mongo, tmp_path)

    limited_to(5)
    with MongoClient[dict[str, Any]](empty_mongo) as client:
        notes = client.get_default_database()["notes"]
        with pytest.raises(WriteError):
            notes.insert_one({"_id": "long", "text": "longer"})
        limited_to(6)
        notes.insert_one({"_id": "long", "text": "longer"})

        with pytest.raises(migrate.MigrationError, match=r"break the new validator, .* long;"):
            limited_to(5)
        notes.insert_one({"_id": "other", "text": "longer"})

    validator.unlink()
    with pytest.raises(migrate.MigrationError, match="`nox -s generate` makes it"):
        migrate.mongo("up", empty_mongo, tmp_path)


def test_an_index_that_no_file_names_is_reported_not_dropped(
    empty_mongo: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Dropping an index is an operator's decision; a changed one cannot go unnoticed."""
    index = {"name": "seen", "keys": [["seen_at", -1]], "expire_after_seconds": 60}
    file = tmp_path / "visits.json"
    file.write_text(json.dumps({"collection": "visits", "indexes": [index]}))
    migrate.mongo("up", empty_mongo, tmp_path)

    file.write_text(json.dumps({"collection": "visits"}))
    capsys.readouterr()
    migrate.mongo("up", empty_mongo, tmp_path)
    assert "[?] mongo visits.seen is in no file" in capsys.readouterr().out

    file.write_text(
        json.dumps({"collection": "visits", "indexes": [{**index, "keys": [["x", 1]]}]})
    )
    with pytest.raises(migrate.MigrationError, match="MongoDB: "):
        migrate.mongo("up", empty_mongo, tmp_path)
