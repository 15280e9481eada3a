"""What Knative's webhook refuses in Brokers, Triggers and PingSources, and in which field.

Sources: knative/eventing 1.23, pkg/apis/{eventing,sources}/v1/*_validation.go, pkg/apis/duck/v1/
delivery_types.go, knative/pkg, apis/duck/v1/{destination,knative_reference}.go, with the default
feature flags. Unknown fields are refused, as the webhook's own decoder does.
"""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from local.kubernetes import is_label, is_subdomain
from local.schedules import schedule_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

# ISO 8601 durations as Knative accepts them: PT0.5S, PT1M30S, P1D.
DURATION = re.compile(
    r"P(?=[\dT])(?:(?P<days>\d+(?:\.\d+)?)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+(?:\.\d+)?)H)?(?:(?P<minutes>\d+(?:\.\d+)?)M)?"
    r"(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?",
    re.ASCII,
)
ATTRIBUTE = re.compile(r"[a-z][a-z0-9]*")
DIALECTS = ("exact", "prefix", "suffix", "all", "any", "not", "cesql")
BEHIND_FLAGS = {
    "brokerRef": "cross-namespace-event-links",
    "retryAfterMax": "delivery-retryafter",
    "group": "kreference-group",
}
_TRIGGER = frozenset({"broker", "filter", "filters", "subscriber", "delivery"})
_DELIVERY = frozenset(
    {"deadLetterSink", "retry", "timeout", "backoffPolicy", "backoffDelay", "format"}
)
_DESTINATION = frozenset({"ref", "uri", "CACerts", "audience"})
_REFERENCE = frozenset({"kind", "namespace", "name", "apiVersion", "address"})
_SOURCE = frozenset(
    {"schedule", "timezone", "contentType", "data", "dataBase64", "sink", "ceOverrides"}
)


def faults(document: dict[str, Any]) -> Iterator[str]:
    """List the faults of one manifest, each beginning with its field; none for other kinds."""
    check = {"Broker": _broker, "Trigger": _trigger, "PingSource": _source}.get(
        str(document.get("kind"))
    )
    if check is None:
        return
    yield from _metadata(document.get("metadata"))
    spec = document.get("spec")
    if not isinstance(spec, dict):
        yield "spec: is missing"
        return
    yield from check(spec)


def _metadata(metadata: object) -> Iterator[str]:
    known = metadata if isinstance(metadata, dict) else {}
    if not is_subdomain(str(known.get("name", ""))):
        yield f"metadata.name: {known.get('name')!r} is not a subdomain (RFC 1123)"
    if "namespace" in known and not is_label(str(known["namespace"])):
        yield f"metadata.namespace: {known['namespace']!r} is not a label (RFC 1123)"


def _broker(spec: dict[str, Any]) -> Iterator[str]:
    yield from _fields(spec, frozenset({"config", "delivery"}), "spec")
    if "config" in spec:
        yield from _reference(spec["config"], "spec.config")
    yield from _delivery(spec.get("delivery"), "spec.delivery")


def _trigger(spec: dict[str, Any]) -> Iterator[str]:
    yield from _fields(spec, _TRIGGER, "spec")
    if not _is_text(spec.get("broker")):
        yield "spec.broker: is missing"
    attributes = _mapping(spec.get("filter")).get("attributes")
    yield from _fields(_mapping(spec.get("filter")), frozenset({"attributes"}), "spec.filter")
    yield from _attributes(attributes, "spec.filter.attributes")
    yield from _filters(spec.get("filters"), "spec.filters")
    yield from destination_faults(spec.get("subscriber"), "spec.subscriber")
    yield from _delivery(spec.get("delivery"), "spec.delivery")


def _filters(filters: object, path: str) -> Iterator[str]:
    if filters is None:
        return
    if not isinstance(filters, list):
        yield f"{path}: is not a list"
        return
    for index, one in enumerate(filters):
        yield from _filter(one, f"{path}[{index}]")


def _filter(one: object, path: str) -> Iterator[str]:
    known = _mapping(one)
    if not isinstance(one, dict):
        yield f"{path}: is not a filter"
    yield from _fields(known, frozenset(DIALECTS), path)
    if sum(bool(known.get(name)) for name in DIALECTS) > 1:
        yield f"{path}: multiple dialects found"
    for name in ("exact", "prefix", "suffix"):
        yield from _attributes(known.get(name), f"{path}.{name}")
    for name in ("all", "any"):
        yield from _filters(known.get(name), f"{path}.{name}")
    if "not" in known:
        yield from _filter(known["not"], f"{path}.not")


