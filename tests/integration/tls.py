"""A certificate authority for tests, and TLS in front of stores that are built without it."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import ssl
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from local.ports import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

# What a client of PostgreSQL says before it speaks TLS, and the server's yes.
SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"


@dataclass(frozen=True)
class Authority:
    """An authority with its own certificate in a file."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def file(self) -> str:
        """Return the file for clients that trust it."""
        return str(self.folder / "ca.crt")

    def context(self, address: str) -> ssl.SSLContext:
        """Make a server's side with a certificate for one IP address."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.IPAddress(ipaddress.ip_address(address))
        certificate = _certificate(self.certificate.subject, key, self.key, name)
        file = self.folder / f"{address}.pem"
        file.write_bytes(_pem(certificate) + _key(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def authority(folder: Path) -> Authority:
    """Create an authority that nobody trusts yet."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, folder.name)])
    created = Authority(folder, key, _certificate(subject, key, key, None))
    folder.mkdir()
    (folder / "ca.crt").write_bytes(_pem(created.certificate))
    return created


def _certificate(
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    name: x509.GeneralName | None,
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    subject = issuer if name is None else x509.Name([])
    building = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=name is None, path_length=None), critical=True)
    )
    if name is not None:
        building = building.add_extension(x509.SubjectAlternativeName([name]), critical=True)
    return building.sign(signer, hashes.SHA256())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@asynccontextmanager
async def in_front_of(
    port: int, context: ssl.SSLContext, *, asks_first: bool = False
) -> AsyncIterator[int]:
    """Terminate TLS on a port and forward the content; PostgreSQL clients request it first."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        beneath = writer.transport
        with suppress(OSError, asyncio.IncompleteReadError):
            if asks_first:
                if await reader.readexactly(len(SSL_REQUEST)) != SSL_REQUEST:
                    return
                writer.write(b"S")
                await writer.start_tls(context)
            await _pass_on(port, reader, writer)
        writer.close()
        # A client that hung up in the middle of its greeting leaves this one open.
        beneath.abort()

    ssl_context = None if asks_first else context
    async with await asyncio.start_server(serve, LOOPBACK, ssl=ssl_context) as server:
        yield server.sockets[0].getsockname()[1]


async def _pass_on(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    behind, before = await asyncio.open_connection(LOOPBACK, port)

    async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                target.write(data)
                await target.drain()
        target.close()

    await asyncio.gather(copy(reader, before), copy(behind, writer))
