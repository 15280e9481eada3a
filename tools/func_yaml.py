"""func.yaml: the defaults at the root, the libraries' additions, the function's own values.

The file is knative/func's own format; its JSON Schema is kept next to the tools. The `func` command
line has no inheritance, so the complete file is built here: root, then the fragments of every
library in the function's closure, then the function's own; later ones win.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import yaml

from tools.generated import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Document = dict[str, Any]


# The C code reads the same language several times faster; a build of PyYAML may lack it.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads a time as plain text, so that it is written back unchanged."""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes a time without quotes, like every hand-written func.yaml."""


for _kind in (_Loader, _Dumper):
    _kind.yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in known if tag != "tag:yaml.org,2002:timestamp"]
        for first, known in _kind.yaml_implicit_resolvers.items()
    }

# Lists whose items have a name; all other lists are replaced as a whole.
_KEYED = {"envs": "name", "labels": "key"}


class FuncYamlError(SourceError):
    """A func.yaml cannot be read, or two libraries disagree about a value."""


def read(path: Path) -> Document:
    """Read one func.yaml. Raises FuncYamlError naming the file."""
    try:
        content = yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        message = f"{path}: {error}"
        raise FuncYamlError(message) from error
    if not isinstance(content, dict):
        message = f"{path}: must be a mapping"
        raise FuncYamlError(message)
    return content


def dump(document: Any) -> bytes:
    """Write YAML in one form: keys sorted, so that the same content is the same bytes."""
    text: str = yaml.dump(document, Dumper=_Dumper, sort_keys=True, allow_unicode=True, width=1000)
    return text.encode()


def dump_all(documents: Iterable[Any]) -> bytes:
    """Write several documents into one text, each as `dump` does."""
    return b"---\n".join(dump(one) for one in documents)


def complete(root: Document, fragments: Iterable[tuple[str, Document]], own: Document) -> Document:
    """Merge the layers of one function's func.yaml.

    `fragments` are (library, document) pairs. Libraries may not contradict each other, since the
    order of imports must not decide a setting: that raises FuncYamlError.
    """
    merged = copy.deepcopy(root)
    said_by: dict[str, tuple[str, str]] = {}
    for library, fragment in fragments:
        for env in fragment.get("run", {}).get("envs", ()):
            other, value = said_by.setdefault(env["name"], (library, env["value"]))
            if value != env["value"]:
                message = f"{other} and {library} give {env['name']} different values"
                raise FuncYamlError(message)
        merged = _merge(merged, fragment)
    return _merge(merged, own)


def set_envs(document: Document, values: dict[str, str]) -> Document:
    """Return the document with these environment variables added or replaced, sorted by name."""
    envs = [{"name": name, "value": value} for name, value in values.items()]
    return _merge(document, {"run": {"envs": envs}})


def _merge(base: Document, over: Document) -> Document:
    merged = dict(base)
    for key, value in over.items():
        if key in _KEYED:
            merged[key] = _merge_named(_KEYED[key], base.get(key, ()), value)
        elif isinstance(value, dict) and isinstance(base.get(key), dict):
            merged[key] = _merge(base[key], value)
        else:
            merged[key] = copy.deepcopy(value)
    return merged


def _merge_named(key: str, base: Iterable[Document], over: Iterable[Document]) -> list[Document]:
    named = {item[key]: item for item in (*base, *over)}
    return [dict(named[name]) for name in sorted(named)]
