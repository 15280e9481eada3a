"""Pinned and hashed requirements, read from uv.lock.

The lock is the one home of versions. A function gets the part of it that its imports reach, for
CPython on Linux and macOS from the version that the lock supports; wheels only where there are
any, so that installing a function never needs a compiler.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from packaging.markers import Marker
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PROJECT = "learning-platform"

# Import names that differ from the distribution's name with "_" for "-".
DISTRIBUTIONS = {
    "PIL": "pillow",
    "bson": "pymongo",
    "jose": "python-jose",
    "opentelemetry": "opentelemetry-exporter-otlp-proto-http",  # which brings the SDK
    "passlib": "libpass",
    "yaml": "pyyaml",
}

# Distributions that another one loads by name if installed: declared, but never imported.
COMPANIONS = {"uvicorn": ("httptools", "uvloop")}

_PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_PLATFORMS = (("linux", "Linux"), ("darwin", "Darwin"))
_MACHINES = ("x86_64", "aarch64")


class LockError(Exception):
    """A distribution is needed that pyproject.toml does not declare or uv.lock does not hold."""


@dataclass(frozen=True)
class Pin:
    """One distribution as uv.lock has it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    marker: str = ""

    def lines(self) -> str:
        """Format it as a line of a requirements file."""
        head = f"{self.name}=={self.version}" + (f" ; {self.marker}" if self.marker else "")
        return " \\\n    ".join([head, *(f"--hash={value}" for value in self.hashes)]) + "\n"


@dataclass
class Lock:
    """uv.lock, indexed by the names of distributions."""

    packages: dict[str, dict[str, Any]]
    declared: dict[str, dict[str, Any]]
    _memo: dict[tuple[str, ...], str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Lock:
        """Read a lock file. Raises LockError when it is not the project's."""
        return _parsed(path.read_text(encoding="utf-8"), path.name)

    def distribution(self, import_name: str, importer: str) -> str:
        """Return the declared distribution that provides an import. Raises LockError."""
        name = DISTRIBUTIONS.get(import_name, canonicalize_name(import_name))
        if name not in self.declared:
            message = (
                f"{importer} imports {import_name}: no distribution {name} is declared"
                " under [project] dependencies in pyproject.toml"
            )
            raise LockError(message)
        return name

    def requirements(self, import_names: Iterable[str], importer: str) -> str:
        """Pin and hash everything these imports need, as the text of a requirements file."""
        roots = {self.distribution(name, importer) for name in import_names}
        for name in tuple(roots):
            roots.update(extra for extra in COMPANIONS.get(name, ()) if extra in self.declared)
        key = tuple(sorted(roots))
        if key not in self._memo:
            self._memo[key] = "".join(pin.lines() for pin in self.pins(key))
        return self._memo[key]

    def pins(self, roots: Iterable[str]) -> list[Pin]:
        """Close declared distributions over their dependencies, sorted by name."""
        # Conditions under which a package is needed; "" is "always". A package is visited again
        # while its conditions or extras grow, which ends because both are finite.
        conditions: dict[str, set[str]] = {}
        waiting = [(self.declared[name], "") for name in roots]
        seen: set[tuple[str, str, tuple[str, ...]]] = set()
        while waiting:
            need, inherited = waiting.pop()
            name = need["name"]
            extras = tuple(sorted(need.get("extra", ())))
            marker = _both(inherited, need.get("marker", ""))
            if marker is None or (name, marker, extras) in seen:
                continue
            seen.add((name, marker, extras))
            conditions.setdefault(name, set()).add(marker)
            package = self._package(name)
            waiting += [(further, marker) for further in package.get("dependencies", ())]
            for extra in extras:
                further_needs = package.get("optional-dependencies", {}).get(extra, ())
                waiting += [(further, marker) for further in further_needs]
        return [self._pin(name, conditions[name]) for name in sorted(conditions)]

    def _package(self, name: str) -> dict[str, Any]:
        if name not in self.packages:
            message = f"uv.lock does not hold {name}: run `uv lock`"
            raise LockError(message)
        return self.packages[name]

    def _pin(self, name: str, conditions: set[str]) -> Pin:
        package = self._package(name)
        files = package.get("wheels") or [package["sdist"]]
        marker = "" if "" in conditions else " or ".join(sorted(conditions))
        return Pin(name, package["version"], tuple(sorted({f["hash"] for f in files})), marker)


@cache
def _parsed(text: str, name: str) -> Lock:
    """Parse a lock, once for each text: that takes longer than all else about staging."""
    packages = {package["name"]: package for package in tomllib.loads(text).get("package", ())}
    if PROJECT not in packages:
        message = f"{name} has no package {PROJECT}: run `uv lock`"
        raise LockError(message)
    declared = {need["name"]: need for need in packages[PROJECT].get("dependencies", ())}
    return Lock(packages, declared)


def _both(first: str, second: str) -> str | None:
    """Join two conditions; "" when they always hold, None when they never do."""
    parts = [part for part in (first, second) if part]
    if len(parts) > 1 and first != second:
        joined = " and ".join(f"({part})" if " or " in part else part for part in parts)
    else:
        joined = parts[0] if parts else ""
    return _simplified(joined)


@cache
def _simplified(marker: str) -> str | None:
    if not marker:
        return ""
    verdicts = {Marker(marker).evaluate(environment) for environment in _environments()}
    if verdicts == {True}:
        return ""
    return marker if True in verdicts else None


@cache
def _environments() -> list[dict[str, str]]:
    return [
        {
            "implementation_name": "cpython",
            "os_name": "posix",
            "platform_machine": machine,
            "platform_python_implementation": "CPython",
            "platform_system": system,
            "python_full_version": f"{python}.0",
            "python_version": python,
            "sys_platform": platform,
        }
        for python in _PYTHONS
        for platform, system in _PLATFORMS
        for machine in _MACHINES
    ]
