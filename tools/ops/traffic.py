"""The traffic component of an overlay: the one file that this tool writes for a split or a pin.

`manifests/overlays/ENVIRONMENT/traffic/kustomization.yaml` is a kustomize Component, listed last in
its overlay, with one JSON 6902 patch for each service whose traffic is not simply "the latest". At
rest it is empty. JSON 6902, because a strategic merge does not know a Knative Service's lists.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from local import yaml_text
from tools.ops.errors import UsageError
from tools.ops.services import INITIAL_SCALE, LATEST, Target

HEADER = """\
# Written by `python -m tools.ops` (canary, rollback): traffic that is not simply "the latest".
# At rest there are no patches. List this component last in the overlay, after the image digests.
"""
STARTS = f"/spec/template/metadata/annotations/{INITIAL_SCALE.replace('/', '~1')}"
IMAGE = re.compile(r"(?P<repository>[^@\s]{2,})@(?P<digest>sha256:[0-9a-f]{64})")


@dataclass(frozen=True)
class Candidate:
    """A revision that Git describes next to the stable one: its fixed name and its image."""

    revision: str
    image: str


@dataclass(frozen=True)
class Override:
    """An environment's override of one service: a split, and perhaps a candidate."""

    traffic: tuple[Target, ...]
    candidate: Candidate | None = None

    def operations(self) -> list[dict[str, Any]]:
        """Write the override as JSON 6902 operations on the Service."""
        operations: list[dict[str, Any]] = []
        if self.candidate:
            operations += [
                # The name makes the new revision addressable from Git, see Knative's BYO revisions.
                _add("/spec/template/metadata/name", self.candidate.revision),
                _add("/spec/template/spec/containers/0/image", self.candidate.image),
                # It runs a pod before it is Ready, even where others start at zero (decision 0037).
                _add(STARTS, "1"),
            ]
        return [*operations, _add("/spec/traffic", [one.manifest() for one in self.traffic])]


@dataclass(frozen=True)
class Component:
    """All overrides of one environment, by service."""

    overrides: Mapping[str, Override] = field(default_factory=dict)

    @classmethod
    def parse(cls, content: bytes, path: str) -> Component:
        """Read the file. Raises UsageError when someone wrote something else into it."""
        try:
            document = yaml_text.load(content) or {}
            overrides = {
                patch["target"]["name"]: _override(json.loads(patch["patch"]))
                for patch in document.get("patches") or []
            }
        except (yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(
                f"{path} holds something that this tool did not write ({error})",
                next_step="put hand-written patches into the overlay itself and empty that file",
            ) from error
        return cls(overrides)

    def with_(self, service: str, override: Override | None) -> Component:
        """Return the component with another override for the service, or with none."""
        others = {name: one for name, one in self.overrides.items() if name != service}
        return Component(others | ({service: override} if override else {}))

    def render(self) -> bytes:
        """Write the file: the same overrides always give the same bytes."""
        document: dict[str, Any] = {
            "apiVersion": "kustomize.config.k8s.io/v1alpha1",
            "kind": "Component",
            "patches": [
                {
                    "target": {
                        "group": "serving.knative.dev",
                        "version": "v1",
                        "kind": "Service",
                        "name": name,
                    },
                    "patch": json.dumps(override.operations(), indent=2),
                }
                for name, override in sorted(self.overrides.items())
            ],
        }
        text = yaml.dump(document, Dumper=_Dumper, sort_keys=False, width=100)
        return (HEADER + text).encode()


def candidate(service: str, image: str, commit: str) -> Candidate:
    """Name the revision of an image. The commit keeps a second try apart from a failed first one.

    Raises UsageError for an image that is not named by its digest: a tag may move under a canary.
    """
    match = IMAGE.fullmatch(image)
    if match is None:
        raise UsageError(
            f"{image!r} is not an image by digest",
            next_step="give it as REPOSITORY@sha256:..., the release job prints it",
        )
    digest = match["digest"].removeprefix("sha256:")
    return Candidate(f"{service}-{digest[:8]}-{commit[:7]}", image)


def split(stable: str, revision: str, percent: int) -> tuple[Target, ...]:
    """Share the traffic between the stable revision and a new one."""
    return (Target(100 - percent, stable), Target(percent, revision))


def pin(revision: str) -> tuple[Target, ...]:
    """Send everything to one revision."""
    return (Target(100, revision),)


def describe(targets: tuple[Target, ...]) -> str:
    """Say a traffic block in a line."""
    if targets == LATEST:
        return "latest"
    return ", ".join(f"{one.percent} % {one.revision or 'latest'}" for one in targets)


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as a block, as a person would."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - PyYAML's signature
        """Indent lists below their key, as the repository's other YAML does."""
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _add(path: str, value: object) -> dict[str, Any]:
    # "add" also replaces what is there (RFC 6902, section 4.1).
    return {"op": "add", "path": path, "value": value}


def _override(operations: list[dict[str, Any]]) -> Override:
    values = {operation["path"]: operation["value"] for operation in operations}
    targets = tuple(
        Target(int(one["percent"]), one.get("revisionName", "")) for one in values["/spec/traffic"]
    )
    revision = values.get("/spec/template/metadata/name")
    if revision is None:
        return Override(targets)
    image = values["/spec/template/spec/containers/0/image"]
    return Override(targets, Candidate(revision, image))
