"""Devices: the browsers in which somebody wants to see notifications, each with its own keys.

===============================  ===============================================================
key                              holds
===============================  ===============================================================
``notification:devices:<user>``  hash: device (JSON) by its id
``notification:device:<id>``     whose it is at present
===============================  ===============================================================
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Protocol
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from lms_kernel import Id, Invalid, NotFound, Provider, derived_id, utc_now
from lms_redis import Script, redis, redis_errors

# The browsers of one person; who has more has forgotten some.
_MOST = 10

Endpoint = Annotated[
    str,
    Meta(
        max_length=2048,
        description="Where the push service takes messages for the browser",
        extra={"hint": "must be the endpoint that the browser names"},
    ),
]
_PUBLIC_KEY = r"^B[A-Za-z0-9_-]{86}={0,1}\Z"
_SHARED = r"^[A-Za-z0-9_-]{22}={0,2}\Z"


class PushKeys(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys by which only the browser can read what is sent to it (RFC 8291), in base64url."""

    p256dh: Annotated[
        str,
        Meta(
            pattern=_PUBLIC_KEY,
            description="Public key of the browser",
            extra={"hint": "must be 65 bytes in base64url, as the browser names them"},
        ),
    ]
    auth: Annotated[
        str,
        Meta(
            pattern=_SHARED,
            description="Secret that the browser shares with us",
            extra={"hint": "must be 16 bytes in base64url, as the browser names them"},
        ),
    ]


class NewPushSubscription(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A browser's wish to be sent notifications, as ``PushSubscription.toJSON()`` has it."""

    endpoint: Endpoint
    keys: PushKeys
    expiration_time: (
        Annotated[
            float, Meta(ge=0, le=1e14, description="Milliseconds since 1970; most never expire")
        ]
        | None
    ) = msgspec.field(default=None, name="expirationTime")


class PushSubscription(msgspec.Struct, frozen=True, kw_only=True):
    """A device as its owner sees it: no keys, and of its endpoint the push service alone."""

    id: Id
    service: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime | None


class PushSubscriptions(msgspec.Struct, frozen=True, kw_only=True):
    """All devices of one person, last seen first, and the key that a browser subscribes with."""

    items: list[PushSubscription]
    application_server_key: str


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A browser with all that is needed to send to it; ``seen_at`` is when it last told us."""

    id: Id
    endpoint: str
    p256dh: str
    auth: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime | None

    def for_owner(self) -> PushSubscription:
        """Return the device as its owner may see it."""
        return PushSubscription(
            id=self.id,
            service=urlsplit(self.endpoint).hostname or "",
            created_at=self.created_at,
            seen_at=self.seen_at,
            expires_at=self.expires_at,
        )


class DeviceNotFound(NotFound):
    """There is no such device, or it is somebody else's."""

    title = "No such push subscription"


class NoDevice(Invalid):
    """Nobody is left who could show the message."""

    title = "The recipient has no device that takes push messages"


# KEYS devices, owner; ARGV user, id, device (JSON), how many at most. A browser shows the messages
# of who used it last: it leaves the one who had it before. Answers the device as it is kept.
_ADD = Script("""
local devices, owner = KEYS[1], KEYS[2]
local user, id, most = ARGV[1], ARGV[2], tonumber(ARGV[4])
local device = cjson.decode(ARGV[3])
local former = redis.call('GET', owner)
if former and former ~= user then redis.call('HDEL', 'notification:devices:' .. former, id) end
redis.call('SET', owner, user)
local kept = redis.call('HGET', devices, id)
if kept then device.created_at = cjson.decode(kept).created_at end
local written = cjson.encode(device)
redis.call('HSET', devices, id, written)
while redis.call('HLEN', devices) > most do
    local oldest, since
    local all = redis.call('HGETALL', devices)
    for place = 1, #all, 2 do
        local seen = cjson.decode(all[place + 1]).seen_at
        if all[place] ~= id and (not since or seen < since) then
            oldest, since = all[place], seen
        end
    end
    redis.call('HDEL', devices, oldest)
    redis.call('DEL', 'notification:device:' .. oldest)
end
return written
""")

# KEYS devices, owner; ARGV user, id. Answers 0 when there was none.
_REMOVE = Script("""
if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
return redis.call('HDEL', KEYS[1], ARGV[2])
""")


class DeviceStore(Protocol):
    """What functions may ask of devices."""

    async def add(self, user_id: str, wanted: NewPushSubscription) -> Device:
        """Keep the device; the same endpoint again is the same one, with its present keys.

        It is nobody else's any more. Of more than ten the one that was not seen for longest goes.
        """

    async def of(self, user_id: str) -> list[Device]:
        """Return the devices that have not expired, last seen first."""

    async def remove(self, user_id: str, device_id: str) -> None:
        """Forget a device of that person; DeviceNotFound."""

    async def remove_endpoint(self, user_id: str, endpoint: str) -> None:
        """Forget the device with that endpoint, should the person still have it."""


class RedisDevices:
    """The store behind ``devices()``."""

    async def add(self, user_id: str, wanted: NewPushSubscription) -> Device:
        """Keep the device; see DeviceStore."""
        now = utc_now()
        device = Device(
            id=device_id(wanted.endpoint),
            endpoint=wanted.endpoint,
            p256dh=wanted.keys.p256dh,
            auth=wanted.keys.auth,
            created_at=now,
            seen_at=now,
            expires_at=_moment(wanted.expiration_time),
        )
        async with redis_errors("add_device"):
            kept = await _ADD(
                keys=[_devices_key(user_id), _owner_key(device.id)],
                args=[user_id, device.id, msgspec.json.encode(device), _MOST],
            )
        return msgspec.json.decode(kept, type=Device)

    async def of(self, user_id: str) -> list[Device]:
        """Return the devices; see DeviceStore."""
        async with redis_errors("list_devices"):
            kept = await redis().hvals(_devices_key(user_id))
        now = utc_now()
        found = [msgspec.json.decode(each, type=Device) for each in kept]
        fresh = [each for each in found if each.expires_at is None or each.expires_at > now]
        for each in found:
            if each not in fresh:
                await self.remove_endpoint(user_id, each.endpoint)
        return sorted(fresh, key=lambda each: (each.seen_at, each.id), reverse=True)

    async def remove(self, user_id: str, device_id: str) -> None:
        """Forget a device; see DeviceStore."""
        async with redis_errors("remove_device"):
            is_removed = await _REMOVE(
                keys=[_devices_key(user_id), _owner_key(device_id)], args=[user_id, device_id]
            )
        if not is_removed:
            raise DeviceNotFound

    async def remove_endpoint(self, user_id: str, endpoint: str) -> None:
        """Forget the device with that endpoint; see DeviceStore."""
        try:
            await self.remove(user_id, device_id(endpoint))
        except DeviceNotFound:
            return


def device_id(endpoint: str) -> str:
    """Return the id of the device at an endpoint: the same whoever uses it."""
    return derived_id("push-device", endpoint)


def _moment(milliseconds: float | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


def _devices_key(user_id: str) -> str:
    return f"notification:devices:{user_id}"


def _owner_key(device_id: str) -> str:
    return f"notification:device:{device_id}"


def _open() -> DeviceStore:
    return RedisDevices()


devices: Provider[DeviceStore] = Provider(_open)
