"""What SNS posts: the envelope, and the text that is signed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from lms_amazon.errors import CallbackRefused
from lms_kernel import decode

_NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")


class SnsMessage(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """An HTTP delivery of Amazon SNS; any other fields are ignored.

    ``message`` is the text that was published. Only the confirmations have a ``token`` and a
    ``subscribe_url``.
    """

    type: Literal["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]
    message_id: str
    topic_arn: str
    message: str
    timestamp: str
    signature_version: str
    signature: str
    signing_cert_url: str = msgspec.field(name="SigningCertURL")
    subject: str | None = None
    token: str | None = None
    subscribe_url: str | None = msgspec.field(name="SubscribeURL", default=None)

    @property
    def sent_at(self) -> datetime:
        """Return when it was published; CallbackRefused when that is not a valid time."""
        try:
            moment = msgspec.convert(self.timestamp, datetime)
        except msgspec.ValidationError as fault:
            raise CallbackRefused("The Timestamp cannot be read.") from fault
        if moment.tzinfo is None:
            raise CallbackRefused("The Timestamp has no time zone.")
        return moment

    def signed_text(self) -> bytes:
        """Return the signed text: name and value of each field, one per line.

        Names are in the order of their bytes, and a missing field has no lines. The
        rule is Amazon's, "Verifying the signatures of Amazon SNS messages".
        """
        fields: dict[str, str | None] = msgspec.to_builtins(self)
        names = _NOTIFICATION if self.type == "Notification" else _CONFIRMATION
        lines = [f"{name}\n{fields[name]}\n" for name in names if fields.get(name) is not None]
        return "".join(lines).encode()


def read_message(body: bytes) -> SnsMessage:
    """Read a body, whatever its content type: SNS sends ``text/plain``.

    Raises BadRequest when it is not JSON, Invalid when it is other JSON.
    """
    return decode(body, SnsMessage)
