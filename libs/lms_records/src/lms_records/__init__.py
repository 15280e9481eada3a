"""Reading what is stored: never stricter than writing was, and one bad record stops no other."""

from __future__ import annotations

from lms_records._batch import Failures
from lms_records._loose import loose
from lms_records._read import Rows, Step, read, read_all, read_each, read_json, reading
from lms_records.errors import PartlyDone

__all__ = [
    "Failures",
    "PartlyDone",
    "Rows",
    "Step",
    "loose",
    "read",
    "read_all",
    "read_each",
    "read_json",
    "reading",
]
