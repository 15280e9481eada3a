"""Check .github/ against the schemas of GitHub's files: `python -m tools.release.schemas`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.tree import ROOT

SCHEMAS = {
    "vendor.github-workflows": "workflows/*.yml",
    "vendor.github-actions": "actions/*/action.yml",
    "vendor.dependabot": "dependabot.yml",
}


def main(root: Path = ROOT) -> int:
    """Check every file; exit with 1 when one is invalid. No schema is downloaded."""
    program = Path(sys.executable).with_name("check-jsonschema")
    worst = 0
    for schema, pattern in SCHEMAS.items():
        files = sorted((root / ".github").glob(pattern))
        done = subprocess.run([program, "--builtin-schema", schema, *files], check=False)
        worst = max(worst, done.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
