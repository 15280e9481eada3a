"""Text messages: one out through Amazon SNS, and what it is called there."""

from __future__ import annotations

from lms_sms._message import SmsReceipt, SmsRefused, Text
from lms_sms._settings import SmsSettings
from lms_sms._texter import SnsTexter, texter

__all__ = ["SmsReceipt", "SmsRefused", "SmsSettings", "SnsTexter", "Text", "texter"]
