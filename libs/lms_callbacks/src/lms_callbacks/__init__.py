"""Callbacks: what Amazon SNS delivers over HTTPS, proven to be ours, and what it reports."""

from __future__ import annotations

from lms_callbacks._amazon import Amazon, AmazonOverHttps, amazon
from lms_callbacks._certificates import Certificates, certificates
from lms_callbacks._message import SnsMessage
from lms_callbacks._reports import report_of
from lms_callbacks._settings import CallbackSettings
from lms_callbacks._verification import confirm, verified
from lms_callbacks.errors import CallbackRefused

__all__ = [
    "Amazon",
    "AmazonOverHttps",
    "CallbackRefused",
    "CallbackSettings",
    "Certificates",
    "SnsMessage",
    "amazon",
    "certificates",
    "confirm",
    "report_of",
    "verified",
]
