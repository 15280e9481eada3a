"""Reading what is stored: never stricter than writing was, and one bad record stops no other."""

from __future__ import annotations

from lms_records._batch import Failures
from lms_records._loose import loose
from lms_records._moments import gaps_in_time, nearest_moment
from lms_records._read import (
    Rows,
    Step,
    loads,
    read,
    read_all,
    read_each,
    read_json,
    read_json_rows,
    reading,
)
from lms_records.errors import PartlyDone

__all__ = [
    "Failures",
    "PartlyDone",
    "Rows",
    "Step",
    "gaps_in_time",
    "loads",
    "loose",
    "nearest_moment",
    "read",
    "read_all",
    "read_each",
    "read_json",
    "read_json_rows",
    "reading",
]
