"""The certificates that SNS signs with, fetched once by each process."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lms_amazon._client import amazon
from lms_amazon.errors import CallbackRefused
from lms_kernel import Provider, utc_now

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.x509 import Certificate

# One region has one at a time, and a few while it is renewed.
_MOST_KEPT = 16
_LEAST_BITS = 2048


class Certificates:
    """The certificates fetched so far, by address; SNS never changes one in place."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: dict[str, Certificate] = {}
        self._fetching = asyncio.Lock()

    async def key(self, address: str) -> RSAPublicKey:
        """Return the public key of a certificate that is valid now.

        Raises CallbackRefused when there is no such certificate, and Unavailable when it cannot be
        fetched at the moment.
        """
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

        certificate = self._kept.get(address) or await self._fetched(address)
        now = utc_now()
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise CallbackRefused("The signing certificate is not currently valid.")
        key = certificate.public_key()
        if not isinstance(key, RSAPublicKey) or key.key_size < _LEAST_BITS:
            raise CallbackRefused(f"The signing certificate has no RSA key of {_LEAST_BITS} bits.")
        return key

    async def _fetched(self, address: str) -> Certificate:
        """Fetch it, one at a time, to limit what made-up addresses cost Amazon and us."""
        from cryptography import x509

        async with self._fetching:
            if address in self._kept:
                return self._kept[address]
            try:
                certificate = x509.load_pem_x509_certificate(await amazon().get(address))
            except ValueError as fault:
                raise CallbackRefused("The signing certificate cannot be read.") from fault
            if len(self._kept) >= _MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[address] = certificate
            return certificate


certificates: Provider[Certificates] = Provider(Certificates)
