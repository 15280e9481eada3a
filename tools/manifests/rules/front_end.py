"""The app's files: pages name those of the served build, and only one build is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.digests import ZERO
from tools.manifests.documents import Finding, containers, name_of, where
from tools.manifests.front_end import FILES_URL
from tools.manifests.names import FRONT_END, WAVE
from tools.manifests.page_manifest import EMPTY, VARIABLE, PageManifestError, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.names import Manifest
    from tools.manifests.rules.case import Case

SIGNED = "LMS_OBJECTS_URL"
ALL_TO_THE_LATEST = [{"latestRevision": True, "percent": 100}]
ROLLOUT = "serving.knative.dev/rollout-duration"


def pages(case: Case) -> Iterator[Finding]:
    """Where images are released, all pages name files, the same ones, of a build that is there."""
    if not case.is_real:
        return
    built = any(
        not str(container.get("image", "")).endswith(ZERO)
        for one in case.documents.services
        if name_of(one) == FRONT_END
        for container in containers(one)
    )
    said = {name_of(one): named(one) for one in case.documents.services if named(one) is not None}
    if len(set(said.values())) > 1:
        message = f"pages name files of several builds: {', '.join(sorted(said))}"
        yield Finding("page-manifest", case.environment, message)
    for name, text in said.items():
        try:
            if text != (read(text or "") if built else EMPTY):
                message = (
                    "is not on one line" if built else "names files of a build that is nowhere"
                )
                yield Finding("page-manifest", name, f"{VARIABLE} {message}")
        except PageManifestError as error:
            yield Finding("page-manifest", name, str(error))


def one_build(case: Case) -> Iterator[Finding]:
    """The front end changes to the next build in one step, before any page names its files."""
    for one in case.documents.services:
        if name_of(one) != FRONT_END:
            continue
        if one["spec"].get("traffic") != ALL_TO_THE_LATEST:
            yield Finding("two-builds", where(one), "a page would ask another build for its files")
        if ROLLOUT in (one["metadata"].get("annotations") or {}):
            yield Finding("two-builds", where(one), "its traffic must not move bit by bit")
        for other in case.documents.services:
            if named(other) is not None and _wave(other) <= _wave(one):
                message = f"is synced no later than {FRONT_END}, whose files it names"
                yield Finding("page-order", where(other), message)


def bucket(case: Case) -> Iterator[Finding]:
    """Pages may load from the bucket that functions sign for, whoever serves them."""
    services = case.documents.services
    signed = {url for one in services if (url := _value(one, SIGNED)) is not None}
    for one in services:
        url = _value(one, FILES_URL)
        if url is None and name_of(one) == FRONT_END:
            yield Finding("page-bucket", where(one), f"does not say {FILES_URL}")
        if url is not None and signed != {url}:
            message = f"{FILES_URL} is {url!r}, and functions sign for {', '.join(sorted(signed))}"
            yield Finding("page-bucket", where(one), message)


def named(service: Manifest) -> str | None:
    """Return the page manifest of a service, None when it renders no pages."""
    return _value(service, VARIABLE)


def _value(service: Manifest, variable: str) -> str | None:
    for container in containers(service):
        for env in container.get("env") or ():
            if env["name"] == variable:
                return str(env.get("value"))
    return None


def _wave(service: Manifest) -> int:
    return int((service["metadata"].get("annotations") or {}).get(WAVE, 0))
