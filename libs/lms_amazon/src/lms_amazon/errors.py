"""Problems with callbacks.

Forbidden 403
└── CallbackRefused   topic, address, signature, certificate or age is not what we accept
"""

from __future__ import annotations

from lms_kernel import Forbidden


class CallbackRefused(Forbidden):
    """It is not provably a message of one of our topics; the detail says what is wrong."""

    slug = "callback-refused"
    title = "The callback is not accepted"
