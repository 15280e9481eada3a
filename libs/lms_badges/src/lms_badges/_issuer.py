"""Who issues, and how what we issue is signed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from lms_access.signing import sign_document
from lms_links import public_url

if TYPE_CHECKING:
    from collections.abc import Mapping

# Of VCDM 2.0 and Open Badges 3.0, in the order in which both demand them.
VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
# As the front end calls it in English; its words would bring the templates of pages along.
ISSUER_NAME = "Learning Platform"


def issuer_id() -> str:
    """Return the URI of the issuer: the address that people open."""
    return public_url("/")


def moment(at: datetime) -> str:
    """Return a time to the second, which is as exact as the claim ``nbf`` is."""
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def signed(credential: Mapping[str, object], *, subject: str, valid_from: datetime) -> bytes:
    """Return a credential as a compact JWS, with the claims that repeat it (section 8.2.4.1)."""
    claims = {
        **credential,
        "iss": issuer_id(),
        "jti": credential["id"],
        "nbf": int(valid_from.timestamp()),
        "sub": subject,
    }
    return sign_document(claims, keys=public_url("/.well-known/jwks.json")).encode()
