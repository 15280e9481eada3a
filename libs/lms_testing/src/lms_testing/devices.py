"""Devices and phone numbers: the promises of their stores, on whichever Redis a subclass runs."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from lms_kernel import Invalid, convert, derived_id, request_scope, utc_now
from lms_notifications import (
    Device,
    DeviceNotFound,
    NewPushSubscription,
    NoPhoneCode,
    Notification,
    Preferences,
    RedisDevices,
    RedisNotifications,
    RedisPhones,
    TemplateChanges,
    WrongCode,
    preferences,
    templates,
)
from lms_redis import redis
from lms_testing.notifications import decide
from lms_testing.push import Browser

ANA, BEN = derived_id("test-ana"), derived_id("test-ben")
PHONE = "+34600111222"
_MOST_DEVICES, _CODE_DIGITS, _CODE_SECONDS = 10, 6, 600


def subscription(browser: Browser, **changes: Any) -> NewPushSubscription:
    """Return the wish of a browser, as a request's body holds it."""
    return msgspec.convert({**browser.as_json, **changes}, NewPushSubscription)


async def have_browser(user_id: str, browser: Browser) -> Device:
    """Let somebody have a device."""
    return await RedisDevices().add(user_id, subscription(browser))


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
        """On a shared computer the one before gets no more messages there."""
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


async def ask(phone: str = PHONE, user_id: str = ANA) -> Notification:
    """Have a code sent, in a request of its own."""
    async with request_scope(function="update_preferences"):
        return await RedisPhones().ask(user_id, phone)


async def read_code(message: Notification) -> str:
    """Return the code as the owner of the phone reads it in the text message."""
    return (await RedisPhones().filled(message, message.short)).partition(" ")[0]


def another(code: str) -> str:
    """Return a code that is wrong."""
    return f"{(int(code) + 1) % 10**6:06d}"


class PhoneContract:
    """What the confirmation of a number promises."""

    async def test_the_code_confirms_the_number(self) -> None:
        """Whoever has the phone reads it there; then texts go to the number."""
        await decide(ANA, phone=PHONE)
        message = await ask()

        code = await read_code(message)
        confirmed = await RedisPhones().confirm(ANA, code)

        assert len(code) == _CODE_DIGITS
        assert (confirmed.phone, confirmed.phone_confirmed) == (PHONE, True)
        assert await preferences().get(ANA) == confirmed
        with pytest.raises(NoPhoneCode):
            await RedisPhones().confirm(ANA, code)

    async def test_the_code_is_nowhere_but_on_the_phone(self) -> None:
        """The message in one's inbox has no code: a session is not a phone."""
        await decide(ANA, phone=PHONE, language="es")
        message = await ask()

        code = await read_code(message)

        kept = await RedisNotifications().get(message.id)
        assert (kept.channel, kept.address, kept.category) == ("sms", PHONE, "account")
        assert (kept.status, kept.language) == ("queued", "es")
        record = await redis().hgetall(f"notification:{message.id}")
        assert code not in str(record)
        assert "es tu código" in kept.text

    async def test_the_words_are_the_templates(self) -> None:
        """An administrator may write others; without a place for the code nothing is sent."""
        await decide(ANA, phone=PHONE)
        await _write("Your code for our school: {{ code }}")
        message = await ask()

        said = await RedisPhones().filled(message, message.short)
        assert said.startswith("Your code for our school: ")
        assert said.removeprefix("Your code for our school: ").isdecimal()

        await _write("Guess!")
        forgotten = await ask()
        with pytest.raises(Invalid, match="leave the code out"):
            await RedisPhones().filled(forgotten, forgotten.short)

    async def test_a_wrong_code_confirms_nothing(self) -> None:
        """Five guesses are heard; after them not even the right one is."""
        await decide(ANA, phone=PHONE)
        code = await read_code(await ask())
        for _ in range(5):
            with pytest.raises(WrongCode):
                await RedisPhones().confirm(ANA, another(code))

        with pytest.raises(NoPhoneCode):
            await RedisPhones().confirm(ANA, code)
        assert not (await preferences().get(ANA)).phone_confirmed

    async def test_a_slip_is_forgiven(self) -> None:
        """The right code after a wrong one confirms."""
        await decide(ANA, phone=PHONE)
        code = await read_code(await ask())
        with pytest.raises(WrongCode):
            await RedisPhones().confirm(ANA, another(code))

        assert (await RedisPhones().confirm(ANA, code)).phone_confirmed

    async def test_a_new_code_replaces_the_old_one(self) -> None:
        """With tries of its own; the code of another number is worth nothing."""
        await decide(ANA, phone=PHONE)
        first = await ask()
        old = await read_code(first)
        for _ in range(5):
            with pytest.raises(WrongCode):
                await RedisPhones().confirm(ANA, another(old))
        await decide(ANA, phone="+34600333444")
        second = await ask("+34600333444")

        with pytest.raises(Invalid, match="no longer valid"):
            await read_code(first)
        confirmed = await RedisPhones().confirm(ANA, await read_code(second))

        assert confirmed.phone == "+34600333444"

    async def test_a_number_that_was_changed_is_not_confirmed(self) -> None:
        """By the code that went to the one before."""
        await decide(ANA, phone=PHONE)
        code = await read_code(await ask())
        changed = await decide(ANA, phone="+34600333444")

        with pytest.raises(NoPhoneCode):
            await RedisPhones().confirm(ANA, code)
        assert await preferences().get(ANA) == changed

    async def test_a_code_is_good_for_ten_minutes(self) -> None:
        """Redis forgets it by itself."""
        await ask()
        assert 0 < await redis().ttl(f"notification:phone-code:{ANA}") <= _CODE_SECONDS
        await redis().delete(f"notification:phone-code:{ANA}")

        with pytest.raises(NoPhoneCode):
            await RedisPhones().confirm(ANA, "123456")

    async def test_other_messages_are_left_as_they_are(self) -> None:
        """Whatever words they have."""
        await decide(ANA, phone=PHONE, phone_confirmed=True)
        message = await ask()
        other = msgspec.structs.replace(message, template=None)

        assert await RedisPhones().filled(other, "{code}?") == "{code}?"
        assert isinstance(await preferences().get(ANA), Preferences)


async def _write(short: str) -> None:
    """Put other words into the text message that carries a code."""
    changes = convert({"words": {"en": {"short": short}}}, TemplateChanges)
    async with request_scope(function="update_template"):
        await templates().update("phone-code", changes)
