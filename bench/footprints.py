"""The memory that other learning platforms ask for, as their own documentation says."""

from __future__ import annotations

from typing import NamedTuple


class Footprint(NamedTuple):
    """The least memory that a platform's documentation asks for."""

    platform: str
    gibibytes: float
    source: str


DOCUMENTED = (
    Footprint("Moodle", 0.5, "docs.moodle.org, Installing Moodle"),
    Footprint("LearnHouse", 2, "learnhouse: self-hosting/installation/requirements"),
    Footprint("Open edX (Tutor)", 4, "overhangio/tutor: docs/gettingstarted/requirements.rst"),
    Footprint("ClassroomIO", 4, "classroomio: self-hosted documentation"),
    Footprint("Canvas", 8, "canvas-lms wiki: Production Start (recommended; no minimum is given)"),
)
