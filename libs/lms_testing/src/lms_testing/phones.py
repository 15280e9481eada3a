"""Phone numbers: what confirming one promises, on whichever Redis a subclass runs."""

from __future__ import annotations

import re

import pytest

from lms_kernel import Invalid, convert, request_scope
from lms_letters import check_words, send_phone_code
from lms_notifications import Notification, notifications
from lms_preferences import PHONE_CODE, NoPhoneCode, WrongCode, phones, preferences
from lms_redis import redis
from lms_templates import TemplateChanges, templates
from lms_testing.devices import ANA
from lms_testing.notifications import decide

PHONE = "+34600111222"
_CODE_DIGITS, _CODE_SECONDS = 6, 600


async def ask(phone: str = PHONE, user_id: str = ANA) -> Notification:
    """Have a code sent, in a request of its own."""
    async with request_scope(function="update_preferences"):
        return await send_phone_code(user_id, phone)


async def read_code(message: Notification) -> str:
    """Return the code as the owner of the phone reads it in the text message."""
    found = re.search(rf"\b[0-9]{{{_CODE_DIGITS}}}\b", await _text_of(message))
    assert found, "the message has no code"
    return found[0]


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
        confirmed = await phones().confirm(ANA, code)

        assert len(code) == _CODE_DIGITS
        assert (confirmed.phone, confirmed.phone_confirmed) == (PHONE, True)
        assert await preferences().get(ANA) == confirmed
        with pytest.raises(NoPhoneCode):
            await phones().confirm(ANA, code)

    async def test_the_code_is_nowhere_but_on_the_phone(self) -> None:
        """The message in one's inbox has no code: a session is not a phone."""
        await decide(ANA, phone=PHONE, language="es")
        message = await ask()

        code = await read_code(message)

        stored = await notifications().get(message.id)
        assert (stored.channel, stored.address, stored.category) == ("sms", PHONE, "account")
        assert (stored.status, stored.language) == ("queued", "es")
        record = await redis().hgetall(f"notification:{message.id}")
        assert code not in str(record)
        assert "es tu código" in stored.text

    async def test_the_words_are_the_templates(self) -> None:
        """An administrator may write others; without a place for the code nothing is sent."""
        await decide(ANA, phone=PHONE)
        await _write("Your code for our school: {{ code }}")
        message = await ask()

        text = await _text_of(message)
        assert text.startswith("Your code for our school: ")
        assert text.removeprefix("Your code for our school: ").isdecimal()

        await _write("Guess!")
        forgotten = await ask()
        with pytest.raises(Invalid, match="leave the code out"):
            await _text_of(forgotten)

    async def test_a_wrong_code_confirms_nothing(self) -> None:
        """Five guesses are heard; after them not even the right one is."""
        await decide(ANA, phone=PHONE)
        code = await read_code(await ask())
        for _ in range(5):
            with pytest.raises(WrongCode):
                await phones().confirm(ANA, another(code))

        with pytest.raises(NoPhoneCode):
            await phones().confirm(ANA, code)
        assert not (await preferences().get(ANA)).phone_confirmed

    async def test_a_slip_is_forgiven(self) -> None:
        """The right code after a wrong one confirms."""
        await decide(ANA, phone=PHONE)
        code = await read_code(await ask())
        with pytest.raises(WrongCode):
            await phones().confirm(ANA, another(code))

        assert (await phones().confirm(ANA, code)).phone_confirmed

    async def test_a_new_code_replaces_the_old_one(self) -> None:
        """With tries of its own; the code of another number is worth nothing."""
        await decide(ANA, phone=PHONE)
        first = await ask()
        old = await read_code(first)
        for _ in range(5):
            with pytest.raises(WrongCode):
                await phones().confirm(ANA, another(old))
        await decide(ANA, phone="+34600333444")
        second = await ask("+34600333444")

        with pytest.raises(Invalid, match="no longer valid"):
            await read_code(first)
        confirmed = await phones().confirm(ANA, await read_code(second))

        assert confirmed.phone == "+34600333444"

    async def test_a_number_that_was_changed_is_not_confirmed(self) -> None:
        """By the code that went to the one before."""
        await decide(ANA, phone=PHONE)
        code = await read_code(await ask())
        changed = await decide(ANA, phone="+34600333444")

        with pytest.raises(NoPhoneCode):
            await phones().confirm(ANA, code)
        assert await preferences().get(ANA) == changed

    async def test_a_code_is_good_for_ten_minutes(self) -> None:
        """Redis forgets it by itself."""
        await ask()
        assert 0 < await redis().ttl(f"notification:phone-code:{ANA}") <= _CODE_SECONDS
        await redis().delete(f"notification:phone-code:{ANA}")

        with pytest.raises(NoPhoneCode):
            await phones().confirm(ANA, "123456")


async def _text_of(message: Notification) -> str:
    """Return the text as it is sent to the phone."""
    return await phones().fill(
        message.short, user_id=message.recipient_id, phone=message.address or ""
    )


async def _write(short: str) -> None:
    """Put other words into the text message that carries a code."""
    changes = convert({"words": {"en": {"short": short}}}, TemplateChanges)
    async with request_scope(function="update_template"):
        await templates().update(PHONE_CODE, changes, check=check_words)
