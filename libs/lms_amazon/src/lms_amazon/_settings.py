"""The settings of callbacks."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from lms_settings import Settings

_ARN = r"arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}"


class CallbackSettings(Settings, frozen=True):
    """Whose messages are accepted, and how long to wait for Amazon.

    ``lms_callback_topics`` are ARNs of SNS topics with commas between them; an empty list refuses
    every message.
    """

    lms_callback_topics: Annotated[
        str,
        Meta(
            pattern=rf"^({_ARN}(\s*,\s*{_ARN})*)?\Z",
            extra={"hint": "must be ARNs like arn:aws:sns:us-east-1:123456789012:name, or empty"},
        ),
    ] = ""
    lms_callback_seconds: Annotated[float, Meta(gt=0, le=10)] = 3.0

    @property
    def topics(self) -> frozenset[str]:
        """Return the ARNs of the topics that are ours."""
        return frozenset(
            filter(None, (each.strip() for each in self.lms_callback_topics.split(",")))
        )
