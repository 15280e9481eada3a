"""Text messages: sending one through Amazon SNS, and its id there."""

from __future__ import annotations

from lms_sms._message import SmsReceipt, SmsRefused, Text
from lms_sms._segments import segments, shortened
from lms_sms._settings import SmsSettings
from lms_sms._texter import SnsTexter, texter

__all__ = [
    "SmsReceipt",
    "SmsRefused",
    "SmsSettings",
    "SnsTexter",
    "Text",
    "segments",
    "shortened",
    "texter",
]
