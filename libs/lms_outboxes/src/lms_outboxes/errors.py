"""Problems with parked events.

NotFound 404
└── ParkedEventNotFound   in no outbox, or no longer
Conflict 409
└── EventNotParked        it is already on its way
"""

from __future__ import annotations

from lms_kernel import Conflict, NotFound


class ParkedEventNotFound(NotFound):
    """No outbox has this event: it has left, or never was there."""

    title = "No such parked event"


class EventNotParked(Conflict):
    """The event is on its way: it was released already, or never refused."""

    slug = "event-not-parked"
    title = "This event is not parked"
