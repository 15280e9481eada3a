"""EventTypes: the catalog of events that `kn eventtype list` shows, from eventing/schemas/.

Eventing stores v1beta2 and converts what v1beta3 says on the way in and out. Written here is what
comes back unchanged; `stored` is that round trip, from knative/eventing 1.23,
pkg/apis/eventing/v1beta2/
eventtype_conversion.go.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tools.manifests.names import NAMESPACE, PART_OF, WAVE

if TYPE_CHECKING:
    from pathlib import Path

    from tools.manifests.names import Manifest

BROKER = "default"
# All that v1beta2 has a field for, by the field's name in v1beta3; `source` survives as a URL only.
KEPT = ("type", "source", "schemadata")


def event_types(root: Path) -> dict[str, Manifest]:
    """Make one EventType for each schema, by the event's type."""
    return {
        path.stem: _event_type(path.stem, json.loads(path.read_bytes()))
        for path in sorted((root / "eventing" / "schemas").glob("*.json"))
    }


def _event_type(name: str, schema: Manifest) -> Manifest:
    description = " ".join(str(schema.get("description", schema.get("title", name))).split())
    return {
        "apiVersion": "eventing.knative.dev/v1beta3",
        "kind": "EventType",
        "metadata": {
            "name": name,
            "namespace": NAMESPACE,
            "labels": {"app.kubernetes.io/part-of": PART_OF},
            "annotations": {WAVE: "1"},
        },
        "spec": {
            "attributes": attributes({"type": name, "schemadata": str(schema["$id"])}),
            "description": description,
            "reference": {
                "apiVersion": "eventing.knative.dev/v1",
                "kind": "Broker",
                "name": BROKER,
                "namespace": NAMESPACE,
            },
        },
    }


def attributes(values: dict[str, str]) -> list[Manifest]:
    """Write an EventType's attributes as they come back from the API server, in its order."""
    made: list[Manifest] = [
        {"name": "specversion", "required": True},
        {"name": "id", "required": True},
        _attribute("type", values),
        _attribute("source", values),
    ]
    if "schemadata" in values:
        made.append({**_attribute("schemadata", values), "required": False})
    return made


def stored(event_type: Manifest) -> Manifest:
    """Return an EventType's spec as the API server returns it after it was stored."""
    spec = event_type["spec"]
    values = {
        one["name"]: one["value"]
        for one in spec.get("attributes") or ()
        if one["name"] in KEPT and one.get("value")
    }
    if "source" in values:
        # As Go writes a URL: braces are escaped.
        values["source"] = values["source"].replace("{", "%7B").replace("}", "%7D")
    namespace = (event_type.get("metadata") or {}).get("namespace")
    reference = {"namespace": namespace} | (spec.get("reference") or {})
    return {**spec, "attributes": attributes(values), "reference": reference}


def _attribute(name: str, values: dict[str, str]) -> Manifest:
    value = {"value": values[name]} if name in values else {}
    return {"name": name, "required": True, **value}
