"""The key that identifies us to push services (RFC 8292), in the forms that others need."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from lms_kernel import FieldError
from lms_push._settings import PushSettings
from lms_settings import SettingsError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec


def application_server_key() -> str:
    """Return the public key with which a browser subscribes: 65 bytes in base64url."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = private_key(PushSettings.current()).public_key()
    raw = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def private_key(settings: PushSettings) -> ec.EllipticCurvePrivateKey:
    """Return the private key in ``LMS_VAPID_KEY``; SettingsError when it is invalid."""
    # Imported here: code that only reads settings need not load it.
    from cryptography.hazmat.primitives.asymmetric import ec

    raw = base64.urlsafe_b64decode(f"{settings.lms_vapid_key}=")
    try:
        return ec.derive_private_key(int.from_bytes(raw, "big"), ec.SECP256R1())
    except ValueError as fault:
        raise SettingsError([FieldError("LMS_VAPID_KEY", "is not a P-256 private key")]) from fault


def pem_pair(settings: PushSettings) -> tuple[bytes, bytes]:
    """Return the private and the public key as PEM."""
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        PublicFormat,
    )

    key = private_key(settings)
    return (
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )
