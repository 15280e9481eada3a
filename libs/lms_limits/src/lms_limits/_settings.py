"""The settings of rate limits."""

from __future__ import annotations

from typing import Literal

from lms_settings import Settings


class LimitSettings(Settings, frozen=True):
    """``off`` is for load tests of your own machine.

    ``lms_client_address_header`` is the header in which our own gateway names the caller; empty
    without a gateway in front.
    """

    lms_rate_limits: Literal["on", "off"] = "on"
    lms_client_address_header: str = ""
