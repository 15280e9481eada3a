"""HTTP in and out: endpoint, parse, responses, problem details."""

from __future__ import annotations

from lms_http._answers import Answer, accepted, created, download, found, no_content, ok
from lms_http._conditions import if_match, is_fresh
from lms_http._content import content
from lms_http._endpoint import endpoint, problem_answer
from lms_http._form import form
from lms_http._media import asks_for
from lms_http._parse import parse, path_id, query
from lms_http._shared import SharedSettings, shared

__all__ = [
    "Answer",
    "SharedSettings",
    "accepted",
    "asks_for",
    "content",
    "created",
    "download",
    "endpoint",
    "form",
    "found",
    "if_match",
    "is_fresh",
    "no_content",
    "ok",
    "parse",
    "path_id",
    "problem_answer",
    "query",
    "shared",
]
