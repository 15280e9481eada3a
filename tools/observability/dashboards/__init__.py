"""Grafana's dashboards, made from Python (decision 0077): `nox -s generate -- dashboards`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.generated import Generator, ToolMissingError
from tools.observability.dashboards._board import COLUMNS, Board, Panel
from tools.observability.dashboards._operations import COST, DELIVERY, STORES
from tools.observability.dashboards._people import BUSINESS, CATALOG, NOTIFICATIONS
from tools.observability.dashboards._requests import FUNCTION, PLATFORM

if TYPE_CHECKING:
    from pathlib import Path

BOARDS = (PLATFORM, FUNCTION, CATALOG, NOTIFICATIONS, BUSINESS, STORES, DELIVERY, COST)

_FOLDER = "manifests/platform/observability/dashboards"
_ABOUT = """\
# Made by `nox -s generate` from tools/observability/dashboards: change that.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
configMapGenerator:
"""
# Grafana finds dashboards by the label; a hash in the name would leave the old one behind.
_OPTIONS = """\
generatorOptions:
  disableNameSuffixHash: true
  labels: {grafana_dashboard: "1"}
"""


def make(_root: Path) -> dict[str, bytes]:
    """Return every dashboard, and the kustomization that syncs them. Raises ToolMissingError."""
    try:
        from tools.observability.dashboards._grafana import document
    except ImportError as error:
        raise ToolMissingError(f"the group `ops` is not installed: {error}") from error
    maps = "".join(
        f"  - name: dashboard-{board.name}\n"
        f"    namespace: monitoring\n    files: [{board.name}.json]\n"
        for board in BOARDS
    )
    return {
        f"{_FOLDER}/kustomization.yaml": f"{_ABOUT}{maps}{_OPTIONS}".encode(),
        **{f"{_FOLDER}/{board.name}.json": document(board) for board in BOARDS},
    }


GENERATOR = Generator(owned=(f"{_FOLDER}/*",), make=make)

__all__ = ["BOARDS", "COLUMNS", "GENERATOR", "Board", "Panel"]
