"""What each kind of image must do once built: start, respond, and stop when told."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from local.credentials import kept_credentials
from local.functions.environment import function_environment
from local.functions.manifest import read_manifest
from tools.drill.stores import Stores
from tools.images.buildah import Built
from tools.images.cell import Cell
from tools.images.errors import ImageFault
from tools.vendor import STAGED

PORT = 8080
_HEALTH = {"/health/liveness": "alive", "/health/readiness": "ready"}
_NOWHERE = "127.0.0.1:9"
# Long enough to be inspected; then it is stopped.
_SLEEP = ("python", "-c", "import time; time.sleep(60)")


def start_function(built: Built, root: Path, name: str, tree: Path) -> float:
    """Wait for a function's image to be alive and ready; return the seconds. Raises ImageFault."""
    environment = variables(tree / STAGED / name)
    began = time.monotonic()
    with Cell(root, built.configuration, environment) as cell:
        bodies = cell.ask(PORT, *_HEALTH)
        seconds = time.monotonic() - began
        for path, word in _HEALTH.items():
            if f'"{word}"' not in bodies[path]:
                raise ImageFault(f"GET {path} says {bodies[path]}")
        cell.prove()
        cell.stop()
    return seconds


def start_front_end(built: Built, root: Path) -> float:
    """Check that the front end's image serves the app's page and one of the API."""
    began = time.monotonic()
    with Cell(root, built.configuration) as cell:
        bodies = cell.ask(PORT, "/index.html", "/api/openapi.json")
        seconds = time.monotonic() - began
        if "<!doctype html>" not in bodies["/index.html"].lower():
            raise ImageFault(f"/index.html is no page: {bodies['/index.html'][:80]}")
        cell.prove()
        cell.stop()
    return seconds


def run_migration(built: Built, root: Path) -> float:
    """Run the migration's image on empty stores, and again: the second time changes nothing."""
    with Cell(root, built.configuration, command=_SLEEP) as cell:
        cell.prove()
    with tempfile.TemporaryDirectory(prefix="images-") as folder:
        stores = Stores(Path(folder))
        try:
            stores.start("postgres", "mongodb")
            began = time.monotonic()
            first = migrate(built, root, stores.environment)
            seconds = time.monotonic() - began
            second = migrate(built, root, stores.environment)
        finally:
            stores.close()
    if "Applied: " not in first or "Applied: " in second:
        raise ImageFault(f"first it said:\n{first}\nand when it ran again:\n{second}")
    return seconds


def migrate(built: Built, root: Path, environment: Mapping[str, str]) -> str:
    """Let the image do what it does in the cluster, with this machine's stores."""
    addresses = {name: environment[name] for name in ("DATABASE_URL", "MONGODB_URL")}
    with Cell(root, built.configuration, addresses, on_loopback=True) as cell:
        return cell.wait()


def variables(staged: Path) -> dict[str, str]:
    """Build the environment of a staged function from its func.yaml, with made-up secrets.

    No store is behind any address: a function starts, and is ready, without one.
    """
    with tempfile.TemporaryDirectory(prefix="images-") as folder:
        credentials = kept_credentials(Path(folder))
    secrets = {
        "postgres:url": f"postgresql://nobody@{_NOWHERE}/learning",
        "mongodb:url": f"mongodb://{_NOWHERE}/learning",
        "redis:url": f"redis://{_NOWHERE}/0",
        "push:vapid-key": credentials.vapid_key,
        "smtp:url": f"smtp://{_NOWHERE}",
        "identity:signing-key": credentials.signing_key,
        "identity:public-keys": credentials.public_keys,
        "notifications:link-key": credentials.link_key,
    }
    manifest = read_manifest(staged / "func.yaml")
    return function_environment(manifest, secrets, {}, {})
