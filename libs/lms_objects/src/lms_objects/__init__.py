"""The object store: signed links for browsers, and the few requests of functions."""

from __future__ import annotations

from lms_objects._credentials import Credentials, Identity
from lms_objects._settings import ObjectSettings
from lms_objects._signing import Signed, Upload
from lms_objects._store import Look, ObjectStore, objects

__all__ = [
    "Credentials",
    "Identity",
    "Look",
    "ObjectSettings",
    "ObjectStore",
    "Signed",
    "Upload",
    "objects",
]
