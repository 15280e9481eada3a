"""From a body that anybody may have sent to a verified message of one of our topics."""

from __future__ import annotations

import base64
import binascii
from datetime import timedelta

from lms_amazon._addresses import certificate_address, subscription_address
from lms_amazon._certificates import certificates
from lms_amazon._client import amazon
from lms_amazon._message import SnsMessage, read_message
from lms_amazon._settings import CallbackSettings
from lms_amazon.errors import CallbackRefused
from lms_kernel import utc_now

# SNS tries an HTTPS endpoint for an hour at most, with the first try's Timestamp. A day leaves
# room for a clock that is wrong and for an operator who sends a lost message again; a message that
# is replayed within it is the same event once more, which changes nothing.
_OLDEST = timedelta(days=1)
_NEWEST = timedelta(minutes=15)


async def verified(body: bytes) -> SnsMessage:
    """Return the message in a body, once verified to be a recent one of our topics.

    Cheap checks come first; Amazon is called only for what could be genuine. Raises BadRequest and
    Invalid for what is not a message of SNS, CallbackRefused for what fails verification,
    Unavailable when the certificate cannot be fetched at the moment.
    """
    message = read_message(body)
    if message.topic_arn not in CallbackSettings.current().topics:
        raise CallbackRefused("The topic is not in LMS_CALLBACK_TOPICS.")
    if not -_NEWEST <= utc_now() - message.sent_at <= _OLDEST:
        raise CallbackRefused("The Timestamp is more than a day old, or in the future.")
    await _check_signature(message)
    return message


async def confirm(message: SnsMessage) -> None:
    """Confirm a subscription; SNS delivers nothing before that.

    Raises CallbackRefused when the address does not do so, Unavailable when Amazon cannot be
    reached at the moment: SNS then sends the message again.
    """
    await amazon().get(subscription_address(message))


async def _check_signature(message: SnsMessage) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA1, SHA256

    digest: SHA1 | SHA256
    if message.signature_version == "2":
        digest = SHA256()
    elif message.signature_version == "1":
        # What a topic uses until it is told otherwise. A forgery needs more than a collision.
        digest = SHA1()  # noqa: S303
    else:
        raise CallbackRefused("The SignatureVersion is neither 1 nor 2.")
    address = certificate_address(message)
    try:
        signature = base64.b64decode(message.signature, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise CallbackRefused("The Signature cannot be read.") from fault
    key = await certificates().key(address)
    try:
        key.verify(signature, message.signed_text(), PKCS1v15(), digest)
    except InvalidSignature as fault:
        raise CallbackRefused("The Signature does not match the message.") from fault
