"""What confirming a phone number promises, on the fake Redis and on a real server."""

from __future__ import annotations

import pytest

from lms_kernel import Invalid, convert, request_scope
from lms_letters import check_words
from lms_notifications import notifications
from lms_preferences import PHONE_CODE, NoPhoneCode, WrongCode, phones, preferences
from lms_redis import redis
from lms_templates import TemplateChanges, templates
from lms_testing.devices import ANA
from lms_testing.notifications import decide
from lms_testing.phones import PHONE, another, ask, read_code, text_of

_CODE_DIGITS, _CODE_SECONDS = 6, 600


class PhoneContract:
    """What the confirmation of a number promises."""

    async def test_the_code_confirms_the_number(self) -> None:
        """The owner of the phone reads it there; then texts go to the number."""
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

        text = await text_of(message)
        assert text.startswith("Your code for our school: ")
        assert text.removeprefix("Your code for our school: ").isdecimal()

        await _write("Guess!")
        forgotten = await ask()
        with pytest.raises(Invalid, match="leave the code out"):
            await text_of(forgotten)

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


async def _write(short: str) -> None:
    """Put other words into the text message that carries a code."""
    changes = convert({"words": {"en": {"short": short}}}, TemplateChanges)
    async with request_scope(function="update_template"):
        await templates().update(PHONE_CODE, changes, check=check_words)
