"""A plan as Terraform writes it in JSON, flattened for assertions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

Json = dict[str, Any]


class Resource(msgspec.Struct, frozen=True):
    """One planned resource."""

    address: str
    type: str
    key: str
    """Its for_each key; empty when it has none."""
    values: Json


class Statement(msgspec.Struct, frozen=True):
    """One statement of one IAM policy."""

    address: str
    """The resource whose policy it is."""
    trust: bool
    """Whether the policy grants access to a resource (a trust, a bucket, a key), not rights to a
    role."""
    effect: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditional: bool


class Plan:
    """All resources that exist after a plan."""

    def __init__(self, file: Path) -> None:
        document = json.loads(file.read_text("utf-8"))
        self.name = file.stem
        outputs = document["planned_values"].get("outputs", {})
        self.outputs: Json = {name: one.get("value") for name, one in outputs.items()}
        self.resources = tuple(_resources(document["planned_values"]["root_module"]))

    def of(self, type_name: str, within: str = "") -> list[Resource]:
        """List the resources of a type whose address contains some text, sorted by address."""
        found = [one for one in self.resources if one.type == type_name and within in one.address]
        return sorted(found, key=lambda one: one.address)

    def one(self, type_name: str, within: str = "") -> Resource:
        """Find the only such resource. Raises LookupError when there are none or several."""
        found = self.of(type_name, within)
        if len(found) != 1:
            raise LookupError(f"{self.name}: {len(found)} {type_name} within `{within}`")
        return found[0]

    def statements(self) -> list[Statement]:
        """List the statements of every policy of every resource."""
        return [
            statement
            for one in self.resources
            for field in ("policy", "assume_role_policy", "policy_document")
            if '"Statement"' in str(one.values.get(field) or "")
            for statement in _statements(one, field)
        ]


def _resources(module: Json) -> Iterator[Resource]:
    for one in module.get("resources", ()):
        if one["mode"] == "managed":
            key = str(one.get("index", ""))
            yield Resource(one["address"], one["type"], key, one["values"])
    for child in module.get("child_modules", ()):
        yield from _resources(child)


def _statements(resource: Resource, field: str) -> Iterator[Statement]:
    for one in json.loads(resource.values[field])["Statement"]:
        yield Statement(
            address=resource.address,
            trust="Principal" in one,
            effect=one["Effect"],
            actions=_all(one.get("Action")),
            resources=_all(one.get("Resource")),
            conditional="Condition" in one,
        )


def _all(value: str | list[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
