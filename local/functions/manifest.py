"""The complete func.yaml of a staged function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from local import yaml_text
from local.errors import HostError

if TYPE_CHECKING:
    from pathlib import Path

ROUTE = "learning.org/route"
ACCESS = "learning.org/access"


@dataclass(frozen=True, slots=True, order=True)
class Route:
    """One row of the endpoint table: a method and a path in which `{name}` is one segment."""

    path: str
    method: str

    @classmethod
    def parse(cls, text: str) -> Route:
        """Read `GET /api/courses/{id}`; raises `ValueError`."""
        method, _, path = text.partition(" ")
        if not (method.isalpha() and method.isupper() and path.startswith("/")):
            message = (
                f"{text!r} is not a route: write a method and a path, such as GET /api/courses"
            )
            raise ValueError(message)
        return cls(path=path, method=method)

    @classmethod
    def parse_all(cls, text: str) -> tuple[Route, ...]:
        """Read one method with several paths: `GET /, /courses`; raises `ValueError`."""
        method, _, paths = text.partition(" ")
        return tuple(cls.parse(f"{method} {path.strip()}") for path in paths.split(","))

    def __str__(self) -> str:
        """Return the spelling of the annotation."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One staged function, ready to be started in `folder`."""

    name: str
    folder: Path
    envs: tuple[tuple[str, str], ...]
    routes: tuple[Route, ...] = ()
    """Nearly always one; none for a function that only handles events."""
    access: str = ""
    concurrency: int = 0
    """How many requests a copy may take at once; 0 for as many as come."""

    @property
    def route(self) -> Route | None:
        """Return the route, the first where there are several."""
        return self.routes[0] if self.routes else None


def staged_functions(staged: Path) -> list[Manifest]:
    """Read every staged function, by name; raises `HostError` when there is none."""
    files = sorted(staged.glob("*/func.yaml"))
    if not files:
        message = f"no functions in {staged}: stage them with `nox -s vendor`"
        raise HostError(message)
    return sorted((read_manifest(file) for file in files), key=lambda found: found.name)


def read_manifest(file: Path) -> Manifest:
    """Read one complete func.yaml; raises `HostError` that names the file."""
    try:
        document: dict[str, Any] = yaml_text.load(file.read_text())
        deploy = document.get("deploy", {})
        annotations = deploy.get("annotations", {})
        limits = deploy.get("options", {}).get("resources", {}).get("limits", {})
        route = annotations.get(ROUTE)
        return Manifest(
            name=document["name"],
            folder=file.parent,
            envs=tuple(
                (env["name"], str(env["value"])) for env in document.get("run", {}).get("envs", [])
            ),
            routes=() if route is None else Route.parse_all(route),
            access=annotations.get(ACCESS, ""),
            concurrency=int(limits.get("concurrency", 0)),
        )
    except (AttributeError, KeyError, TypeError, ValueError, yaml.YAMLError) as fault:
        message = f"{file} cannot be read: {fault!r}"
        raise HostError(message) from fault
