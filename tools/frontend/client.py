"""The front end's types of the API, made by npm from docs/api/openapi.json."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tools.frontend.__main__ import LOG, FrontEnd
from tools.frontend.node import find_node
from tools.generated import Generator, ToolFailedError, ToolMissingError

if TYPE_CHECKING:
    from pathlib import Path

FILE = "frontend/src/lib/api/schema.d.ts"


def types(root: Path) -> dict[str, bytes]:
    """Make the types, by path. Raises ToolMissingError or ToolFailedError."""
    front_end = FrontEnd(root)
    if not front_end.is_there:
        message = "there is no front end here"
        raise ToolMissingError(message)
    try:
        node = find_node(root)
    except (OSError, subprocess.CalledProcessError) as error:
        message = f"there is no Node, and its wheel cannot be installed ({error})"
        raise ToolMissingError(message) from error
    try:
        front_end.install(node)
    except (OSError, subprocess.CalledProcessError) as error:
        message = f"npm cannot install the front end's packages ({error}); see {LOG}"
        raise ToolFailedError(message) from error
    try:
        made = subprocess.run(
            [str(node.program), "scripts/api.mjs", "--print"],
            cwd=front_end.folder,
            env=node.environment(),
            check=True,
            stdout=subprocess.PIPE,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        message = f"the script that makes the types failed ({error})"
        raise ToolFailedError(message) from error
    return {FILE: made.stdout}


GENERATOR = Generator((FILE,), types)
