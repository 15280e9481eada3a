"""The audit trail: who with more than a learner's permissions changed what, and when."""

from __future__ import annotations

from lms_audit._model import AuditEntry, EntryFilter, RecordedEntry
from lms_audit._store import MOST_COUNTED, PostgresAuditTrail, audit_trail

__all__ = [
    "MOST_COUNTED",
    "AuditEntry",
    "EntryFilter",
    "PostgresAuditTrail",
    "RecordedEntry",
    "audit_trail",
]
