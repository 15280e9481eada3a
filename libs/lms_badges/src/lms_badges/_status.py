"""Which credentials were revoked (W3C Bitstring Status List v1.0)."""

from __future__ import annotations

import base64
import gzip
from datetime import timedelta
from typing import TYPE_CHECKING

from lms_badges._issuer import VC_CONTEXT, issuer_id, moment, signed
from lms_kernel import utc_now
from lms_links import public_url

if TYPE_CHECKING:
    from collections.abc import Iterable

# The fewest entries that the standard allows (section 5.1): with shorter lists their publisher
# could tell by a list's address which credential somebody checks.
LIST_SIZE = 131_072
# An older copy says nothing any more; caches keep one for five minutes.
_LIFETIME = timedelta(hours=1)


def status_entry(index: int) -> dict[str, str]:
    """Return where a credential's status is: in which list, and at which place."""
    number, place = divmod(index, LIST_SIZE)
    return {
        "id": f"{_address(number)}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place),
        "statusListCredential": _address(number),
    }


def status_list(number: int, revoked: Iterable[int]) -> bytes:
    """Return the signed list of this number; ``revoked`` are the indices that were revoked."""
    bits = bytearray(LIST_SIZE // 8)
    for index in revoked:
        place = index - number * LIST_SIZE
        bits[place // 8] |= 0x80 >> place % 8
    packed = base64.urlsafe_b64encode(gzip.compress(bits, mtime=0)).decode().rstrip("=")
    subject, now = f"{_address(number)}#list", utc_now()
    credential = {
        "@context": [VC_CONTEXT],
        "id": _address(number),
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_id(),
        "validFrom": moment(now),
        "validUntil": moment(now + _LIFETIME),
        "credentialSubject": {
            "id": subject,
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            # "u": base64url without padding (Multibase).
            "encodedList": f"u{packed}",
        },
    }
    return signed(credential, subject=subject, valid_from=now)


def _address(number: int) -> str:
    return public_url(f"/api/certificate-statuses/{number}")
