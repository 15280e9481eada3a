"""The environment of a function: what its func.yaml declares, resolved on this machine."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from local.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.functions.manifest import Manifest

# func's own syntax: {{ secret:NAME:KEY }}, {{ configMap:NAME:KEY }}, {{ env:NAME }}
PLACEHOLDER = re.compile(
    r"\{\{\s*(?:(?P<kind>secret|configMap):(?P<name>[^:\s]+):(?P<key>\S+)|env:(?P<env>\S+))\s*\}\}"
)

# What any process needs from the machine. A test run's COVERAGE_ is not passed on: the staged
# copies of the libraries are not what is reported, and measuring slows a cold start by half.
INHERITED = frozenset({"HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ", "USER"})
# Settings of the platform that somebody exported for this run win over the committed defaults.
OVERRIDABLE_PREFIX = "LMS_"
# OpenTelemetry's own settings, of which no func.yaml names more than a few.
TELEMETRY_PREFIX = "OTEL_"


def function_environment(
    manifest: Manifest,
    secrets: Mapping[str, str],
    overrides: Mapping[str, str],
    outside: Mapping[str, str] = os.environ,
) -> dict[str, str]:
    """Return the whole environment of a function's process.

    `secrets` has `NAME:KEY` keys; `overrides` is the host's table of what differs on one machine.
    Raises `HostError` when a value names a secret that this machine does not have.
    """
    machine = {name: value for name, value in outside.items() if name in INHERITED}
    declared = {
        name: resolved(value, secrets, outside, asker=manifest.name)
        for name, value in manifest.envs
    }
    exported = {
        name: value
        for name, value in outside.items()
        if name.startswith(TELEMETRY_PREFIX)
        or (name.startswith(OVERRIDABLE_PREFIX) and name in declared)
    }
    # What Knative's proxy does in front of a container, the runtime does itself here.
    line = {"LMS_CONCURRENCY": str(manifest.concurrency)}
    return {**machine, **declared, **exported, **line, **overrides}


def resolved(
    value: str, secrets: Mapping[str, str], outside: Mapping[str, str], *, asker: str
) -> str:
    """Return a value with its placeholder replaced; a plain value is returned as it is."""
    placeholder = PLACEHOLDER.fullmatch(value.strip())
    if placeholder is None:
        return value
    if placeholder["env"] is not None:
        return outside.get(placeholder["env"], "")
    key = f"{placeholder['name']}:{placeholder['key']}"
    if key not in secrets:
        message = f"{asker} asks for {placeholder['kind']} {key}, which this machine lacks"
        raise HostError(message)
    return secrets[key]
