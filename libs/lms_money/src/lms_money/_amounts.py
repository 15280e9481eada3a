"""Amounts as whole numbers of minor units, and as decimals."""

from __future__ import annotations

from lms_money._currencies import currencies

# What ECMA-402 gives to a code that ISO 4217 does not list, such as one that was withdrawn.
_UNKNOWN = 2


def currency(code: str) -> str:
    """Return a code as it is stored: that of an active currency which has minor units.

    Raises ValueError, with words that follow a field's name, for anything else.
    """
    known = code.strip().upper()
    # Letters of other scripts become those of ASCII in capitals: the Turkish i without a dot does.
    if not code.isascii() or known not in currencies:
        raise ValueError("must be the code of a currency in ISO 4217, like EUR")
    return known


def decimals(code: str) -> int:
    """Return how many decimals an amount has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return currencies.get(code, _UNKNOWN)


def major(amount: int, code: str) -> str:
    """Return minor units as a decimal number with all decimals: 4900 EUR is 49.00."""
    places = decimals(code)
    whole, rest = divmod(amount, 10**places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)
