"""What can be wrong with a callback.

Forbidden 403
└── CallbackRefused   nobody we know has sent it: topic, address, signature, certificate or age
"""

from __future__ import annotations

from lms_kernel import Forbidden


class CallbackRefused(Forbidden):
    """It is not, or not provably, a message of one of our topics; the detail says what is wrong."""

    slug = "callback-refused"
    title = "The callback is not accepted"
