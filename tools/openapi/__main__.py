"""Make the OpenAPI 3.1 document of all routes, and the pages that people read.

    python -m tools.openapi             docs/api/, docs/problems.md, the forms' limits and build/api/
    python -m tools.openapi --check     compare what is committed, write nothing
    python -m tools.openapi --pages     only build/api/, from the committed docs/api/

build/api/ holds openapi.json, docs/ (Swagger UI from a package, no script inside the page, so that
a strict Content-Security-Policy can stand), problems.html and schemas/ of the events.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec

from tools import func_yaml, generated
from tools.endpoints import EndpointError
from tools.messages import MessageError
from tools.openapi.document import document
from tools.openapi.facts import FactError
from tools.openapi.fields import FIELDS, fields
from tools.openapi.problems import PROBLEM_TREE, problem_tree
from tools.openapi.site import DOCUMENT, PROBLEMS_PAGE, pages, problems_page
from tools.tree import ROOT
from tools.vendor import write_tree

PAGES = Path("build/api")


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Write or compare the document and write the pages."""
    parser = argparse.ArgumentParser(prog="openapi", description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--pages", action="store_true", help="write build/api/ only")
    options = parser.parse_args(arguments)
    try:
        if not options.pages:
            openapi = document(root)
            wanted = {
                DOCUMENT: openapi,
                PROBLEMS_PAGE: problems_page(),
                PROBLEM_TREE: problem_tree().encode(),
                FIELDS: fields(msgspec.json.decode(openapi)),
            }
            command = "nox -s openapi"
            status = generated.settle(root, wanted, (), check=options.check, command=command)
            if status or options.check:
                return status
        write_tree(root / PAGES, pages(root))
    except (EndpointError, FactError, MessageError, func_yaml.FuncYamlError) as error:
        print(f"openapi: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
