"""Names: every one that the API server validates, by its own rules (local/kubernetes.py).

Schemas only require that a name is text; that `rebuild_requested` is invalid is noticed by the API
server, in the middle of a sync. So these rules are applied to all documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local import kubernetes
from tools.manifests.documents import SERVING_SERVICE, Finding, api_group, name_of, walk, where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.manifests.names import Manifest
    from tools.manifests.rules.case import Case

    Rule = Callable[[str], bool]

ROLES = frozenset({"ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"})
LONGEST_CRON_JOB = 52
"""The Jobs of a CronJob add eleven characters to its name."""
MOST_ANNOTATIONS = 262_144
"""Bytes of all annotations of an object together."""
# Maps whose keys and values are labels, wherever they stand.
LABELS = frozenset({"matchLabels", "nodeSelector"})
CONTAINERS = frozenset({"containers", "initContainers", "ephemeralContainers"})
KEY_MAPS = {"ConfigMap": ("data", "binaryData"), "Secret": ("data", "stringData")}
REFERENCES = frozenset({"configMapKeyRef", "secretKeyRef"})


def names(case: Case) -> Iterator[Finding]:
    """Names of objects, labels, annotations, containers, ports, variables and keys."""
    for one in case.documents.items:
        yield from _object(one)
        # What an ApplicationSet says is a template of names.
        own = one if one.get("kind") != "ApplicationSet" else {"metadata": one["metadata"]}
        for path, value in walk(own):
            if isinstance(value, dict):
                yield from _inside(one, path, value)


def _object(one: Manifest) -> Iterator[Finding]:
    name, kind = name_of(one), str(one.get("kind"))
    namespace = (one.get("metadata") or {}).get("namespace")
    fits, rule = _of_kind(one, kind)
    if not fits(name) or (kind == "CronJob" and len(name) > LONGEST_CRON_JOB):
        yield Finding("object-name", where(one), f"{name!r} is no {rule}")
    if namespace is not None and not kubernetes.is_label(str(namespace)):
        yield Finding("namespace-name", where(one), f"{namespace!r} is not a label (RFC 1123)")
    for field in KEY_MAPS.get(kind, ()) if api_group(one) == "" else ():
        for key in one.get(field) or {}:
            if not kubernetes.is_key(str(key)):
                yield Finding("key-name", where(one), f"{key!r} cannot be a file's name")
    if (kind, api_group(one)) == ("Service", ""):
        for key, value in (one["spec"].get("selector") or {}).items():
            yield from _label(one, "spec.selector", key, value)
        for port in one["spec"].get("ports") or ():
            if "name" in port and not kubernetes.is_label(port["name"]):
                yield Finding("port-name", where(one), f"{port['name']!r} names no port")


def _of_kind(one: Manifest, kind: str) -> tuple[Rule, str]:
    if kind == "Service" and (api_group(one) == "" or (api_group(one), kind) == SERVING_SERVICE):
        return kubernetes.is_service, "label of RFC 1035"
    if kind == "Namespace":
        return kubernetes.is_label, "label of RFC 1123"
    if kind in ROLES:
        return kubernetes.is_path_segment, "segment of a path"
    return kubernetes.is_subdomain, "subdomain of RFC 1123"


def _inside(one: Manifest, path: str, value: dict[str, Any]) -> Iterator[Finding]:
    last = path.rpartition(".")[2]
    if last == "metadata":
        yield from _metadata(one, path, value)
    if last in LABELS:
        for key, text in value.items():
            yield from _label(one, path, key, text)
    if last.partition("[")[0] == "matchExpressions":
        for text in ("", *(value.get("values") or ())):
            yield from _label(one, path, value.get("key"), text)
    if last in REFERENCES and not kubernetes.is_key(str(value.get("key", "x"))):
        yield Finding("key-name", where(one), f"{path}.key: {value['key']!r} is not a key")
    yield from _pod(one, value)


def _pod(one: Manifest, spec: dict[str, Any]) -> Iterator[Finding]:
    for field in CONTAINERS & spec.keys():
        for container in _named(spec[field], without_name=True):
            yield from _container(one, container)
    for volume in _named(spec.get("volumes")):
        if not kubernetes.is_label(str(volume["name"])):
            yield Finding(
                "volume-name", where(one), f"{volume['name']!r} is not a label (RFC 1123)"
            )


def _metadata(one: Manifest, path: str, metadata: dict[str, Any]) -> Iterator[Finding]:
    labels, annotations = metadata.get("labels"), metadata.get("annotations")
    for key, text in (labels if isinstance(labels, dict) else {}).items():
        yield from _label(one, f"{path}.labels", key, text)
    annotations = annotations if isinstance(annotations, dict) else {}
    for key in annotations:
        if not kubernetes.is_qualified(str(key).lower()):
            yield Finding("annotation-name", where(one), f"{path}: {key!r} is not a qualified name")
    size = sum(len(f"{key}{text}".encode()) for key, text in annotations.items())
    if size > MOST_ANNOTATIONS:
        yield Finding("annotation-size", where(one), f"{path}: {size} bytes of annotations")


def _label(one: Manifest, path: str, key: object, value: object) -> Iterator[Finding]:
    if not isinstance(key, str) or not kubernetes.is_qualified(key):
        yield Finding("label-name", where(one), f"{path}: {key!r} is not a qualified name")
    if not isinstance(value, str) or not kubernetes.is_label_value(value):
        yield Finding("label-value", where(one), f"{path}: {value!r} cannot be a label's value")


def _container(one: Manifest, container: dict[str, Any]) -> Iterator[Finding]:
    name = container.get("name")
    # Knative names a container that has no name.
    if name is not None and not kubernetes.is_label(str(name)):
        yield Finding("container-name", where(one), f"{name!r} is not a label (RFC 1123)")
    for port in _named(container.get("ports")):
        if not kubernetes.is_port_name(str(port["name"])):
            yield Finding("port-name", where(one), f"{port['name']!r} names no port")
    seen: set[str] = set()
    for variable in _named(container.get("env")):
        if not kubernetes.is_variable(str(variable["name"])):
            yield Finding("variable-name", where(one), f"{variable['name']!r} names no variable")
        if variable["name"] in seen:
            yield Finding("variable-name", where(one), f"{variable['name']} appears twice")
        seen.add(variable["name"])


def _named(value: object, *, without_name: bool = False) -> list[dict[str, Any]]:
    listed = value if isinstance(value, list) else []
    found = [item for item in listed if isinstance(item, dict)]
    return [item for item in found if without_name or "name" in item]
