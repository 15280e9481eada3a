"""The OpenAPI 3.1 document: one operation for each route, generated from its code."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from tools.closure import Closures
from tools.endpoints import Endpoint, EndpointError, read_endpoints
from tools.generated import Generator
from tools.messages import problem_kinds, prose, schemas
from tools.openapi.examples import example
from tools.openapi.facts import STATUS, FactError, Facts, read_facts
from tools.openapi.fields import FIELDS, QUERIES, fields, queries
from tools.openapi.parts import (
    CAUSED_BY,
    HEADERS,
    INTRODUCTION,
    PARAMETERS,
    PROBLEM,
    SECURITY,
    SUCCESS,
    TAGS,
    Schema,
)
from tools.openapi.problems import PROBLEM_TREE, problem_tree
from tools.openapi.site import DOCUMENT, PROBLEMS_PAGE, problems_page
from tools.stores import stores_of
from tools.tree import ROOT, function_folders

if TYPE_CHECKING:
    from pathlib import Path

    from lms_kernel import Problem

REFERENCE = "#/components/schemas/{name}"


@dataclass
class Document:
    """The document while it is being made; components are collected on the way."""

    problems: dict[str, type[Problem]]
    components: dict[str, Schema] = field(default_factory=lambda: {"Problem": PROBLEM})
    paths: dict[str, Schema] = field(default_factory=dict)

    def add(self, one: Endpoint, facts: Facts, *, uses_store: bool) -> None:
        """Add one route. Raises EndpointError for a problem slug that nobody defines."""
        operation: Schema = {
            "operationId": one.name,
            "tags": [tag_of(one.path)],
            "summary": facts.summary,
            "description": self._description(one, facts),
            "parameters": self._parameters(one, facts),
            "responses": self._responses(one, facts, uses_store=uses_store),
            "security": _security(facts),
        }
        if body := facts.argument("parse", 1):
            schema = self._schema(body)
            operation["requestBody"] = {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": schema,
                        "example": example(schema, self.components),
                    }
                },
            }
        self.paths.setdefault(one.path, {})[one.method.lower()] = operation

    def _schema(self, kind: Any) -> Schema:
        (schema,), components = schemas([kind], REFERENCE)
        self.components.update(components)
        return schema

    def _description(self, one: Endpoint, facts: Facts) -> str:
        lines = [prose(facts.description), f"Access: {one.access}."]
        permission = facts.argument("require", 1)
        if isinstance(permission, str):
            lines.append(f"Needs the permission `{permission}`.")
        return "\n\n".join(lines)

    def _parameters(self, one: Endpoint, facts: Facts) -> list[Schema]:
        found: list[Schema] = [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": {"type": "string"},
                "description": f"The {name} in the path.",
            }
            for name in re.findall(r"\{(\w+)\}", one.path)
        ]
        if kind := facts.argument("query", 1):
            schema = self._schema(kind)
            # Its fields are shown one by one, so the struct itself is no component.
            struct = self.components.pop(schema["$ref"].rpartition("/")[2])
            for name, each in struct["properties"].items():
                found.append(_query_parameter(name, each, required=name in struct["required"]))
        if facts.calls_to("once") or facts.calls_to("claim"):
            found.append(_reference("parameters", "IdempotencyKey"))
        if facts.calls_to("if_match"):
            found.append(_reference("parameters", "IfMatch"))
        if _is_tagged(facts):
            found.append(_reference("parameters", "IfNoneMatch"))
        return found

    def _responses(self, one: Endpoint, facts: Facts, *, uses_store: bool) -> Schema:
        headers = {"X-Request-Id": _reference("headers", "X-Request-Id")}
        if any("etag" in facts.keywords(name) for name in ("ok", "created")) or (_is_tagged(facts)):
            headers["ETag"] = _reference("headers", "ETag")
        if facts.calls_to("keep_in_cookie"):
            headers["Set-Cookie"] = _reference("headers", "Set-Cookie")
        responses: Schema = {}
        for status in facts.statuses():
            response: Schema = {"description": SUCCESS[status], "headers": dict(headers)}
            if status in {201, 202, 302}:
                response["headers"]["Location"] = _reference("headers", "Location")
            if status not in {204, 302} and facts.answers:
                response["content"] = self._content(facts)
            responses[str(status)] = response
        if not responses:
            message = f"functions/{one.name}/main.py answers neither {', '.join(STATUS)}"
            raise FactError(message)
        if _is_tagged(facts):
            responses["304"] = {"description": SUCCESS[304], "headers": dict(headers)}
        return responses | self._refusals(one, facts, uses_store=uses_store)

    def _content(self, facts: Facts) -> Schema:
        """Return what a response has in it: JSON, a file of the kind that is downloaded, both."""
        content: Schema = {}
        answers = facts.answers
        if kind := facts.argument("download", 1):
            content[str(kind)] = {"schema": {"type": "string", "contentMediaType": str(kind)}}
            answers = tuple(body for body in answers if body is not bytes)
        bodies = [self._schema(body) for body in answers]
        if bodies:
            schema = bodies[0] if len(bodies) == 1 else {"oneOf": bodies}
            content["application/json"] = {"schema": schema}
        return content

    def _refusals(self, one: Endpoint, facts: Facts, *, uses_store: bool) -> Schema:
        slugs = {slug for name in CAUSED_BY if facts.calls_to(name) for slug in CAUSED_BY[name]}
        slugs.update(one.problems)
        if uses_store:
            slugs.add("unavailable")
        by_status: dict[int, list[type[Problem]]] = {}
        for slug in sorted(slugs):
            if slug not in self.problems:
                message = f"functions/{one.name}/func.yaml: no problem has the slug {slug}"
                raise EndpointError(message)
            kind = self.problems[slug]
            by_status.setdefault(kind.status, []).append(kind)
        return {str(status): _refusal(kinds) for status, kinds in sorted(by_status.items())}


def document(root: Path = ROOT) -> bytes:
    """Make the OpenAPI document. Raises EndpointError, FactError, MessageError."""
    made = Document(problem_kinds())
    closures = Closures(root)
    folders = function_folders(root)
    for one in read_endpoints(root):
        if one.is_http and not one.is_page:
            facts = read_facts(one.name, folders[one.name] / "main.py")
            stores = stores_of(closures.of(one.name).libraries)
            made.add(one, facts, uses_store=bool(stores))
    used = {tag for path in made.paths.values() for one in path.values() for tag in one["tags"]}
    content = {
        "openapi": "3.1.0",
        "info": {
            "title": "Learning Platform",
            "version": _version(root),
            "description": INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [
            {"name": name, "description": text} for name, text in TAGS.items() if name in used
        ],
        "paths": dict(sorted(made.paths.items())),
        "components": {
            "schemas": dict(sorted(made.components.items())),
            "parameters": PARAMETERS,
            "headers": HEADERS,
            "securitySchemes": SECURITY,
        },
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"


def tag_of(path: str) -> str:
    """Name the context of a route: the first word after /api, or auth for the public keys."""
    return path.split("/")[2] if path.startswith("/api/") else "auth"


def _query_parameter(name: str, schema: Schema, *, required: bool) -> Schema:
    shown = dict(schema)
    parameter: Schema = {"name": name, "in": "query", "required": required}
    if description := shown.pop("description", ""):
        parameter["description"] = description
    if shown.get("type") == "array":
        parameter |= {"style": "form", "explode": True}
    return parameter | {"schema": shown}


def _refusal(kinds: list[type[Problem]]) -> Schema:
    status = kinds[0].status
    headers = {"X-Request-Id": _reference("headers", "X-Request-Id")}
    if status == 401:  # noqa: PLR2004 - unauthenticated
        headers["WWW-Authenticate"] = _reference("headers", "WWW-Authenticate")
    if status in {429, 503}:
        headers["Retry-After"] = _reference("headers", "Retry-After")
    examples: Schema = {}
    for kind in kinds:
        value: Schema = {
            "type": f"/problems/{kind.slug}",
            "title": kind.title,
            "status": status,
            "detail": prose(kind.__doc__).partition("\n")[0],
        }
        if kind.slug == "invalid":
            value["errors"] = [{"field": "title", "message": "must have at least 3 characters"}]
        examples[kind.slug] = {"value": value}
    return {
        "description": "; ".join(f"`{kind.slug}`: {kind.title}" for kind in kinds) + ".",
        "headers": headers,
        "content": {
            "application/problem+json": {
                "schema": _reference("schemas", "Problem"),
                "examples": examples,
            }
        },
    }


def _security(facts: Facts) -> list[Schema]:
    """Return the credentials needed; the empty choice means an anonymous caller."""
    if facts.calls_to("require"):
        return [{"accessToken": []}]
    if facts.calls_to("identify"):
        return [{}, {"accessToken": []}]
    if facts.calls_to("shown_refresh_token"):
        return [{"refreshCookie": []}, {}]
    return []


def _is_tagged(facts: Facts) -> bool:
    """Tell whether the response has a tag by which a client asks for it again."""
    return facts.calls_to("download") or "request" in facts.keywords("ok")


def _reference(kind: str, name: str) -> Schema:
    return {"$ref": f"#/components/{kind}/{name}"}


def _version(root: Path) -> str:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _files(root: Path) -> dict[str, bytes]:
    made = document(root)
    decoded = msgspec.json.decode(made)
    return {
        DOCUMENT: made,
        FIELDS: fields(decoded),
        QUERIES: queries(decoded),
        PROBLEMS_PAGE: problems_page(),
        PROBLEM_TREE: problem_tree().encode(),
    }


GENERATOR = Generator((DOCUMENT, FIELDS, PROBLEMS_PAGE, PROBLEM_TREE), _files)
