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
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from lms_kernel import PUSH_ENDPOINT, Id, Provider, derived_id, utc_now
from lms_preferences.errors import DeviceNotFound
from lms_records import read_each, read_json
from lms_redis import Script, redis, redis_errors

# The browsers of one person; people who have more have forgotten some.
_MOST = 10

Endpoint = Annotated[
    str,
    Meta(
        pattern=PUSH_ENDPOINT,
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
    """A browser that wants notifications, as ``PushSubscription.toJSON()`` describes it."""

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
    """A browser with all that is needed to send to it; ``seen_at`` is when it last subscribed."""

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


# KEYS devices, owner; ARGV user, id, device (JSON), how many at most. A browser shows the messages
# of its last user: it is taken from the one before. Returns the device as it is stored.
_ADD = Script("""
-- A record that is not a device any more counts as never seen: it is the first to go.
local function moment(text, field)
    local ok, device = pcall(cjson.decode, text)
    return ok and type(device) == 'table' and device[field] or ''
end
local devices, owner = KEYS[1], KEYS[2]
local user, id, most = ARGV[1], ARGV[2], tonumber(ARGV[4])
local device = cjson.decode(ARGV[3])
local former = redis.call('GET', owner)
if former and former ~= user then redis.call('HDEL', 'notification:devices:' .. former, id) end
redis.call('SET', owner, user)
local known = redis.call('HGET', devices, id)
local created = known and moment(known, 'created_at') or ''
if created ~= '' then device.created_at = created end
local encoded = cjson.encode(device)
redis.call('HSET', devices, id, encoded)
while redis.call('HLEN', devices) > most do
    local oldest, since
    local all = redis.call('HGETALL', devices)
    for place = 1, #all, 2 do
        local seen = moment(all[place + 1], 'seen_at')
        if all[place] ~= id and (not since or seen < since) then
            oldest, since = all[place], seen
        end
    end
    redis.call('HDEL', devices, oldest)
    redis.call('DEL', 'notification:device:' .. oldest)
end
return encoded
""")

# KEYS devices, owner; ARGV user, id. Returns 0 when there was none.
_REMOVE = Script("""
if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
return redis.call('HDEL', KEYS[1], ARGV[2])
""")


class RedisDevices:
    """The store behind ``devices()``."""

    async def add(self, user_id: str, subscription: NewPushSubscription) -> Device:
        """Store the device; the same endpoint again is the same one, with its present keys.

        It no longer belongs to anybody else. Of more than ten, the one that has not been seen for
        longest is removed.
        """
        now = utc_now()
        device = Device(
            id=device_id(subscription.endpoint),
            endpoint=subscription.endpoint,
            p256dh=subscription.keys.p256dh,
            auth=subscription.keys.auth,
            created_at=now,
            seen_at=now,
            expires_at=_moment(subscription.expiration_time),
        )
        async with redis_errors("add_device"):
            stored = await _ADD(
                keys=[devices_key(user_id), _owner_key(device.id)],
                args=[user_id, device.id, msgspec.json.encode(device), _MOST],
            )
        return read_json(stored, Device, id=device.id)

    async def of(self, user_id: str) -> list[Device]:
        """Return the devices that have not expired, last seen first."""
        async with redis_errors("list_devices"):
            stored = await redis().hgetall(devices_key(user_id))
        now = utc_now()
        found = read_each(
            stored.items(), lambda each: read_json(each[1], Device, id=str(each[0]))
        ).items
        fresh = [each for each in found if each.expires_at is None or each.expires_at > now]
        for each in found:
            if each not in fresh:
                await self.remove_endpoint(user_id, each.endpoint)
        return sorted(fresh, key=lambda each: (each.seen_at, each.id), reverse=True)

    async def remove(self, user_id: str, device_id: str) -> None:
        """Remove a device of that person; DeviceNotFound."""
        async with redis_errors("remove_device"):
            is_removed = await _REMOVE(
                keys=[devices_key(user_id), _owner_key(device_id)], args=[user_id, device_id]
            )
        if not is_removed:
            raise DeviceNotFound

    async def remove_endpoint(self, user_id: str, endpoint: str) -> None:
        """Remove the device with that endpoint, if the person still has it."""
        try:
            await self.remove(user_id, device_id(endpoint))
        except DeviceNotFound:
            return


def device_id(endpoint: str) -> str:
    """Return the id of the device at an endpoint: the same whoever uses it."""
    return derived_id("push-device", endpoint)


def _moment(milliseconds: float | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


def devices_key(user_id: str) -> str:
    """Return the key of a person's devices."""
    return f"notification:devices:{user_id}"


def _owner_key(device_id: str) -> str:
    return f"notification:device:{device_id}"


devices: Provider[RedisDevices] = Provider(RedisDevices)
