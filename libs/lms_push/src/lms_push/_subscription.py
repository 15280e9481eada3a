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


def check_subscription(
    subscription: Subscription, settings: PushSettings | None = None
) -> Subscription:
    """Return the subscription in its one form, which can be sent to.

    The endpoint must belong to a push service that we know (``LMS_PUSH_HOSTS``): our request would
    reach anything else from inside our network. The keys must be valid; they lose their padding.
    Raises SubscriptionRefused, naming the field.
    """
    endpoint = _known(subscription.endpoint, (settings or PushSettings.current()).hosts)
    if endpoint is None:
        raise _refused("endpoint", "must be an https address of a known push service")
    point, secret = _decoded(subscription.p256dh), _decoded(subscription.auth)
    if not _is_point(point):
        raise _refused("keys.p256dh", "must be an uncompressed public P-256 key in base64url")
    if len(secret) != _AUTH_BYTES:
        raise _refused("keys.auth", "must be 16 bytes in base64url")
    return Subscription(endpoint=endpoint, p256dh=_encoded(point), auth=_encoded(secret))


def _known(endpoint: str, hosts: tuple[str, ...]) -> str | None:
    """Return an endpoint in its one form (RFC 3986, section 6.2.2), None if it is not ours."""
    read = _ENDPOINT.fullmatch(endpoint)
    host = _host(read[2]) if read and len(endpoint) <= _LONGEST_ENDPOINT else None
    if read is None or host is None:
        return None
    scheme, port, path = read[1].lower(), read[3], read[4]
    if f"{scheme}://{host}:{port}" in hosts:
        return f"{scheme}://{host}:{port}{path}"
    if scheme != "https" or port not in {None, "443"}:
        return None
    is_ours = any(
        host.endswith(entry[1:]) if entry.startswith("*.") else host == entry for entry in hosts
    )
    return f"https://{host}{path}" if is_ours else None


def _host(text: str) -> str | None:
    """Return a host's name as the DNS has it (RFC 1123, section 2.1; RFC 5891, section 4).

    None unless each label is one: not empty, not too long, letters, digits and hyphens.
    """
    # Imported here: code that only reads settings need not load it.
    import idna

    try:
        return idna.encode(text, strict=True, uts46=True, std3_rules=True).decode().lower()
    except idna.IDNAError:
        return None


def _is_point(raw: bytes) -> bool:
    # Imported here: code that only reads settings need not load it.
    from cryptography.hazmat.primitives.asymmetric import ec

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


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _refused(field: str, message: str) -> SubscriptionRefused:
    return SubscriptionRefused(errors=[FieldError(field, message)])
