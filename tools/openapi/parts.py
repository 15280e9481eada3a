"""What all operations of the API share: headers, parameters, security, the problem object."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

# Problems that a call in main.py can lead to, by their slugs.
CAUSED_BY = {
    "parse": ("bad-request", "content-too-large", "unsupported-media-type", "invalid"),
    "content": ("content-too-large", "unsupported-media-type"),
    "query": ("invalid",),
    "path_id": ("not-found",),
    "require": ("unauthenticated", "forbidden"),
    "identify": ("unauthenticated",),
    "shown_refresh_token": ("unauthenticated", "forbidden"),
    "if_match": ("bad-request", "precondition-failed"),
    "once": ("bad-request", "idempotency-key-reused"),
    "claim": ("bad-request", "idempotency-key-reused"),
    "limit": ("too-many-requests",),
    "guess": ("too-many-requests", "many-guesses"),
}

TAGS = {
    "courses": "The catalog, and authoring of courses.",
    "auth": "Accounts, sessions and the keys that verify tokens.",
    "users": "People and their profiles.",
    "certificate-statuses": "Which certificates were revoked, for those who verify credentials.",
    "certificates": "What learners leave a course with, for everybody to check.",
    "enrollments": "Seats in courses.",
    "notifications": "Messages to people and how far they got.",
    "templates": "The words of the messages that the platform writes by itself.",
    "callbacks": "What providers report about messages.",
}

INTRODUCTION = """\
JSON in and out, UTF-8, `snake_case`, times in RFC 3339 UTC, ids as opaque strings. Unknown fields
are refused by name.

Failures are RFC 9457 problem details (`application/problem+json`): a stable `type`, a `detail` for
people, and `errors` that name each field at fault. A route returns 405 to another method, and a
path that is no route 404. Every response carries `X-Request-Id`; quote it when you ask for help.

Lists take `limit` with `page` or `cursor`. Creating requests take an `Idempotency-Key`: the same
key and body create nothing new, and return what they created.
"""

PROBLEM: Schema = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": "Stable name of the problem; never changes once published.",
        },
        "title": {"type": "string", "description": "The same for every problem of this type."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "About this one case, for people."},
        "trace_id": {
            "type": "string",
            "pattern": "^[0-9a-f]{32}$",
            "description": "By which the platform's operators find this request: quote it.",
        },
        "errors": {
            "type": "array",
            "description": "Fields at fault.",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}

HEADERS: dict[str, Schema] = {
    "ETag": {
        "description": "Version of what was returned, for If-Match and If-None-Match.",
        "schema": {"type": "string"},
        "example": '"3"',
    },
    "Location": {
        "description": "Where the new resource is.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "Retry-After": {
        "description": "Seconds to wait before the next try.",
        "schema": {"type": "integer", "minimum": 0},
    },
    "Set-Cookie": {
        "description": "The refresh token of a browser: HttpOnly, SameSite=Strict, /api/auth only.",
        "schema": {"type": "string"},
    },
    "WWW-Authenticate": {
        "description": "How to authenticate (RFC 6750).",
        "schema": {"type": "string"},
    },
    "X-Request-Id": {
        "description": "Names this request in the logs.",
        "schema": {"type": "string"},
    },
}

PARAMETERS: dict[str, Schema] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A repeat with the same key creates nothing new and returns what there is.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        "example": "3f1b2c4d-enroll-1",
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "ETags of the copy that was edited, a list or `*`; 412 when all are stale. "
        "A compressed response has a weak one, which never matches: send the `version` in quotes.",
        "schema": {"type": "string"},
        "example": '"3"',
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "ETag of the copy at hand; 304 when it is still the newest.",
        "schema": {"type": "string"},
        "example": '"3"',
    },
}

SECURITY: dict[str, Schema] = {
    "accessToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Access token from log_in or refresh_session, or a service token.",
    },
    "refreshCookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "refresh_token",
        "description": "Set by log_in; clients without cookies send refresh_token in the body.",
    },
}

SUCCESS = {
    200: "Done.",
    201: "Created; Location says where.",
    202: "Kept safely and still to be done; Location tells how far it is.",
    204: "Done, and there is nothing to say about it.",
    302: "What was asked for is at Location, for now.",
    304: "The copy at hand is still the newest.",
}
