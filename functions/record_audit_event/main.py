"""On every privileged write: record it in the audit trail."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_audit import AuditEntry, audit_trail
from lms_events import subscriber


@functions_framework.aio.cloud_event
@subscriber
async def record_audit_event(event: CloudEvent) -> None:
    """Store the event as an entry under its own id, so that a redelivery changes nothing."""
    await audit_trail().record(AuditEntry.of(event.get_attributes(), event.data))
