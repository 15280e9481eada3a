"""Every document against its schema, with unknown fields refused.

Kubernetes' own kinds are checked against the schemas in the package kubernetes-validate, all others
against the JSON schemas of their custom resource definitions: files `<group>/<kind>_<version>.json`
like those of datreeio/CRDs-catalog. Kinds that the catalog does not have are in schemas/ here.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema

from tools.manifests.documents import Finding, api_group, where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.manifests.names import Manifest

OWN = Path(__file__).parent / "schemas"
KUBERNETES = "1.35"
# The release of NGINX Gateway Fabric that Argo CD installs. The catalog has the definitions of 2.2;
# what 2.3 brought is written down here, as `config/crd` has it at this release.
GATEWAY = "2.6.7"
_ACCESS_LOG = {
    "type": "object",
    "properties": {
        "disable": {"type": "boolean"},
        "escape": {"type": "string", "enum": ["default", "json", "none"]},
        "format": {"type": "string", "maxLength": 4096, "pattern": r"^[^'\x0A\x0D]*$"},
    },
}
_TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
METADATA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "namespace": {"type": "string"},
        "labels": _TEXTS,
        "annotations": _TEXTS,
        "finalizers": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["name"],
    "additionalProperties": False,
}
RULES = {"additionalProperties": "unknown-field", "required": "missing-field"}


class Schemas:
    """The schemas of one run; each is read and compiled once."""

    def __init__(self, catalog: Path | None) -> None:
        self.catalog = catalog
        self.missing: set[str] = set()
        """Custom resources that were not checked, for lack of a catalog."""
        self._validators: dict[str, jsonschema.protocols.Validator | None] = {}

    def check(self, documents: Iterable[Manifest]) -> Iterator[Finding]:
        """Check documents against their schemas."""
        for document in documents:
            if is_builtin(document):
                yield from _check_builtin(document)
            else:
                yield from self._check_custom(document)

    def _check_custom(self, document: Manifest) -> Iterator[Finding]:
        name = schema_name(document)
        if name not in self._validators:
            self._validators[name] = self._compile(name)
        validator = self._validators[name]
        if validator is None:
            if self.catalog is None:
                self.missing.add(name)
            else:
                yield Finding("no-schema", where(document), f"no schema {name} in the catalog")
            return
        for error in validator.iter_errors(document):
            yield _finding(document, error)

    def _compile(self, name: str) -> jsonschema.protocols.Validator | None:
        for folder in (self.catalog, OWN):
            if folder is not None and (folder / name).is_file():
                schema = json.loads((folder / name).read_bytes())
                _complete(name, schema)
                return jsonschema.Draft202012Validator(closed(schema))
        return None


def _complete(name: str, schema: Any) -> None:
    """Add what the catalog's schemas leave out."""
    texts = {"type": "string"}
    schema["properties"] |= {"apiVersion": texts, "kind": texts, "metadata": METADATA}
    if name == "eventing.knative.dev/trigger_v1.json":
        # The definition lets every field through, Eventing's webhook does not: it knows these.
        spec = schema["properties"]["spec"]
        spec["properties"]["delivery"]["properties"] |= {"timeout": texts, "format": texts}
        for one in (spec, spec["properties"]["delivery"]):
            one.pop("x-kubernetes-preserve-unknown-fields", None)
    if name == "gateway.nginx.org/nginxproxy_v1alpha2.json":
        logging = schema["properties"]["spec"]["properties"]["logging"]
        logging["properties"].setdefault("accessLog", _ACCESS_LOG)


def is_builtin(document: Manifest) -> bool:
    """Tell whether a kind is Kubernetes' own."""
    group = api_group(document)
    if "." not in group:
        return True
    return group.endswith(".k8s.io") and not group.startswith("gateway.")


def schema_name(document: Manifest) -> str:
    """Name the file of a custom resource's schema."""
    version = str(document.get("apiVersion", "")).rpartition("/")[2]
    return f"{api_group(document)}/{str(document.get('kind', '')).lower()}_{version}.json"


def closed(schema: Any) -> Any:
    """Refuse unknown fields wherever a schema lists the known ones and does not say otherwise."""
    schema = copy.deepcopy(schema)
    waiting = [schema]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            if (
                isinstance(one.get("properties"), dict)
                and "additionalProperties" not in one
                and not one.get("x-kubernetes-preserve-unknown-fields")
            ):
                one["additionalProperties"] = False
            waiting += [inner for key, inner in one.items() if key not in {"enum", "default"}]
    return schema


def _check_builtin(document: Manifest) -> Iterator[Finding]:
    import kubernetes_validate

    try:
        kubernetes_validate.validate(document, KUBERNETES, strict=True)
    except kubernetes_validate.ValidationError as error:
        yield _finding(document, error)
    except kubernetes_validate.SchemaNotFoundError:
        yield Finding(
            "no-schema", where(document), f"Kubernetes {KUBERNETES} has no {document['kind']}"
        )


def _finding(document: Manifest, error: jsonschema.ValidationError) -> Finding:
    # In an anyOf, the closest alternative explains best what is wrong.
    error = jsonschema.exceptions.best_match([error])
    path = ".".join(str(part) for part in error.absolute_path)
    message = f"{path}: {error.message}" if path else error.message
    return Finding(RULES.get(str(error.validator), "wrong-value"), where(document), message[:300])
