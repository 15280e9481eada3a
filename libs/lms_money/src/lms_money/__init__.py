"""Money: the currencies of ISO 4217, and amounts of their minor units."""

from __future__ import annotations

from lms_money._amounts import currency, decimals, major
from lms_money._currencies import currencies

__all__ = ["currencies", "currency", "decimals", "major"]
