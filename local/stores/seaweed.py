"""SeaweedFS: an object store that speaks S3's protocol, for the files of one machine.

One process holds all of its parts. They talk on loopback ports, and to nobody without a key: S3
asks for a signature, the volumes and the directory behind it for a token that only S3 can make.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import time
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from local.binaries import script
from local.ports import LOOPBACK, free_port
from local.processes import Command

if TYPE_CHECKING:
    from pathlib import Path

    from local.data_directory import DataDirectory

BUCKET = "learning-files"
REGION = "us-east-1"
KEY_ID = "platform"
# It holds about 110 MiB when it is idle; a limit near that has it collect garbage all the time.
MEMORY = "256MiB"
PING_SECONDS = 3.0
FINISH_SECONDS = 30.0
# An object of our own, below no purpose.
_MARK = "ready"
# It is there; there is none; it was there before.
_WORKS = (200, 404, 409)
_PARTS = ("master", "volume", "filer", "s3")
_TOKENS = ("jwt.signing", "jwt.signing.read", "jwt.filer_signing", "jwt.filer_signing.read")


class SeaweedServer:
    """One SeaweedFS with one bucket and one key."""

    def __init__(self, data: DataDirectory, secret: str) -> None:
        self._folder = data.objects
        self._run = data.run / "seaweedfs"
        self._log = data.logs / "seaweedfs.log"
        self._secret = secret
        self._ports = {part: (free_port(), free_port()) for part in _PARTS}

    @property
    def port(self) -> int:
        """Return the port of S3."""
        return self._ports["s3"][0]

    @property
    def url(self) -> str:
        """Return the address of S3."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def key(self) -> str:
        """Return the key that functions sign with, as `id:secret`."""
        return f"{KEY_ID}:{self._secret}"

    @property
    def was_used(self) -> bool:
        """Tell whether there may be files."""
        return self._folder.exists()

    def prepare(self) -> None:
        """Write the keys; those between its own parts are new each time."""
        for folder in (self._folder, self._run):
            folder.mkdir(mode=0o700, exist_ok=True)
        credentials = [{"accessKey": KEY_ID, "secretKey": self._secret}]
        identity = {"name": KEY_ID, "credentials": credentials, "actions": ["Admin"]}
        self._write("s3.json", json.dumps({"identities": [identity]}))
        tokens = "".join(
            f'[{name}]\nkey = "{secrets.token_hex(24)}"\nexpires_after_seconds = 60\n'
            for name in _TOKENS
        )
        self._write("security.toml", tokens)

    def command(self) -> Command:
        """Return the command of the server; it looks for its tokens where it is started."""
        options = {
            "dir": self._folder,
            "ip": LOOPBACK,
            "ip.bind": LOOPBACK,
            # Alone it waits this long before it elects itself: 20 seconds by default.
            "master.electionTimeout": "1s",
            "master.heartbeatInterval": "100ms",
            "master.telemetry": "false",
            "master.volumeSizeLimitMB": 1024,
            # As many volumes as the disk has room for; at its last percent nothing is written.
            "volume.max": 0,
            "volume.minFreeSpace": 1,
            "filer": "true",
            "filer.localSocket": self._run / "filer.sock",
            "s3": "true",
            "s3.config": self._run / "s3.json",
            "s3.iam": "false",
            "s3.port.https": 0,
            "s3.port.iceberg": 0,
            "s3.port.lance": 0,
        }
        for part, (port, grpc) in self._ports.items():
            options |= {f"{part}.port": port, f"{part}.port.grpc": grpc}
        return Command(
            name="SeaweedFS",
            arguments=(
                script("weed"),
                "-logtostderr=true",
                "server",
                *(f"-{name}={value}" for name, value in options.items()),
            ),
            log=self._log,
            environment={
                "PATH": os.environ.get("PATH", ""),
                "HOME": str(self._run),
                "TMPDIR": str(self._run),
                "GOMEMLIMIT": MEMORY,
            },
            folder=self._run,
            grace_seconds=5.0,
        )

    async def ping(self, url: str) -> None:
        """Fetch an object with content: S3 responds before the volumes behind it do.

        Before it is written, it is enough to hear that there is none. Raises OSError.
        """
        status = await asyncio.to_thread(self._ask, "GET", url, f"{BUCKET}/{_MARK}")
        if status not in _WORKS:
            message = f"{url} answered {status}"
            raise OSError(message)

    def finish(self) -> None:
        """Create the bucket, and in it the object that is looked for. Raises OSError."""
        ends = time.monotonic() + FINISH_SECONDS
        for name in (BUCKET, f"{BUCKET}/{_MARK}"):
            while (fault := self._not_made(name)) is not None:
                if time.monotonic() > ends:
                    raise fault
                time.sleep(0.2)

    def _not_made(self, name: str) -> OSError | None:
        """Create something; return why it is not there yet: a busy machine takes its time."""
        try:
            status = self._ask("PUT", self.url, name)
        except OSError as fault:
            return fault
        return None if status in _WORKS else OSError(f"{self.url} answered {status} to {name}")

    def _ask(self, method: str, url: str, name: str) -> int:
        # Imported here, and in a thread: most runs of the platform sign nothing.
        from http.client import HTTPConnection, HTTPException

        from botocore.auth import S3SigV4QueryAuth
        from botocore.awsrequest import AWSRequest

        signed = AWSRequest(method=method, url=f"{url}/{name}")
        key = _Key(KEY_ID, self._secret)
        S3SigV4QueryAuth(key, "s3", REGION, expires=60).add_auth(signed)
        connection = HTTPConnection(LOOPBACK, self.port, timeout=PING_SECONDS)
        try:
            body = _MARK.encode() if method == "PUT" and name != BUCKET else None
            connection.request(method, signed.url.removeprefix(url), body)
            response = connection.getresponse()
            response.read()
        except HTTPException as fault:
            raise OSError(str(fault)) from fault
        finally:
            connection.close()
        return response.status

    def _write(self, name: str, content: str) -> None:
        file: Path = self._run / name
        file.touch(mode=0o600)
        file.write_text(content)


class _Key(NamedTuple):
    """What botocore's signer reads."""

    access_key: str
    secret_key: str
    token: str | None = None


async def ping_s3(url: str) -> None:
    """Ask a bucket elsewhere for something without a signature: a store that refuses it works."""
    from http.client import HTTPConnection, HTTPSConnection

    def ask() -> int:
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.netloc, timeout=PING_SECONDS)
        try:
            connection.request("GET", parts.path or "/")
            return connection.getresponse().status
        finally:
            connection.close()

    if await asyncio.to_thread(ask) >= 500:  # noqa: PLR2004 - the server's own fault
        message = f"{url} does not work"
        raise OSError(message)
