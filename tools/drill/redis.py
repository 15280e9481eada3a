"""Redis: the snapshot that a replica gets, stored as the base of an append-only file.

A job in another pod cannot read the server's disk, but it may ask for what every replica asks for
(`SYNC`): one consistent snapshot, made during live traffic. Written as the base of a multi-part
append-only file, it is a server's directory: put it in place and start.
Format: https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/
"""

from __future__ import annotations

import hashlib
import shutil
import socket
from contextlib import closing
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote, urlsplit

from redis import Redis

from tools.drill.errors import StepFailed
from tools.drill.manifest import CHUNK, Contents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "appendonlydir"
BASE = "appendonly.aof.1.base.rdb"
INCREMENT = "appendonly.aof.1.incr.aof"
FILES = f"file {BASE} seq 1 type b\nfile {INCREMENT} seq 1 type i\n"
TIMEOUT_SECONDS = 60
_MARK = 40
_CHECKSUM = 8


def dump(url: str, folder: Path) -> dict[str, Contents]:
    """Write the append-only directory of the server as it is now. Raises StepFailed."""
    target = folder / FOLDER
    target.mkdir(parents=True)
    with (target / BASE).open("wb") as file:
        _snapshot(url, file)
    (target / INCREMENT).touch()
    (target / "appendonly.aof.manifest").write_text(FILES)
    return {}


def place(folder: Path, data: Path) -> None:
    """Put a backup into the directory of a server that is not running. Raises StepFailed."""
    target = data / FOLDER
    if target.exists():
        message = f"{target} already exists: restore into an empty directory"
        raise StepFailed(message)
    data.mkdir(parents=True, exist_ok=True)
    shutil.copytree(folder / FOLDER, target)


def keys(url: str) -> dict[str, Contents]:
    """Sum up every key, with its expiry; the count is its number of elements."""
    with Redis.from_url(url) as client:
        names = sorted(client.scan_iter(count=1000))
        return {name.decode(errors="replace"): _sum(client, name) for name in names}


def lasting(url: str, seconds: int) -> dict[str, Contents]:
    """Sum up the keys that will still exist that many seconds from now."""
    with Redis.from_url(url) as client:
        found = keys(url)
        left = {name: client.ttl(name) for name in found}
    return {name: one for name, one in found.items() if left[name] == -1 or left[name] > seconds}


def total(found: dict[str, Contents]) -> dict[str, Contents]:
    """Sum up all keys in one line, for a table."""
    text = "".join(f"{name} {one.sha256}\n" for name, one in sorted(found.items()))
    return {"keys": Contents(len(found), hashlib.sha256(text.encode()).hexdigest())}


def version(url: str) -> str:
    """Name the server that made the snapshot: an older one cannot read it."""
    with Redis.from_url(url) as client:
        info: Any = client.info("server")
    name = info.get("server_name", "redis")
    return f"{name} {info.get(f'{name}_version', info['redis_version'])}, replication snapshot"


def _sum(client: Any, name: bytes) -> Contents:
    kind: bytes = client.type(name)
    value: Any
    match kind:
        case b"string":
            value = [client.get(name)]
        case b"hash":
            value = sorted(client.hgetall(name).items())
        case b"list":
            value = client.lrange(name, 0, -1)
        case b"set":
            value = sorted(client.smembers(name))
        case b"zset":
            value = client.zrange(name, 0, -1, withscores=True)
        case b"stream":
            groups = [sorted(group.items()) for group in client.xinfo_groups(name)]
            value = [*client.xrange(name), groups]
        case _:
            message = f"{name!r} is of a type that is not known here: {kind!r}"
            raise StepFailed(message)
    entry = repr((kind, client.pexpiretime(name), value)).encode()
    return Contents(len(value), hashlib.sha256(entry).hexdigest())


def _snapshot(url: str, file: BinaryIO) -> None:
    """Ask as a replica does and write the RDB that comes. Raises StepFailed."""
    parts = urlsplit(url)
    address = (parts.hostname or "127.0.0.1", parts.port or 6379)
    try:
        with (
            _connect(address, tls=parts.scheme == "rediss") as connection,
            closing(connection.makefile("rb")) as answers,
        ):
            if parts.password:
                user = [unquote(parts.username)] if parts.username else []
                _command(connection, "AUTH", *user, unquote(parts.password))
                _expect_ok(answers)
            _command(connection, "SYNC")
            size = _copy(answers, file)
    except OSError as error:
        message = f"Redis: {error}"
        raise StepFailed(message) from error
    file.flush()
    if size < _CHECKSUM:
        message = "Redis sent an empty snapshot"
        raise StepFailed(message)


def _connect(address: tuple[str, int], *, tls: bool) -> socket.socket:
    connection = socket.create_connection(address, TIMEOUT_SECONDS)
    if not tls:
        return connection
    import ssl

    return ssl.create_default_context().wrap_socket(connection, server_hostname=address[0])


def _command(connection: socket.socket, *words: str) -> None:
    """Send a command in RESP."""
    parts = b"".join(b"$%d\r\n%s\r\n" % (len(word.encode()), word.encode()) for word in words)
    connection.sendall(b"*%d\r\n%s" % (len(words), parts))


def _expect_ok(answers: BinaryIO) -> None:
    if (line := answers.readline().strip()) != b"+OK":
        message = f"Redis refused the login: {line.decode(errors='replace')}"
        raise StepFailed(message)


def _copy(answers: BinaryIO, file: BinaryIO) -> int:
    """Copy the payload of a SYNC; return its size. Raises StepFailed when it is cut off."""
    # Empty lines keep the connection alive while the server forks and writes.
    while (line := answers.readline()) == b"\n":
        pass
    if line.startswith(b"$EOF:"):
        return sum(_until(answers, line[5 : 5 + _MARK], file))
    if not line.startswith(b"$"):
        message = f"Redis refused the snapshot: {line.decode(errors='replace').strip()}"
        raise StepFailed(message)
    size = left = int(line[1:])
    while left:
        chunk = answers.read(min(left, CHUNK))
        if not chunk:
            message = f"Redis broke off, {left} of {size} bytes are missing"
            raise StepFailed(message)
        file.write(chunk)
        left -= len(chunk)
    return size


def _until(answers: BinaryIO, mark: bytes, file: BinaryIO) -> Iterator[int]:
    """Copy up to the mark that a server sends after a snapshot of unknown length."""
    held = b""
    while not held.endswith(mark):
        chunk = answers.read1(CHUNK)  # type: ignore[attr-defined] # makefile's buffered reader has it
        if not chunk:
            message = "Redis broke off in the middle of the snapshot"
            raise StepFailed(message)
        held += chunk
        if len(held) > _MARK and not held.endswith(mark):
            file.write(held[:-_MARK])
            yield len(held) - _MARK
            held = held[-_MARK:]
    file.write(held[:-_MARK])
    yield len(held) - _MARK
