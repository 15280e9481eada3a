"""The migrations runner without a server; tests/integration runs it against real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.migrate import MigrationError, dbmate_url, main, read_collections

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("url", "sslmode"),
    [
        ("postgresql://u@127.0.0.1:5432/learning", "disable"),
        ("postgresql://u@localhost/learning", "disable"),
        ("postgresql:///learning?host=%2Frun%2Fpostgres", "disable"),
        ("postgresql://u:p@db.example.org/learning", "require"),
        ("postgresql://u:p@db.example.org/learning?sslmode=prefer", "require"),
        ("postgresql://u:p@db.example.org/learning?sslmode=disable", "disable"),
        ("postgresql://u:p@127.0.0.1/learning?sslmode=verify-full", "verify-full"),
    ],
)
def test_tls_is_used_unless_the_server_is_on_this_machine(url: str, sslmode: str) -> None:
    """An address without a word about TLS means none on this machine, and TLS elsewhere."""
    assert f"sslmode={sslmode}" in dbmate_url(url)
    assert dbmate_url(url).startswith("postgres:")


def test_the_rest_of_the_address_stays(tmp_path: Path) -> None:
    """User, password, port, database and other parameters reach dbmate unchanged."""
    url = dbmate_url("postgresql://ana:s%40fe@db.example.org:6432/learning?connect_timeout=3")

    assert url == (
        "postgres://ana:s%40fe@db.example.org:6432/learning?connect_timeout=3&sslmode=require"
    )
    assert read_collections(tmp_path) == []


def test_a_collection_file_with_a_typing_error_is_refused(tmp_path: Path) -> None:
    """An unknown field is named together with the file that has it."""
    (tmp_path / "courses.json").write_text('{"collection": "courses", "indices": []}')

    with pytest.raises(MigrationError, match=r"courses\.json: .*indices"):
        read_collections(tmp_path)


def test_without_an_address_there_is_nothing_to_migrate(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The runner says which variables it looks for."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("MONGODB_URL", raising=False)

    assert main([]) == 1
    assert "set DATABASE_URL, MONGODB_URL or both" in capsys.readouterr().err
