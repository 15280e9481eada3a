"""What an environment is not built with is not written for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.manifests import digests
from tools.ops import builds
from tools.ops.cluster import PAUSED
from tools.ops.errors import UsageError
from tools.ops.repository import Repository
from tools.ops.routes import check_writable
from tools.ops.tests.conftest import Git, Operate
from tools.ops.tests.world import APPLICATION, DIGESTS, GOOD, SERVICE, TREE, World
from tools.tree import ROOT

DEV = "manifests/overlays/dev/kustomization.yaml"
FIRST = "create-course-00001"


@pytest.fixture
def dev(git: Git) -> Git:
    """Add an environment that runs images of its own, whose build knows of no released digest."""
    git.commit("argocd/environments/dev.yaml", "environment: dev\nrevision: main\n")
    traffic = "manifests/overlays/prod/traffic/kustomization.yaml"
    git.commit("manifests/overlays/dev/traffic/kustomization.yaml", TREE[traffic])
    git.commit(DEV, "resources:\n  - ../../base\ncomponents:\n  - traffic\n")
    return git


@pytest.mark.parametrize("glass", [(), ("--break-glass", "--hold", "0.1")])
def test_a_canary_is_refused_where_its_promotion_would_be_written_for_nobody(
    operate: Operate, world: World, dev: Git, capsys: pytest.CaptureFixture[str],
    glass: tuple[str, ...],
) -> None:  # fmt: skip
    """Nothing is committed, nothing is paused, and the sentence says which environments do."""
    where = ("--environment", "dev", "--application", APPLICATION)
    before = dev.messages()
    assert operate("canary", SERVICE, "--image", GOOD, *where, *glass) == 2
    stderr = capsys.readouterr().err
    assert "dev is not built with a component of the functions' digests" in stderr
    assert "next: take an environment whose manifests/overlays/NAME/kustomization.yaml" in stderr
    assert dev.messages() == before
    assert PAUSED not in world.application["metadata"]["annotations"]


def test_a_pin_is_refused_where_the_overlay_has_no_traffic_of_its_own(
    operate: Operate, dev: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file would be there, and no build would read it."""
    dev.commit(DEV, "resources:\n  - ../../base\ncomponents: []\n")
    before = dev.messages()
    where = ("--environment", "dev", "--application", APPLICATION)
    assert operate("rollback", SERVICE, "--to", FIRST, *where) == 2
    assert "dev is not built with manifests/overlays/dev/traffic" in capsys.readouterr().err
    assert dev.messages() == before


def test_digests_that_another_environment_uses_are_not_this_ones(dev: Git) -> None:
    """The component is in the tree, and prod is built with it: that makes it nothing of dev's."""
    repository = Repository(dev.clone)
    check_writable(repository, "prod", SERVICE, promotes=True)
    check_writable(repository, "dev", SERVICE)
    with pytest.raises(UsageError, match="dev is not built with"):
        check_writable(repository, "dev", SERVICE, promotes=True)


def test_components_are_found_through_other_components(dev: Git) -> None:
    """As kustomize goes: resources and components, as deep as they lie, each once."""
    nested = "manifests/components/released/kustomization.yaml"
    dev.commit(nested, "kind: Component\ncomponents:\n  - ../images\n  - ../released\n")
    dev.commit(DEV, "components:\n  - ../../components/released\n  - traffic\n")
    check_writable(Repository(dev.clone), "dev", SERVICE, promotes=True)
    found = builds.kustomizations(Repository(dev.clone), "origin/main", "dev")
    assert set(found) == {
        DEV,
        nested,
        DIGESTS,
        "manifests/overlays/dev/traffic/kustomization.yaml",
    }


class Tree(Repository):
    """This checkout, whatever the commit."""

    def read(self, commit: str, path: str) -> bytes | None:
        """Return a file as it is now."""
        del commit
        file = Path(self.path, path)
        return file.read_bytes() if file.is_file() else None


@pytest.mark.parametrize(("environment", "released"), [("dev", 0), ("staging", 1), ("prod", 1)])
def test_the_projects_own_environments_are_told_apart_by_their_overlays(
    environment: str, released: int
) -> None:
    """On one machine an image is what was built there; the others run what was released."""
    found = builds.kustomizations(Tree(ROOT), "any", environment)
    assert (digests.FILE in found) == bool(released)
    assert f"manifests/overlays/{environment}/traffic/kustomization.yaml" in found
    assert "manifests/base/kustomization.yml" in found
