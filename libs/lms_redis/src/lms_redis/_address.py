"""Where Redis is: one server, or the primary that sentinels currently name."""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, parse_qs, urlsplit

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection, parse_url
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool

from lms_redis._replicated import ReplicatedRedis
from lms_settings import authority

SENTINEL = "+sentinel"
SENTINEL_PORT = 26379


def connect(url: str, **options: Any) -> Redis:
    """Create a client; nothing is opened before its first command.

    ``redis://`` and ``rediss://`` (TLS) name one server. With ``+sentinel`` the hosts are those of
    sentinels, and ``?primary=NAME`` is their name for the primary:
    ``rediss+sentinel://user:password@sentinels:26379/0?primary=valkey``. User and password are the
    same for sentinels and servers. Raises SettingsError when the address is unencrypted and must
    not be.
    """
    encrypted = ("rediss", f"rediss{SENTINEL}")
    ca_file = authority("REDIS_URL", url, schemes=encrypted)
    if ca_file:
        options |= {
            "ssl_ca_certs": ca_file,
            "ssl_cert_reqs": "required",
            "ssl_check_hostname": True,
        }
    parts = urlsplit(url)
    if parts.scheme.endswith(SENTINEL):
        return _by_sentinels(parts, options)
    # Ours last: an address cannot take back that the certificate is checked.
    return Redis(connection_pool=WaitingPool(**{**parse_url(url), **options}))


class WaitingPool(BlockingConnectionPool):
    """Connections that may have to be waited for; it knows how many are waiting."""

    waiting = 0

    async def get_connection(self, *arguments: Any, **options: Any) -> AbstractConnection:
        """Return a free connection, or a new one, or wait for one."""
        self.waiting += 1
        try:
            connection: AbstractConnection = await super().get_connection(  # type: ignore[no-untyped-call]
                *arguments, **options
            )
            return connection
        finally:
            self.waiting -= 1


class _PrimaryPool(SentinelConnectionPool, WaitingPool):
    """Connections to the primary; when none is free, wait for one instead of failing."""


def _by_sentinels(parts: SplitResult, options: dict[str, Any]) -> Redis:
    # Everything but hosts and query reads like an address of one server.
    user, _, hosts = parts.netloc.rpartition("@")
    scheme = parts.scheme.removesuffix(SENTINEL)
    given: dict[str, Any] = dict(parse_url(f"{scheme}://{user}@server{parts.path}"))
    given.pop("host", None)
    is_encrypted = given.pop("connection_class", None) is not None
    settings = {**given, **options, "ssl": is_encrypted}
    if not is_encrypted:
        settings.pop("ssl")
    sentinels = []
    for host in hosts.split(","):
        name, _, port = host.partition(":")
        sentinels.append((name, int(port or SENTINEL_PORT)))
    # A sentinel has no databases, and one connection is enough to ask it.
    own = {key: value for key, value in settings.items() if key not in _OF_THE_POOL}
    manager = Sentinel(sentinels, sentinel_kwargs=own)  # type: ignore[no-untyped-call]
    (primary,) = parse_qs(parts.query)["primary"]
    pool = _PrimaryPool(primary, manager, **settings)  # type: ignore[no-untyped-call]
    return ReplicatedRedis(connection_pool=pool)


_OF_THE_POOL = ("db", "max_connections", "timeout")
