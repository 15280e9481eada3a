"""HTTP in and out: endpoint, parse, responses, problem details."""

from __future__ import annotations

from lms_http._answers import Answer, accepted, created, is_fresh, no_content, ok
from lms_http._endpoint import endpoint, problem_answer
from lms_http._form import form
from lms_http._parse import if_match, parse, path_id, query

__all__ = [
    "Answer",
    "accepted",
    "created",
    "endpoint",
    "form",
    "if_match",
    "is_fresh",
    "no_content",
    "ok",
    "parse",
    "path_id",
    "problem_answer",
    "query",
]
