"""How often one caller may do one thing."""

from __future__ import annotations

from lms_limits._address import client_address
from lms_limits._guesses import Guess, guess, know_network
from lms_limits._limit import limit
from lms_limits._settings import LimitSettings
from lms_limits.errors import ManyGuesses

__all__ = [
    "Guess",
    "LimitSettings",
    "ManyGuesses",
    "client_address",
    "guess",
    "know_network",
    "limit",
]
