"""Which addresses may be requested: those of SNS, spelled exactly as SNS spells them.

A message names the address of its certificate, and until that is fetched nothing in the message is
verified. So the whole text has to match: scheme, host, path, and no room for a user, a port, an
extra dot or a line break. Anything else is refused before a request is made.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from lms_amazon._message import SnsMessage
from lms_amazon.errors import CallbackRefused

_HOST = r"https://sns\.(?P<region>[a-z0-9-]{3,32})\.amazonaws\.com(?:\.cn)?"
_CERTIFICATE = re.compile(rf"{_HOST}/SimpleNotificationService-[A-Za-z0-9]{{1,64}}\.pem")
_SUBSCRIPTION = re.compile(rf"{_HOST}/\?[A-Za-z0-9._~%&=:/+-]{{1,2048}}")


def certificate_address(message: SnsMessage) -> str:
    """Return the certificate's address; CallbackRefused when it is not SNS's own."""
    if _CERTIFICATE.fullmatch(message.signing_cert_url) is None:
        raise CallbackRefused("The SigningCertURL is not an address of Amazon SNS.")
    return message.signing_cert_url


def subscription_address(message: SnsMessage) -> str:
    """Return the address that confirms this topic's subscription; CallbackRefused otherwise."""
    address = message.subscribe_url or ""
    found = _SUBSCRIPTION.fullmatch(address)
    expected = {
        "Action": "ConfirmSubscription",
        "TopicArn": message.topic_arn,
        "Token": message.token or "",
    }
    if (
        found is None
        or found["region"] != message.topic_arn.split(":")[3]
        or sorted(parse_qsl(urlsplit(address).query)) != sorted(expected.items())
    ):
        raise CallbackRefused("The SubscribeURL does not confirm a subscription of the topic.")
    return address
