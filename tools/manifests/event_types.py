"""EventTypes: the catalog of events that `kn eventtype list` shows, from eventing/schemas/."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tools.manifests.names import NAMESPACE, PART_OF, WAVE

if TYPE_CHECKING:
    from pathlib import Path

    from tools.manifests.names import Manifest

BROKER = "default"


def event_types(root: Path) -> dict[str, Manifest]:
    """Make one EventType for each schema, by the event's type."""
    return {
        path.stem: _event_type(path.stem, json.loads(path.read_bytes()))
        for path in sorted((root / "eventing" / "schemas").glob("*.json"))
    }


def _event_type(name: str, schema: Manifest) -> Manifest:
    attributes = [
        {"name": "specversion", "required": True, "value": "1.0"},
        {"name": "type", "required": True, "value": name},
        {"name": "source", "required": True, "value": "/functions/{function}"},
        {"name": "subject", "required": True, "value": "{id}"},
        {"name": "dataschema", "required": True, "value": f"/schemas/{name}.json"},
        {"name": "datacontenttype", "required": True, "value": "application/json"},
    ]
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
            "attributes": attributes,
            "description": description,
            "reference": {
                "apiVersion": "eventing.knative.dev/v1",
                "kind": "Broker",
                "name": BROKER,
            },
        },
    }
