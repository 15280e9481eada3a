"""A build reaches the registries that the machine is set up with, and keeps nothing of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.images.errors import ImageFault
from tools.images.registries import Registries, look_for_traces


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """Set up a machine with a company's mirror, whose address has a password."""
    home = tmp_path / "home"
    (home / ".config/pip").mkdir(parents=True)
    (home / ".config/pip/pip.conf").write_text(
        "[global]\nindex-url = https://ana:s3cret@mirror.example.org/simple\n"
        f"constraint = {home}/constraints.txt\nfind-links = {home}/wheels\n"
    )
    (home / "wheels").mkdir()
    (home / ".npmrc").write_text(
        "registry=https://npm.example.org/\n//npm.example.org/:_authToken=t0ken\nfund=false\n"
    )
    return {"HOME": str(home), "PIP_EXTRA_INDEX_URL": f"file://{home}/packages/simple"}


def test_a_build_is_lent_what_leads_to_the_registries(
    tmp_path: Path, machine: dict[str, str]
) -> None:
    """Where packages come from and who is trusted, and the folders that these name; no more."""
    home = Path(machine["HOME"])
    (home / "packages").mkdir()
    registries = Registries(tmp_path, machine)
    assert "index-url = https://ana:s3cret@mirror.example.org/simple\n" in registries.pip
    assert f"extra-index-url = file://{home}/packages/simple\n" in registries.pip
    assert "constraint" not in registries.pip
    assert "registry=https://npm.example.org/\n" in registries.npm
    assert "fund" not in registries.npm
    targets = {mount.target for mount in registries.mounts}
    assert {"/etc/pip.conf", "/usr/local/etc/npmrc"} <= targets
    assert {f"{home}/wheels", f"{home}/packages"} <= targets


def test_credentials_and_private_hosts_are_looked_for(
    tmp_path: Path, machine: dict[str, str]
) -> None:
    """A host that a lock names is no secret."""
    registries = Registries(tmp_path, machine)
    found = registries.traces(public="https://npm.example.org/react.tgz")
    assert found == {b"s3cret", b"mirror.example.org", b"t0ken"}


def test_an_image_that_names_the_mirror_is_refused(tmp_path: Path) -> None:
    """Installed packages may note where they came from."""
    (tmp_path / "opt").mkdir()
    (tmp_path / "opt/direct_url.json").write_text('{"url": "https://mirror.example.org/x.whl"}')
    look_for_traces(tmp_path, [])
    with pytest.raises(ImageFault, match=r"opt/direct_url\.json names"):
        look_for_traces(tmp_path, [b"mirror.example.org"])


def test_an_image_with_the_configuration_itself_is_refused(tmp_path: Path) -> None:
    """Even an empty one: a mount that was left behind."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/pip.conf").touch()
    with pytest.raises(ImageFault, match=r"/etc/pip\.conf is in the image"):
        look_for_traces(tmp_path, [])
