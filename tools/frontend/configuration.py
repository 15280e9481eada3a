"""Write frontend/nginx.conf, by which the front end's image serves its files.

The files are served as by the one-machine gateway; both use local/gateway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.front_end import SHELL
from local.gateway import image_configuration
from tools.generated import Generator
from tools.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FILE = "frontend/nginx.conf"
HEADER = "# Made by `nox -s generate` from local/gateway and frontend/public: change those.\n"
# What the build adds to frontend/public.
BUILT = (SHELL, "sw.js")


def files(root: Path) -> tuple[str, ...]:
    """Name the files that a build leaves next to assets/ and icons/, sorted."""
    public = {path.name for path in (root / "frontend/public").iterdir() if path.is_file()}
    return tuple(sorted({*BUILT, *(name for name in public if not name.startswith("."))}))


def configuration(root: Path = ROOT) -> dict[str, bytes]:
    """Build the configuration, by path."""
    return {FILE: (HEADER + image_configuration(files(root))).encode()}


GENERATOR = Generator((FILE,), configuration)
