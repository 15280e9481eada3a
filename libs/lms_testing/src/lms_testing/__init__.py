"""What tests stand on: a client through the function's own door, events delivered, fakes."""

from __future__ import annotations

from lms_testing._actors import actor
from lms_testing._door import client, deliver
from lms_testing._events import CapturedEvents, event

__all__ = ["CapturedEvents", "actor", "client", "deliver", "event"]
