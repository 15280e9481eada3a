"""What PostgreSQL writes into its log: what failed, never what people typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from local import yaml_text
from local.stores.postgres import WITHOUT_VALUES
from tools.tree import ROOT

if TYPE_CHECKING:
    from local.data_directory import DataDirectory

CLUSTER = ROOT / "manifests/platform/stores/base/postgres.yaml"
ADDRESS = "ana.lima@example.org"


def test_an_address_is_not_logged(postgres_url: str, data_directory: DataDirectory) -> None:
    """A refused row would be shown as DETAIL, its statement as STATEMENT (PostgreSQL, 19.8)."""
    log = data_directory.logs / "postgres.log"
    add = "INSERT INTO people VALUES (%s)"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE people (email text UNIQUE CHECK (email <> ''))")
        connection.execute(add, [ADDRESS])
        before = log.stat().st_size
        with pytest.raises(psycopg.errors.UniqueViolation, match=ADDRESS):
            connection.execute(add, [ADDRESS])
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute("UPDATE people SET email = ''")
        with pytest.raises(psycopg.errors.UndefinedColumn):
            connection.execute(f"SELECT nothing FROM people WHERE email = '{ADDRESS}'")  # noqa: S608

    written = log.read_bytes()[before:].decode()
    assert "duplicate key value violates unique constraint" in written
    assert "violates check constraint" in written
    assert "nothing" in written
    assert ADDRESS not in written


def test_a_cluster_logs_as_little(postgres_url: str) -> None:
    """The settings of the one machine are those of the cluster, and a real server takes them."""
    parameters = next(yaml_text.load_all(CLUSTER.read_text()))["spec"]["postgresql"]["parameters"]
    assert parameters | WITHOUT_VALUES == parameters
    with psycopg.connect(postgres_url) as connection:
        for name, value in WITHOUT_VALUES.items():
            (effective,) = connection.execute(f"SHOW {name}").fetchone() or ("",)
            assert effective == value
