"""One message to every device of its recipient."""

from __future__ import annotations

import pytest

from libs.lms_push.tests.push import Browser
from lms_kernel import Invalid, Unavailable
from lms_notifications import to_every_device
from lms_preferences import Device, NoDevice, RedisDevices, RedisPhones, devices
from lms_testing.access import redis_away
from lms_testing.devices import ANA, have_browser, subscription
from lms_testing.notifications import a_message, request


class Phones:
    """Takes or refuses what is sent to its devices."""

    class Gone(Invalid):
        """There is no such browser any more."""

    def __init__(self, **answers: str | Exception) -> None:
        self.answers = answers
        self.took: list[str] = []

    async def have(self) -> None:
        """Let Ana have all of them."""
        for name in self.answers:
            await have_browser(ANA, Browser(f"/{name}"))

    async def send(self, device: Device) -> str:
        """Answer as the device was told."""
        name = device.endpoint.rpartition("/")[2]
        answer = self.answers[name]
        if isinstance(answer, Exception):
            raise answer
        self.took.append(name)
        return answer


async def _deliver(phones: Phones) -> str:
    await phones.have()
    notification = await request(a_message(recipient_id=ANA, channel="push"))
    receipt = await to_every_device(notification, phones.send, gone=Phones.Gone)
    return receipt.answer


async def test_every_device_gets_the_message() -> None:
    """All of them at once."""
    phones = Phones(one="taken", two="taken", three="taken")

    assert await _deliver(phones) == "taken (3 of 3 devices)"
    assert sorted(phones.took) == ["one", "three", "two"]


@pytest.mark.parametrize(
    "fault", [Unavailable("later"), Invalid("never"), Phones.Gone(), ValueError("a fault of ours")]
)
async def test_one_device_that_took_it_is_a_delivery(fault: Exception) -> None:
    """Tried again for the others' sake, it would get the message twice."""
    assert await _deliver(Phones(one="taken", two=fault)) == "taken (1 of 2 devices)"


async def test_one_that_may_take_it_later_decides() -> None:
    """As long as none took it."""
    with pytest.raises(Unavailable, match="later"):
        await _deliver(Phones(one=Invalid("never"), two=Unavailable("later"), three=Phones.Gone()))


async def test_a_fault_of_ours_is_no_refusal() -> None:
    """It is tried again, and named."""
    with pytest.raises(ValueError, match="of ours"):
        await _deliver(Phones(one=Invalid("never"), two=ValueError("a fault of ours")))


async def test_refused_by_all_is_refused() -> None:
    """In the words of one of them."""
    with pytest.raises(Invalid, match="never"):
        await _deliver(Phones(one=Invalid("never"), two=Phones.Gone()))


async def test_what_is_gone_is_forgotten() -> None:
    """And without any device left the message has to take another way."""
    with pytest.raises(NoDevice):
        await _deliver(Phones(one=Phones.Gone(), two=Phones.Gone()))
    assert await RedisDevices().of(ANA) == []

    with pytest.raises(NoDevice):
        await to_every_device(
            await request(a_message(recipient_id=ANA, channel="push")),
            Phones().send,
            gone=Phones.Gone,
        )


class ForgetfulDevices(RedisDevices):
    """A store that is down when something is to be removed."""

    async def remove(self, user_id: str, device_id: str) -> None:
        """Be down."""
        raise Unavailable("The store cannot be reached.")


async def test_what_cannot_be_forgotten_now_stops_nothing() -> None:
    """Another device has the message: that it was delivered counts."""
    with devices.override(ForgetfulDevices()):
        assert await _deliver(Phones(one="taken", two=Phones.Gone())) == "taken (1 of 2 devices)"

    assert len(await RedisDevices().of(ANA)) == 2


async def test_while_redis_is_away_no_device_is_told_of() -> None:
    """Unavailable, to all who ask."""
    with redis_away():
        with pytest.raises(Unavailable):
            await RedisDevices().of(ANA)
        with pytest.raises(Unavailable):
            await RedisDevices().add(ANA, subscription(Browser()))
        with pytest.raises(Unavailable):
            await RedisPhones().confirm(ANA, "123456")
