"""Generate eventing/schemas/ and docs/events.md from the event types and the endpoint table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tools.endpoints import Endpoint, read_endpoints
from tools.generated import Generator
from tools.messages import event_kinds, prose, schemas
from tools.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from lms_kernel import DomainEvent

OWNED = ("eventing/schemas/*.json", "docs/events.md")
DIALECT = "https://json-schema.org/draft/2020-12/schema"
HEAD = """\
# Events

Made by `nox -s generate` from the event types in `libs/` and the subscriptions in
`functions/*/func.yaml`: change those.

Every event is a CloudEvent 1.0. `source` is `/functions/<function>`, `subject` the id of what it is
about, `dataschema` the URI that names the schema of its data: the same in every environment. Each
environment serves the document at the path of that URI, and it is in `eventing/schemas/`. `actorid`
and `actorrole` say who caused it, `privileged` is `true` when that was an instructor, an admin or a
service, `traceparent` continues the request's trace. Delivery is at least once.
"""


def render(root: Path = ROOT) -> dict[str, bytes]:
    """Make every schema and the page, by path."""
    kinds = event_kinds(root)
    made = {f"eventing/schemas/{name}.json": schema(kind) for name, kind in kinds.items()}
    made["docs/events.md"] = page(kinds, read_endpoints(root))
    return made


def schema(kind: type[DomainEvent]) -> bytes:
    """Build the JSON Schema of one event's data. More fields may be added in the same version."""
    (reference,), components = schemas([kind], "#/$defs/{name}")
    own = components.pop(reference["$ref"].removeprefix("#/$defs/"))
    document: dict[str, Any] = {"$schema": DIALECT, "$id": kind.schema_id(), **own}
    if components:
        document["$defs"] = dict(sorted(components.items()))
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def page(kinds: dict[str, type[DomainEvent]], endpoints: tuple[Endpoint, ...]) -> bytes:
    """Build docs/events.md: each event with its meaning, its data and its consumers."""
    lines = [HEAD, "| Event | Meaning | Data | Reactions |", "| --- | --- | --- | --- |"]
    for name, kind in kinds.items():
        meaning = prose(kind.__doc__).partition("\n\n")[0].replace("\n", " ")
        data = f"[{kind.__name__}](../eventing/schemas/{name}.json)"
        reactions = ", ".join(f"`{one}`" for one in consumers(name, endpoints)) or "none yet"
        lines.append(f"| `{name}` | {meaning} | {data} | {reactions} |")
    lines += ["", "Reactions that are not bound to one type:", ""]
    lines += [
        f"- `{one.name}`: {'; '.join(causes)}"
        for one in endpoints
        if (causes := _other_causes(one))
    ]
    return "\n".join(lines).encode() + b"\n"


def consumers(event_type: str, endpoints: tuple[Endpoint, ...]) -> list[str]:
    """Name the functions that subscribe to a type by its name."""
    return [
        one.name
        for one in endpoints
        if any(item.filters.get("type") == event_type for item in one.subscriptions)
    ]


def _other_causes(one: Endpoint) -> list[str]:
    causes = [
        "events with " + ", ".join(f"`{key}: {value}`" for key, value in item.filters.items())
        for item in one.subscriptions
        if "type" not in item.filters
    ]
    if one.schedule:
        causes.append(f"on the schedule `{one.schedule}`")
    if not one.is_http and not one.subscriptions and not one.schedule:
        causes.append("events that could not be delivered")
    return causes


GENERATOR = Generator(OWNED, render)
