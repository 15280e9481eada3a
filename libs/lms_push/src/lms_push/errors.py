"""Why a notification does not reach a browser.

Invalid 422
├── PushRefused           the push service will never take this message, or not from us
├── SubscriptionGone      the push service no longer knows the browser
└── SubscriptionRefused   the subscription cannot be a browser's; the fields at fault are named
"""

from __future__ import annotations

from lms_kernel import Invalid


class PushRefused(Invalid):
    """The push service will never take this message, or not from us."""

    slug = "push-refused"
    title = "The push service refuses the message"


class SubscriptionGone(Invalid):
    """The push service no longer knows the browser: nothing will ever arrive."""

    slug = "push-subscription-gone"
    title = "The browser no longer takes notifications"


class SubscriptionRefused(Invalid):
    """Nothing can, or may, be sent to such a subscription; the fields at fault are named."""
