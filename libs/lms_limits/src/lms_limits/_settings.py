"""The settings of rate limits."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from lms_settings import Settings


class LimitSettings(Settings, frozen=True):
    """``off`` is for load tests of one's own machine.

    ``lms_trusted_hops`` is the number of our own proxies that add an address to X-Forwarded-For.
    """

    lms_rate_limits: Literal["on", "off"] = "on"
    lms_trusted_hops: Annotated[int, Meta(ge=0, le=10)] = 1
