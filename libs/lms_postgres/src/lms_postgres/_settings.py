"""The settings of the PostgreSQL pool."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from lms_settings import Settings, authority


class PostgresSettings(Settings, frozen=True):
    """Where the database is, and how many connections one process may hold.

    The sum over all functions of max-scale times ``lms_postgres_pool_max`` must stay below the
    server's ``max_connections``.
    """

    database_url: str
    lms_postgres_pool_max: Annotated[int, Meta(ge=1, le=50)] = 5
    # How long a request waits for a free connection, then for a new one, before it gets a 503.
    lms_postgres_wait_seconds: Annotated[float, Meta(gt=0, le=25)] = 10.0
    lms_postgres_connect_seconds: Annotated[int, Meta(ge=1, le=25)] = 3
    lms_postgres_statement_seconds: Annotated[int, Meta(ge=1, le=60)] = 15


def encryption() -> dict[str, str]:
    """Return libpq's options: the server's certificate and name are checked, or nothing is."""
    ca_file = authority()
    return {"sslmode": "verify-full", "sslrootcert": ca_file} if ca_file else {}
