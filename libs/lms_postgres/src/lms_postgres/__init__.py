"""PostgreSQL: one pool per process, plain SQL, rows as dicts or structs, and the outbox table."""

from __future__ import annotations

from lms_postgres._database import Database, Jsonb, Queries, database
from lms_postgres._errors import UniqueViolation
from lms_postgres._outbox import PostgresOutbox
from lms_postgres._settings import PostgresSettings

__all__ = [
    "Database",
    "Jsonb",
    "PostgresOutbox",
    "PostgresSettings",
    "Queries",
    "UniqueViolation",
    "database",
]
