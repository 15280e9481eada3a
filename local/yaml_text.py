"""YAML as data: the one way in which the host, the tools and the tests read it.

libyaml reads the same language as PyYAML's own code and takes an eighth of its time, which counts
wherever each of many manifests is read: at every start of the host, in most tools. Ruff refuses
`yaml.safe_load`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

# A build of PyYAML may lack the C code; what is read is the same.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(text: str | bytes) -> Any:
    """Return the only document of a text, None when it is empty. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - either of them is a safe loader


def load_all(text: str | bytes) -> Iterator[Any]:
    """Return each document of a text. Raises yaml.YAMLError when it gets to the fault."""
    yield from yaml.load_all(text, Loader=LOADER)
