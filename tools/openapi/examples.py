"""Believable example values for a JSON Schema, so that every request body can be tried as shown."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

ID = "01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e6f"

# What a field of this name looks like on this platform. Anything else is made from its schema.
BY_NAME: dict[str, Any] = {
    "access_token": "eyJhbGciOiJFUzI1NiIsImtpZCI6IjEifQ.e30.c2lnbmF0dXJl",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    "body": "The next lesson is open. See you there!",
    "bytes": 48_213,
    "capacity": 30,
    "category": "databases",
    "course_slug": "practical-sql",
    "course_title": "Practical SQL",
    "code": "482913",
    "content_type": "application/pdf",
    "currency": "EUR",
    "description": "Ask real questions of real tables, from the first SELECT to window functions.",
    "digest": ["message"],
    "duration_minutes": 12,
    "email": "ana@example.org",
    "end": "07:00",
    "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABn",
    "expirationTime": None,
    "fallbacks": ["in_app"],
    "language": "en",
    "level": "beginner",
    "name": "Ana Example",
    "next_cursor": None,
    "off": {"announcement": ["email"]},
    "p256dh": (
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    ),
    "password": "correct horse battery staple",
    "phone": "+34600111222",
    "refresh_token": "Zm9yIGV4YW1wbGUgb25seQ",
    "short": "Your account is ready. Find your first course!",
    "slug": "practical-sql",
    "start": "22:00",
    "subject": "Your course starts on Monday",
    "tags": ["sql", "postgresql"],
    "text": "The next lesson is open. See you there!",
    "time_zone": "Europe/Madrid",
    "title": "Practical SQL",
    "url": "https://example.org/lesson-1.mp4",
}


def example(schema: Schema, components: dict[str, Schema], name: str = "") -> Any:
    """Make a value that the schema accepts.

    Optional fields are shown too, so that a reader sees all there is; recursion ends after one
    level.
    """
    return _value(schema, components, name, ())


def _value(schema: Schema, components: dict[str, Schema], name: str, path: tuple[str, ...]) -> Any:
    if "$ref" in schema:
        target = schema["$ref"].rpartition("/")[2]
        if target in path:
            return None
        return _value(components[target], components, name, (*path, target))
    if told := _told(schema, name):
        return told[0]
    if "anyOf" in schema:
        choices = [one for one in schema["anyOf"] if one.get("type") != "null"]
        return _value(choices[0], components, name, path)
    return _of_kind(schema, components, name, path)


def _told(schema: Schema, name: str) -> list[Any]:
    """List values suggested by the schema itself or the field's name, best first."""
    told = [*schema.get("examples", ())]
    if "const" in schema:
        told.append(schema["const"])
    if name in BY_NAME and _fits(BY_NAME[name], schema):
        told.append(BY_NAME[name])
    return [*told, *schema.get("enum", ())]


def _of_kind(
    schema: Schema, components: dict[str, Schema], name: str, path: tuple[str, ...]
) -> Any:
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        made = {
            key: _value(one, components, key, path)
            for key, one in schema.get("properties", {}).items()
        }
        required = schema.get("required", ())
        return {key: value for key, value in made.items() if value is not None or key in required}
    if kind == "array":
        item = _value(schema.get("items", {}), components, name.removesuffix("s"), path)
        return [] if item is None else [item]
    if kind in {"integer", "number"}:
        return max(int(schema.get("minimum", 1)), 1)
    if kind == "boolean":
        return schema.get("default", True)
    return _text(schema, name) if kind == "string" else None


def _text(schema: Schema, name: str) -> str:
    if schema.get("format") == "date-time" or name.endswith("_at"):
        return "2026-11-22T09:30:00Z"
    if name == "id" or name.endswith("_id") or "[0-9a-f]{12}" in schema.get("pattern", ""):
        return ID
    return (name or "text").ljust(schema.get("minLength", 0), "x")


def _fits(value: Any, schema: Schema) -> bool:
    """Tell whether a value by name is of the kind that this schema has under the name."""
    if "anyOf" in schema:
        return any(_fits(value, one) for one in schema["anyOf"])
    if schema.get("enum"):
        return value in schema["enum"]
    kinds = {"string": str, "integer": int, "array": list, "object": dict, "null": type(None)}
    kind = kinds.get(str(schema.get("type")))
    return kind is not None and isinstance(value, kind)
