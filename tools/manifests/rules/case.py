"""What the rules check: one environment's documents and the functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from tools.manifests.documents import Documents, load_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tools.manifests.names import Manifest
    from tools.manifests.plan import Function


@dataclass(frozen=True)
class Case:
    """One environment under examination."""

    root: Path
    documents: Documents
    functions: tuple[Function, ...] = field(repr=False)

    @property
    def environment(self) -> str:
        """Name the environment."""
        return self.documents.environment

    @property
    def is_real(self) -> bool:
        """Tell whether it runs in AWS and not on one machine."""
        return self.environment != "dev"

    @cached_property
    def platform(self) -> tuple[Manifest, ...]:
        """Return what the platform below us installs: not built, only looked up."""
        return load_folder(self.root / "manifests" / "platform")

    @cached_property
    def service_names(self) -> frozenset[str]:
        """Name all Knative Services."""
        return frozenset(one["metadata"]["name"] for one in self.documents.services)
