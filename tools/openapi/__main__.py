"""Write the pages that people read into build/api/, from the committed docs/api/.

    python -m tools.openapi

build/api/ holds openapi.json, docs/ (Swagger UI from a package, no script inside the page, so that
a strict Content-Security-Policy can stand), problems.html and schemas/ of the events. `nox -s
generate` makes docs/api/.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.openapi.site import pages
from tools.tree import ROOT
from tools.vendor import write_tree

PAGES = Path("build/api")


def main(root: Path = ROOT) -> int:
    """Write the pages."""
    write_tree(root / PAGES, pages(root))
    return 0


if __name__ == "__main__":
    sys.exit(main())
