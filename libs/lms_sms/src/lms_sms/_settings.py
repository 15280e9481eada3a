"""The settings of outgoing text messages."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from lms_settings import Settings


class SmsSettings(Settings, frozen=True):
    """The region, the sender, the longest text and the timeout.

    ``lms_sms_max_characters`` is what SNS takes, ``lms_sms_max_segments`` in how many parts, each
    of which is billed, a text may travel that can be shortened.
    ``lms_sms_type`` is what SNS optimizes for: reliable delivery or low cost.
    ``lms_sms_seconds`` bounds the whole call, ``lms_sms_endpoint_url`` points at an emulator.
    """

    lms_sms_region: Annotated[
        str,
        Meta(
            pattern=r"^[a-z]{2,3}(-[a-z]+)+-\d{1,2}\Z",
            extra={"hint": "must be an AWS region, like us-east-1"},
        ),
    ] = "us-east-1"
    lms_sms_sender_id: (
        Annotated[
            str,
            Meta(
                pattern=r"^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}\Z",
                extra={"hint": "must be 1 to 11 letters and digits, one of them a letter"},
            ),
        ]
        | None
    ) = None
    lms_sms_type: Literal["Transactional", "Promotional"] = "Transactional"
    lms_sms_max_characters: Annotated[int, Meta(ge=70, le=1600)] = 1600
    lms_sms_max_segments: Annotated[int, Meta(ge=1, le=10)] = 3
    lms_sms_seconds: Annotated[float, Meta(gt=0, le=25)] = 15.0
    lms_sms_endpoint_url: (
        Annotated[str, Meta(pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#]+/?\S*\Z")] | None
    ) = None
