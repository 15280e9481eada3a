"""What can go wrong with an announcement.

NotFound 404
└── AnnouncementNotFound   no such announcement, or somebody else's
Forbidden 403
└── NotYourCourse          the course is somebody else's
"""

from __future__ import annotations

from lms_kernel import Forbidden, NotFound


class AnnouncementNotFound(NotFound):
    """There is no such announcement, or the caller is not its sender."""

    title = "No such announcement"


class NotYourCourse(Forbidden):
    """Instructors write to all learners of their own courses only."""

    slug = "not-your-course"
    title = "The course is not yours"
