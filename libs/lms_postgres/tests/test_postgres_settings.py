"""The pool before it is opened; the rest needs a server and is in tests/integration."""

from __future__ import annotations

import pytest

from lms_kernel import Invalid, convert
from lms_postgres import PostgresSettings, UniqueViolation


@pytest.mark.parametrize("size", ["0", "51", "many"])
def test_a_pool_has_a_size_that_the_server_can_bear(size: str) -> None:
    """Every function of every copy takes its share of the server's connections."""
    given = {"DATABASE_URL": "postgresql://x", "LMS_POSTGRES_POOL_MAX": size}
    with pytest.raises(Invalid) as refused:
        convert(given, PostgresSettings, strict=False)
    assert [fault.field for fault in refused.value.errors] == ["LMS_POSTGRES_POOL_MAX"]


def test_a_taken_key_names_its_constraint() -> None:
    """The context decides by it what has happened."""
    assert UniqueViolation("users_email_key").constraint == "users_email_key"
