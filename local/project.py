"""Where the host finds the files it serves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent

NAMESPACE = "learning"
BROKER = "default"


@dataclass(frozen=True, slots=True)
class Project:
    """The folders of one checkout; tests point `root` at a small one of their own."""

    root: Path = HERE

    @property
    def staged(self) -> Path:
        """Return the folder that holds one staged folder per function."""
        return self.root / "build" / "functions"

    @property
    def api(self) -> Path:
        """Return the folder with openapi.json, docs/, schemas/ and problems.html."""
        return self.root / "build" / "api"

    @property
    def front_end(self) -> Path:
        """Return the folder of the front end's build, which may not exist."""
        return self.root / "frontend" / "dist"

    @property
    def eventing(self) -> Path:
        """Return the folder of the broker's and the triggers' manifests."""
        return self.root / "eventing"
