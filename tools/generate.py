"""Make every committed file that follows from others: `nox -s generate`; `-- --check` compares.

    python -m tools.generate [--check] [NAME ...]

A file is written only when its content changes. Where a generator lacks a program or its program
fails, the others go on, and the last lines say what was not generated. A program that fails is a
fault, one that is missing is none.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from tools import generated
from tools.generated import SourceError, ToolFailedError, ToolMissingError
from tools.tree import ROOT, find_libraries

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tools.generated import Generator

# Each module has a GENERATOR, and is imported when it is asked. The order matters: event types are
# made from the schemas, the client from the API's description.
GENERATORS = {
    "libraries": "tools.libraries",
    "validators": "tools.validators",
    "events": "tools.events",
    "eventing": "tools.eventing",
    "manifests": "tools.manifests.render",
    "budgets": "tools.import_budgets",
    "currencies": "tools.currencies",
    "words": "tools.words",
    "file-rules": "tools.file_rules",
    "nginx": "tools.frontend.configuration",
    "openapi": "tools.openapi.document",
    "client": "tools.frontend.client",
    "dashboards": "tools.observability.dashboards",
}


def generator(name: str) -> Generator:
    """Import one generator."""
    found: Generator = import_module(GENERATORS[name]).GENERATOR
    return found


def generate(names: Iterable[str], root: Path, *, check: bool) -> int:
    """Write or compare what these generators make; return the number of faults."""
    find_libraries(root)
    faults = 0
    skipped: list[str] = []
    for name in names:
        one = generator(name)
        try:
            files = one.make(root)
        except SourceError as error:
            print(f"{name}: {error}", file=sys.stderr)
            faults += 1
            continue
        except (ToolMissingError, ToolFailedError) as error:
            skipped.append(f"not generated: {', '.join(one.owned)}: {error}")
            faults += isinstance(error, ToolFailedError)
            continue
        if check:
            stale = generated.differences(root, files, one.owned)
            for file in stale:
                print(f"{file} is not what `nox -s generate` makes", file=sys.stderr)
            faults += len(stale)
        else:
            for file in generated.write(root, files, one.owned):
                print(f"wrote {file}" if file in files else f"removed {file}")
    for line in skipped:
        print(line, file=sys.stderr)
    return faults


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Write or compare everything, or the parts that are named; 1 when anything is wrong."""
    parser = argparse.ArgumentParser(prog="generate", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only: {', '.join(GENERATORS)}")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.names) - GENERATORS.keys()):
        parser.error(f"nothing is called {', '.join(unknown)}: there are {', '.join(GENERATORS)}")
    names = [name for name in GENERATORS if not options.names or name in options.names]
    return 1 if generate(names, root, check=options.check) else 0


if __name__ == "__main__":
    sys.exit(main())
