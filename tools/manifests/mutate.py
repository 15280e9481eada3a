"""Where could a document be changed unnoticed? `python -m tools.manifests.mutate [KIND ...]`.

Every value of an environment's foundation is changed, one at a time: a field is left out, a switch
is flipped, a number becomes a tenth and ten times itself, a text another one. Changes that neither
a rule nor a schema finds are printed. Many are harmless (a name, a size); the others need a rule
and a planted fault.
"""

from __future__ import annotations

import argparse
import os
import pickle
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.manifests.applications import applications
from tools.manifests.documents import where
from tools.manifests.foundation import Foundation, foundation
from tools.manifests.rules.foundation import lint
from tools.manifests.schemas import Schemas
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools.manifests.names import Manifest

# A document's name does not affect what it does.
NAMES = (".apiVersion", ".kind", ".metadata.name", ".metadata.namespace")
_GONE = object()


def mutants(value: Any) -> Iterator[tuple[str, Any]]:
    """Return alternatives to a value, each with a description."""
    yield "left out", _GONE
    match value:
        case bool():
            yield "flipped", not value
        case int() | float():
            yield "a tenth", type(value)(value / 10)
            yield "tenfold", value * 10
        case str():
            yield "another", f"{value}x"


def places(document: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Return every value inside a document with the keys that lead to it."""
    keys: Any = ()
    if isinstance(document, dict):
        keys = list(document)
    elif isinstance(document, list):
        keys = range(len(document))
    for key in keys:
        yield (*way, key), document[key]
        yield from places(document[key], (*way, key))


def changed(document: Any, way: Sequence[Any], value: Any) -> None:
    """Set a value at its place, or remove the place."""
    *before, last = way
    for key in before:
        document = document[key]
    if value is _GONE:
        del document[last]
    else:
        document[last] = value


def unnoticed(on: Foundation, schemas: Schemas, kinds: set[str]) -> Iterator[tuple[bool, str]]:
    """Yield every mutant: whether it was noticed, and what was changed where."""
    kept = pickle.dumps(on)
    chosen = [
        (number, where(one), one)
        for number, one in enumerate(on.documents.items)
        if not kinds or one["kind"] in kinds
    ]
    charts = [(name, f"Chart/{name}", one) for name, one in on.charts.items()]
    for key, place, document in (*chosen, *(charts if not kinds or "Chart" in kinds else ())):
        for way, value in places(document):
            path = "".join(f".{part}" for part in way)
            if path.startswith(NAMES) or ".annotations" in path:
                continue
            for done, other in mutants(value):
                spoilt: Foundation = pickle.loads(kept)  # noqa: S301 - our own bytes
                target = _target(spoilt, key)
                changed(target, way, other)
                # Wrong shapes are found by the schemas; rules expect right ones.
                found = (isinstance(key, int) and list(schemas.check([target]))) or lint(spoilt)
                yield bool(found), f"{place} {path}: {done}"


def _target(on: Foundation, key: int | str) -> Manifest:
    return on.charts[key] if isinstance(key, str) else on.documents.items[key]


def main(arguments: list[str] | None = None) -> int:
    """Print the unnoticed mutants and the number of noticed ones."""
    parser = argparse.ArgumentParser(prog="mutate", description=__doc__.partition("\n")[0])
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="these only; Chart for values")
    parser.add_argument("--environment", default="prod")
    options = parser.parse_args(arguments)
    named = os.environ.get("LMS_CRDS")
    schemas = Schemas(Path(named) if named else None)
    results = list(
        unnoticed(
            foundation(options.environment, applications(ROOT, options.environment)),
            schemas,
            set(options.kinds),
        )
    )
    for noticed, said in results:
        if not noticed:
            print(said)
    print(f"{sum(noticed for noticed, _ in results)} of {len(results)} were noticed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
