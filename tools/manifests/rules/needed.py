"""What documents and charts' values refer to that something else must create."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.manifests.documents import namespace_of, walk
from tools.manifests.rules.made import CLUSTER_WIDE, PROVIDED, Thing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tools.manifests.names import Manifest

# A field that holds {name: ...} of a kind.
_NAMED = {
    "configMapKeyRef": "ConfigMap",
    "configMapRef": "ConfigMap",
    "passwordSecret": "Secret",
    "passwordSecretRef": "Secret",
    "secretKeyRef": "Secret",
    "secretRef": "Secret",
    "serviceRef": "Service",
}
# A field that holds {kind: ..., name: ..., perhaps a namespace}.
_KINDED = frozenset(
    {
        *("backendRefs", "caCertificateRefs", "certificateRefs", "issuerConf", "issuerRef"),
        *("nodeClassRef", "parametersRef", "resourcePolicy", "roleRef", "secretStoreRef"),
        "parentRefs",
    }
)
_DEFAULT_KINDS = {"backendRefs": "Service", "certificateRefs": "Secret", "parentRefs": "Gateway"}
# A field that holds a name.
_PLAIN = {
    "barmanObjectName": "ObjectStore",
    "gatewayClassName": "GatewayClass",
    "serviceAccountName": "ServiceAccount",
    "storageClass": "StorageClass",
    "storageClassName": "StorageClass",
}
# Where controllers of kinds without a namespace read Secrets (here: trust-manager's own).
_CONTROLLERS = {"Bundle": "cert-manager"}
# In charts' values: a field that holds a Secret's name.
_SECRETS_OF_CHARTS = frozenset(
    {"existingSecret", "existingSecretName", "secretName", "usersExistingSecret"}
)
# Names in these documents are what the document makes, or what only its own controller reads.
_MAKERS = frozenset({"Certificate", "ClusterIssuer", "ExternalSecret", "Issuer"})


def in_document(document: Manifest) -> Iterator[Thing]:
    """Return what a document names."""
    # What belongs to no namespace names Secrets of its controller's.
    namespace = namespace_of(document) or _CONTROLLERS.get(document["kind"], "")
    if namespace:
        yield Thing("Namespace", "", namespace)
    keys = _ONLY.get(document["kind"])
    for path, value in walk(document.get("spec") or {}):
        field = _field(path)
        if keys is None or field in keys:
            yield from _at(path, field, value, namespace)
    for field in ("roleRef", "subjects"):
        for one in _listed(document.get(field)):
            if one.get("kind") in {"ClusterRole", "Role", "ServiceAccount"}:
                yield _thing(one["kind"], one, namespace)
    if document["kind"] == "PerconaServerMongoDB":
        yield Thing("Secret", namespace, document["spec"]["secrets"]["users"])


# Which fields of these documents are references, where most are not.
_ONLY: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_MAKERS, frozenset({"issuerRef", "secretStoreRef"})),
    **dict.fromkeys(("Application", "ApplicationSet", "AppProject"), frozenset()),
    "NetworkPolicy": frozenset(),
}


def _field(path: str) -> str:
    return path.rpartition(".")[2].partition("[")[0]


def _at(path: str, field: str, value: Any, namespace: str) -> Iterator[Thing]:
    if isinstance(value, dict):
        if value.get("optional") is True:
            return
        if field in _NAMED and "name" in value:
            yield _thing(_NAMED[field], value, namespace)
        elif field in _KINDED and "name" in value:
            kind = value.get("kind", _DEFAULT_KINDS.get(field, ""))
            yield _thing(kind, value, namespace)
        elif field == "secret" and ({"name", "secretName"} & value.keys()):
            yield Thing("Secret", namespace, value.get("secretName") or value["name"])
        elif field == "configMap" and "name" in value:
            yield Thing("ConfigMap", namespace, value["name"])
    elif isinstance(value, str) and field in _PLAIN:
        yield _thing(_PLAIN[field], {"name": value}, namespace)
    elif isinstance(value, str) and field == "class" and ".storage." in path:
        yield Thing("StorageClass", "", value)


def _thing(kind: str, named: Mapping[str, Any], namespace: str) -> Thing:
    own = "" if kind in CLUSTER_WIDE else named.get("namespace", namespace)
    return Thing(kind, own, named["name"])


def _listed(value: Any) -> list[dict[str, Any]]:
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def in_values(values: Manifest, namespace: str) -> Iterator[Thing]:
    """Return what the values of a chart name, in the namespace of its Application."""
    wanted = Thing("Namespace", "", namespace)
    if wanted not in PROVIDED:
        yield wanted
    for path, value in walk(values):
        field = _field(path)
        if isinstance(value, str) and field in _SECRETS_OF_CHARTS:
            yield Thing("Secret", namespace, value)
        elif path.endswith("alertmanagerSpec.secrets"):
            yield from (Thing("Secret", namespace, name) for name in value)
        elif field in _FOLLOWED:
            yield from _at(path, field, value, namespace)


_FOLLOWED = frozenset({*_PLAIN, *_NAMED}) - {"serviceAccountName"}
