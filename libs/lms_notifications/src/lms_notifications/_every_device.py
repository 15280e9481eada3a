"""One message to every device of its recipient: which answers count as a delivery."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from lms_kernel import Invalid, Problem, Unavailable
from lms_notifications._model import Notification, Receipt
from lms_preferences import Device, NoDevice, devices

_log = logging.getLogger(__name__)

DeviceSender = Callable[[Device], Awaitable[str]]


async def to_every_device(
    notification: Notification, send: DeviceSender, *, gone: type[Invalid]
) -> Receipt:
    """Have ``send`` deliver the message to all devices of the recipient at once.

    ``send`` returns the push service's answer, raises ``gone`` for a device that no longer exists,
    another Invalid when it will never take the message and Unavailable when it may later. One
    device that took it is enough: in a retry it would get the message twice. When none did, one
    that may take it later decides, then a fault that nobody expected; NoDevice when there is no
    device at all.
    """
    found = await devices().of(notification.recipient_id)
    answers = await asyncio.gather(
        *(_answer(notification, each, send, gone) for each in found), return_exceptions=True
    )
    faults = [each for each in answers if isinstance(each, BaseException)]
    for each in faults:
        if not isinstance(each, Problem):
            _log.error("a device of %s broke the sender", notification.id, exc_info=each)
    successes = [each for each in answers if isinstance(each, str)]
    if successes:
        return Receipt(f"{successes[0]} ({len(successes)} of {len(found)} devices)")
    raise min(faults, key=_order, default=NoDevice())


def _order(fault: BaseException) -> int:
    """Return which fault decides: one that passes before one that may, before one for good."""
    if isinstance(fault, Unavailable):
        return 0
    return 2 if isinstance(fault, Problem) else 1


async def _answer(
    notification: Notification, device: Device, send: DeviceSender, gone: type[Invalid]
) -> str | None:
    try:
        return await send(device)
    except gone:
        # What cannot be removed now is removed with the next message.
        with contextlib.suppress(Unavailable):
            await devices().remove_endpoint(notification.recipient_id, device.endpoint)
        return None
