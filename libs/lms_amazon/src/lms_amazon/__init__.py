"""Callbacks: what Amazon SNS delivers over HTTPS, verified to be ours, and what it reports."""

from __future__ import annotations

from lms_amazon._certificates import Certificates, certificates
from lms_amazon._client import Amazon, amazon
from lms_amazon._message import SnsMessage
from lms_amazon._reports import report_of
from lms_amazon._settings import CallbackSettings
from lms_amazon._verification import confirm, verified
from lms_amazon.errors import CallbackRefused

__all__ = [
    "Amazon",
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
