"""What can go wrong with the link of a mail.

BadRequest 400
└── BrokenLink             the link is incomplete, or not one of ours
"""

from __future__ import annotations

from lms_kernel import BadRequest


class BrokenLink(BadRequest):
    """The link was not copied as a whole, or was never one of ours."""

    slug = "broken-link"
    title = "The link does not work"
