"""How often one caller may do one thing."""

from __future__ import annotations

from lms_limits._address import client_address
from lms_limits._limit import limit
from lms_limits._settings import LimitSettings

__all__ = ["LimitSettings", "client_address", "limit"]
