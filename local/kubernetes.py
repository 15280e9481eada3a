"""Names as the API server accepts them.

Source: k8s.io/apimachinery/pkg/util/validation/validation.go and k8s.io/apimachinery/pkg/api/
validation, Kubernetes 1.36. What a newer release accepts behind a feature gate is refused.
"""

from __future__ import annotations

import re

LONGEST_LABEL = 63
LONGEST_SUBDOMAIN = 253
LONGEST_PORT_NAME = 15

_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
LABEL = re.compile(_LABEL)
SUBDOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
SERVICE = re.compile(r"[a-z](?:[-a-z0-9]*[a-z0-9])?")
QUALIFIED = re.compile(r"(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
KEY = re.compile(r"[-._a-zA-Z0-9]+")
PORT = re.compile(r"(?!-)(?!.*--)(?=.*[a-z])[-a-z0-9]+(?<!-)")


def is_label(text: str) -> bool:
    """Tell whether a text is a label of RFC 1123: a namespace, a container, a volume."""
    return len(text) <= LONGEST_LABEL and bool(LABEL.fullmatch(text))


def is_subdomain(text: str) -> bool:
    """Tell whether a text is a subdomain of RFC 1123, as most objects are named."""
    return len(text) <= LONGEST_SUBDOMAIN and bool(SUBDOMAIN.fullmatch(text))


def is_service(text: str) -> bool:
    """Tell whether a text is a label of RFC 1035, as Services are named, Knative's too."""
    return len(text) <= LONGEST_LABEL and bool(SERVICE.fullmatch(text))


def is_path_segment(text: str) -> bool:
    """Tell whether a text may be part of a path, as the names of roles and bindings are."""
    return text not in {"", ".", ".."} and not {"/", "%"} & set(text)


def is_qualified(text: str) -> bool:
    """Tell whether a text is a qualified name: the key of a label or of an annotation."""
    prefix, slash, name = text.rpartition("/")
    return (not slash or is_subdomain(prefix)) and is_label_value(name) and bool(name)


def is_label_value(text: str) -> bool:
    """Tell whether a text is the value of a label; it may be empty."""
    return not text or (len(text) <= LONGEST_LABEL and bool(QUALIFIED.fullmatch(text)))


def is_port_name(text: str) -> bool:
    """Tell whether a text names a port (RFC 6335, section 5.1, in lower case)."""
    return len(text) <= LONGEST_PORT_NAME and bool(PORT.fullmatch(text))


def is_variable(text: str) -> bool:
    """Tell whether a text names a variable of the environment that every shell can read."""
    return bool(VARIABLE.fullmatch(text))


def is_key(text: str) -> bool:
    """Tell whether a text is a key of a ConfigMap or a Secret: it becomes a file's name."""
    plain = len(text) <= LONGEST_SUBDOMAIN and bool(KEY.fullmatch(text))
    return plain and text != "." and not text.startswith("..")
