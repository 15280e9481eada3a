"""What a browser gives us to reach it, and how far we trust it."""

from __future__ import annotations

import base64
import re

import msgspec

from lms_kernel import PUSH_ENDPOINT, FieldError
from lms_push._settings import PushSettings
from lms_push.errors import SubscriptionRefused

_LONGEST_ENDPOINT = 2048
_ENDPOINT = re.compile(PUSH_ENDPOINT)
_POINT_BYTES, _AUTH_BYTES = 65, 16


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """How to reach one browser, and the keys with which only it can read what is sent.

    ``p256dh`` is its public key (65 bytes), ``auth`` a shared secret (16 bytes), both in base64url.
    """

    endpoint: str
    p256dh: str
    auth: str


def check_subscription(subscription: Subscription, settings: PushSettings | None = None) -> None:
    """Raise SubscriptionRefused, naming the field, unless it can be a browser's.

    The endpoint must belong to a push service that we know (``LMS_PUSH_HOSTS``): our request would
    reach anything else from inside our network. The keys must be valid.
    """
    hosts = (settings or PushSettings.current()).hosts
    if not is_known(subscription.endpoint, hosts):
        raise _refused("endpoint", "must be an https address of a known push service")
    if not _is_point(subscription.p256dh):
        raise _refused("keys.p256dh", "must be an uncompressed public P-256 key in base64url")
    if len(_decoded(subscription.auth)) != _AUTH_BYTES:
        raise _refused("keys.auth", "must be 16 bytes in base64url")


def is_known(endpoint: str, hosts: tuple[str, ...]) -> bool:
    """Tell whether an endpoint is at one of the hosts, see ``PushSettings``."""
    read = _ENDPOINT.fullmatch(endpoint)
    if read is None or len(endpoint) > _LONGEST_ENDPOINT:
        return False
    scheme, host, port = read.groups(default="")
    if f"{scheme}://{host}{port}" in hosts:
        return True
    if scheme != "https" or port not in {"", ":443"}:
        return False
    return any(
        host.endswith(entry[1:]) if entry.startswith("*.") else host == entry for entry in hosts
    )


def _is_point(text: str) -> bool:
    # Imported here: whoever only reads settings need not load it.
    from cryptography.hazmat.primitives.asymmetric import ec

    raw = _decoded(text)
    if len(raw) != _POINT_BYTES:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return False
    return True


def _decoded(text: str) -> bytes:
    """Return the bytes of base64url with or without padding, none for anything else."""
    bare = text.rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""


def _refused(field: str, message: str) -> SubscriptionRefused:
    return SubscriptionRefused(errors=[FieldError(field, message)])