def _attributes(attributes: object, path: str) -> Iterator[str]:
    if attributes is not None and not isinstance(attributes, dict):
        yield f"{path}: is not a mapping"
    for name, value in _mapping(attributes).items():
        if not ATTRIBUTE.fullmatch(str(name)):
            yield f"{path}[{name}]: invalid key name {name!r}"
        if not isinstance(value, str):
            yield f"{path}[{name}]: {value!r} is not a string"


def _delivery(delivery: object, path: str) -> Iterator[str]:
    if delivery is None:
        return
    spec = _mapping(delivery)
    if not isinstance(delivery, dict):
        yield f"{path}: is not a delivery"
    yield from _fields(spec, _DELIVERY, path)
    if "deadLetterSink" in spec:
        yield from destination_faults(spec["deadLetterSink"], f"{path}.deadLetterSink")
    retry = spec.get("retry", 0)
    if isinstance(retry, bool) or not isinstance(retry, int) or not 0 <= retry < 2**31:
        yield f"{path}.retry: invalid value: {retry!r}"
    if spec.get("backoffPolicy", "linear") not in {"linear", "exponential"}:
        yield f"{path}.backoffPolicy: invalid value: {spec['backoffPolicy']!r}"
    if spec.get("format", "json") not in {"json", "binary"}:
        yield f"{path}.format: invalid value: {spec['format']!r}"
    for name in ("backoffDelay", "timeout"):
        text = spec.get(name, "PT1S")
        if not isinstance(text, str) or not DURATION.fullmatch(text):
            yield f"{path}.{name}: invalid value: {text!r} is not an ISO 8601 duration (PT2S)"
        elif name == "timeout" and not re.search("[1-9]", text):
            yield f"{path}.timeout: invalid value: {text!r} is zero"


def destination_faults(destination: object, path: str) -> Iterator[str]:
    """List the faults of `{ref: {kind, name, apiVersion}, uri}`."""
    known = _mapping(destination)
    yield from _fields(known, _DESTINATION, path)
    ref, uri = known.get("ref"), known.get("uri")
    if ref is None and uri is None:
        yield f"{path}: expected at least one, got none: ref, uri"
    if ref is not None:
        yield from _reference(ref, f"{path}.ref")
    if uri is not None:
        try:
            address = urlsplit(uri if isinstance(uri, str) else "http://[")
        except ValueError:
            yield f"{path}.uri: {uri!r} is not a URI"
            return
        if ref is not None and address.scheme:
            yield f"{path}.uri: an absolute URI is not allowed next to a ref"
        if ref is None and not (address.scheme and address.netloc):
            yield f"{path}.uri: a relative URI is not allowed without a ref"


def _reference(ref: object, path: str) -> Iterator[str]:
    known = _mapping(ref)
    yield from _fields(known, _REFERENCE, path)
    for name in ("name", "apiVersion", "kind"):
        if not _is_text(known.get(name)):
            yield f"{path}.{name}: is missing"


def _source(spec: dict[str, Any]) -> Iterator[str]:
    yield from _fields(spec, _SOURCE, "spec")
    yield from destination_faults(spec.get("sink"), "spec.sink")
    fault = schedule_fault(str(spec.get("schedule") or "* * * * *"))
    if fault:
        yield f"spec.schedule: {fault}"
    try:
        ZoneInfo(str(spec.get("timezone") or "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield f"spec.timezone: provided bad location {spec['timezone']}"
    data, data_base64 = spec.get("data"), spec.get("dataBase64")
    if data and data_base64:
        yield "spec: expected exactly one, got both: data, dataBase64"
    for name, value in (("data", data), ("dataBase64", data_base64)):
        if value and not _is_readable(name, value, str(spec.get("contentType", ""))):
            yield f"spec.{name}: invalid value"


def _is_readable(name: str, value: object, content_type: str) -> bool:
    """Tell whether a ping's data is readable: as JSON it must be an object."""
    if not isinstance(value, str):
        return False
    try:
        text = base64.b64decode(value, validate=True) if name == "dataBase64" else value.encode()
        return content_type != "application/json" or isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _fields(known: dict[str, Any], fields: frozenset[str], path: str) -> Iterator[str]:
    for name in sorted(known.keys() - fields):
        flag = BEHIND_FLAGS.get(name)
        yield f"{path}.{name}: " + (f"is behind the flag {flag}" if flag else "unknown field")


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)
