"""Showing nothing more in a browser."""

from __future__ import annotations

import httpx2

from functions.delete_push_subscription.main import delete_push_subscription
from libs.lms_push.tests.push import Browser
from lms_kernel import Actor, new_id
from lms_preferences import devices
from lms_testing import actor, client
from lms_testing.devices import have_browser

ANA, BEN = actor("student", "ana"), actor("student", "ben")


async def _delete(id_: str, *, as_: Actor = ANA) -> httpx2.Response:
    async with client(delete_push_subscription, as_=as_) as http:
        return await http.delete(f"/api/push-subscriptions/{id_}")


async def test_a_browser_of_ones_own_is_forgotten() -> None:
    """204, and 404 the second time."""
    device = await have_browser(ANA.id, Browser("/one"))
    other = await have_browser(ANA.id, Browser("/two"))

    first, again = await _delete(device.id), await _delete(device.id)

    assert (first.status_code, first.content, again.status_code) == (204, b"", 404)
    assert await devices().of(ANA.id) == [other]


async def test_somebody_elses_is_none_of_ones_business() -> None:
    """404, for admins too, and it stays; an invalid id is 404 as well."""
    device = await have_browser(BEN.id, Browser())

    for id_ in (device.id, new_id(), "nonsense"):
        assert (await _delete(id_)).status_code == 404
        assert (await _delete(id_, as_=actor("admin"))).status_code == 404
    assert await devices().of(BEN.id) == [device]
