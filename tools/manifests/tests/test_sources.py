"""Files that must not be among the manifests: secrets, and what `kn` would stop or stumble at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.manifests.documents import Documents
from tools.manifests.rules import Case, lint

if TYPE_CHECKING:
    from pathlib import Path

    from tools.manifests.plan import Function

FILES: dict[str, tuple[str, str, str]] = {
    "a private key": (
        "secret-in-git",
        "overlays/prod/tls.yaml",
        "x: -----BEGIN EC PRIVATE KEY-----",
    ),
    "an AWS key": ("secret-in-git", "components/x/values.yaml", "id: AKIAABCDEFGHIJKLMNOP"),
    "a password": ("secret-in-git", "platform/redis.yaml", "password: correcthorse"),
    "an address with a password": (
        "secret-in-git",
        "overlays/staging/settings.yml",
        "url: postgres://learning:s3cret@db/learning",
    ),
    "a plain Secret": ("secret-in-git", "base/secret.yaml", "apiVersion: v1\nkind: Secret\n"),
    "a file where kn stops reading": ("kn-layout", "base/learning/broker.yaml", "kind: Broker\n"),
    "a file that hides the namespace from kn": ("kn-layout", "base/a.yaml", "kind: Namespace\n"),
    "a comment that kn would lose": ("kn-layout", "base/learning/ksvc/x.yaml", "# why\nkind: X\n"),
}


@pytest.mark.parametrize(("expected", "name", "text"), FILES.values(), ids=FILES)
def test_a_file_that_must_not_be_there_is_caught(
    tmp_path: Path,
    functions: tuple[Function, ...],
    expected: str,
    name: str,
    text: str,
) -> None:
    """Secrets are found in every manifest, and files that stop `kn` at their place."""
    path = tmp_path / "manifests" / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    found = lint(Case(tmp_path, Documents("prod", ()), functions))

    assert (expected, f"manifests/{name}") in {(one.rule, one.where) for one in found}
