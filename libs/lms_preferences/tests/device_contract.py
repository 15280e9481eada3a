"""What the store of devices promises, on the fake Redis and on a real server."""

from __future__ import annotations

import msgspec
import pytest

from libs.lms_push.tests.push import Browser
from lms_kernel import utc_now
from lms_preferences import (
    DeviceNotFound,
    RedisDevices,
    devices_key,
)
from lms_redis import redis
from lms_testing.devices import _MOST_DEVICES, ANA, BEN, have_browser, subscription


class DeviceContract:
    """What the store of devices promises."""

    async def test_a_device_is_kept_with_its_keys(self) -> None:
        """All that is needed to send to it; its owner sees whose service it is, and no key."""
        browser = Browser()

        device = await have_browser(ANA, browser)

        assert await RedisDevices().of(ANA) == [device]
        assert (device.endpoint, device.p256dh, device.auth) == (
            browser.subscription.endpoint,
            browser.subscription.p256dh,
            browser.subscription.auth,
        )
        shown = device.for_owner()
        assert (shown.id, shown.service) == (device.id, "updates.push.services.mozilla.com")
        assert browser.subscription.auth not in str(msgspec.to_builtins(shown))
        assert await RedisDevices().of(BEN) == []

    async def test_the_same_endpoint_is_the_same_device(self) -> None:
        """With the keys that were told last; it is as old as it was."""
        first = await have_browser(ANA, Browser("/a"))

        again = await have_browser(ANA, Browser("/a"))

        assert await RedisDevices().of(ANA) == [again]
        assert (again.id, again.created_at) == (first.id, first.created_at)
        assert again.seen_at > first.seen_at
        assert again.p256dh != first.p256dh

    async def test_a_browser_shows_the_messages_of_who_used_it_last(self) -> None:
        """On a shared computer the previous person no longer gets messages there."""
        browser = Browser()
        await have_browser(ANA, browser)

        device = await have_browser(BEN, browser)

        assert await RedisDevices().of(ANA) == []
        assert await RedisDevices().of(BEN) == [device]
        with pytest.raises(DeviceNotFound):
            await RedisDevices().remove(ANA, device.id)

    async def test_of_more_than_ten_the_longest_unseen_goes(self) -> None:
        """What tells of itself again is no old device."""
        browsers = [Browser(f"/{each}") for each in range(_MOST_DEVICES + 1)]
        for each in [*browsers[:-1], browsers[0], browsers[-1]]:
            await have_browser(ANA, each)

        left = [each.endpoint for each in await RedisDevices().of(ANA)]
        newest_first = [browsers[-1], browsers[0], *reversed(browsers[2:-1])]
        assert left == [each.endpoint for each in newest_first]
        owners = await redis().keys("notification:device:*")
        assert len(owners) == _MOST_DEVICES

    async def test_what_is_no_device_is_in_nobodys_way(self) -> None:
        """It is not listed, and can be subscribed again."""
        fine, browser = await have_browser(ANA, Browser("/fine")), Browser("/broken")
        broken = await have_browser(ANA, browser)
        for text in ("{", "[]", '{"id": 7}'):
            await redis().hset(devices_key(ANA), broken.id, text)
            assert await RedisDevices().of(ANA) == [fine]

            again = await have_browser(ANA, browser)

            assert await RedisDevices().of(ANA) == [again, fine]

    async def test_what_was_removed_is_gone(self) -> None:
        """By its owner only, and once; what a push service forgot goes quietly."""
        device = await have_browser(ANA, Browser("/a"))
        with pytest.raises(DeviceNotFound):
            await RedisDevices().remove(BEN, device.id)

        await RedisDevices().remove(ANA, device.id)
        await RedisDevices().remove_endpoint(ANA, device.endpoint)

        assert await redis().keys("notification:device*") == []
        with pytest.raises(DeviceNotFound):
            await RedisDevices().remove(ANA, device.id)
        with pytest.raises(DeviceNotFound):
            await RedisDevices().remove(ANA, "nonsense")

    async def test_what_has_expired_is_not_listed(self) -> None:
        """A browser may say until when; then it is forgotten."""
        now = utc_now().timestamp() * 1000
        lasting = subscription(Browser("/lasting"), expirationTime=now + 60_000)
        await RedisDevices().add(ANA, lasting)
        await RedisDevices().add(ANA, subscription(Browser("/over"), expirationTime=now - 1))

        assert [each.endpoint for each in await RedisDevices().of(ANA)] == [lasting.endpoint]
        assert await redis().hlen(f"notification:devices:{ANA}") == 1
