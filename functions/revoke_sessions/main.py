"""On user.updated: end the sessions that began under the account's earlier state."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_access import sessions
from lms_events import payload, subscriber
from lms_identity import UserUpdated


@functions_framework.aio.cloud_event
@subscriber
async def revoke_sessions(event: CloudEvent) -> None:
    """Sign the person out if role, activity, password or address changed; newer sessions stay."""
    changed = payload(event, UserUpdated)
    if changed.ends_sessions:
        await sessions().revoke_all(changed.user_id, below_version=changed.version)
