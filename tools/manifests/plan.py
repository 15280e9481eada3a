"""The input of the manifests: each function with its endpoint, its closure, its func.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tools.closure import ClosureError
from tools.endpoints import Endpoint, EndpointError, endpoint
from tools.func_yaml import FuncYamlError
from tools.generated import SourceError
from tools.lock import LockError
from tools.vendor import Stage

if TYPE_CHECKING:
    from pathlib import Path

# func.yaml's own way to take a value from a Secret.
SECRET = re.compile(r"\{\{ secret:(?P<name>[a-z0-9.-]+):(?P<key>[A-Za-z0-9._-]+) \}\}")


class PlanError(SourceError):
    """The functions say something from which no manifest can be made; the message says what."""


@dataclass(frozen=True)
class Function:
    """One function: everything its manifests need."""

    endpoint: Endpoint
    libraries: frozenset[str]
    document: dict[str, Any]
    """The complete func.yaml, as it is staged."""

    @property
    def name(self) -> str:
        """Return the name of the Knative Service."""
        return self.endpoint.service

    @property
    def namespace(self) -> str:
        """Return the namespace that func.yaml says."""
        return str(self.document["namespace"])

    @cached_property
    def envs(self) -> dict[str, str]:
        """Return the environment, in func.yaml's syntax, by name."""
        return {env["name"]: str(env["value"]) for env in self.document["run"]["envs"]}

    @cached_property
    def secrets(self) -> frozenset[tuple[str, str]]:
        """Name the (secret, key) pairs that it reads."""
        found = (SECRET.fullmatch(value) for value in self.envs.values())
        return frozenset((match["name"], match["key"]) for match in found if match)

    @property
    def annotations(self) -> dict[str, str]:
        """Return all annotations of func.yaml as text."""
        return {key: str(value) for key, value in self.document["deploy"]["annotations"].items()}

    @property
    def scale(self) -> dict[str, Any]:
        """Give func.yaml's deploy.options.scale."""
        return dict(self.document["deploy"]["options"]["scale"])


def read_functions(root: Path) -> tuple[Function, ...]:
    """Read all functions of a tree, sorted by name. Raises PlanError."""
    try:
        stage = Stage(root)
        found = []
        for closure in stage.closures.all():
            document = stage.document(closure)
            found.append(
                Function(
                    endpoint=endpoint(closure.function, document),
                    libraries=frozenset(closure.libraries),
                    document=document,
                )
            )
    except (ClosureError, EndpointError, FuncYamlError, LockError) as error:
        raise PlanError(str(error)) from error
    return tuple(found)
