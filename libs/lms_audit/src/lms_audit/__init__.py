"""The audit trail: who with more than a learner's permissions changed what, and when."""

from __future__ import annotations

from lms_audit._model import AuditEntry
from lms_audit._store import PostgresAuditTrail, audit_trail

__all__ = ["AuditEntry", "PostgresAuditTrail", "audit_trail"]
