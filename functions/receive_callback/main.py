"""POST /api/callbacks/sns: what Amazon reports about messages we handed to it."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_amazon import confirm, report_of, verified
from lms_http import Answer, content, endpoint, no_content
from lms_kernel import derived_id
from lms_limits import client_address, limit
from lms_notifications import store_report


@functions_framework.aio.http
@endpoint
async def receive_callback(request: Request) -> Answer[None]:
    """Return 204 once the report is stored safely, and also to a message that reports nothing.

    The body is a message of Amazon SNS, signed by it, from one of our topics; 403 for any other.
    Subscriptions are confirmed. After a 503 Amazon SNS sends the message again.
    """
    await limit("receive_callback.address", client_address(request), per_minute=600)
    message = await verified(await content(request))

    if message.type == "SubscriptionConfirmation":
        await confirm(message)
    elif (report := report_of(message)) is not None:
        # The same message becomes the same event, however often it arrives.
        await store_report(report, id=derived_id("receive_callback", message.message_id))

    return no_content()
