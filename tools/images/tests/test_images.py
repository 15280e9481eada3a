"""From names to a report, with a pretended buildah: what is built, from what, and what is said."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tools import environments
from tools.images import __main__ as images, needs, starts
from tools.images.bases import sources
from tools.images.buildah import Buildah, Built, Mount, mounts_below
from tools.images.errors import CannotRunError, ImageFault
from tools.tree import ROOT
from tools.vendor import STAGED, Stage

# Writes down what it is asked for. An image is the file of its name; its layers follow from it.
BUILDAH = """#!{python} -IS
import json, pathlib, sys
here = pathlib.Path(sys.argv[2]).parent
words = sys.argv[7:]
with (here / "asked").open("a") as asked:
    asked.write(json.dumps(words) + "\\n")
def option(name):
    return words[words.index(name) + 1] if name in words else ""
match words[0]:
    case "bud":
        if "broken" in words[-1]:
            sys.exit("no such package")
        (here / option("--tag").replace("/", "_")).touch()
    case "inspect":
        name = words[-1]
        if not (here / name.replace("/", "_")).exists():
            sys.exit("no such image")
        layers = ["base"] if "stand-in" in name else ["base", "dependencies", name.split(":")[0]]
        (pathlib.Path(sys.argv[2]) / "overlay-layers").mkdir(parents=True, exist_ok=True)
        known = [{{"diff-digest": one, "diff-size": 7}} for one in layers]
        (pathlib.Path(sys.argv[2]) / "overlay-layers/layers.json").write_text(json.dumps(known))
        config = {{"User": "65532:65532"}}
        print(json.dumps({{"OCIv1": {{"rootfs": {{"diff_ids": layers}}, "config": config}}}}))
    case "from":
        print("container")
    case "pull":
        print("id")
    case "tag":
        (here / words[2].replace("/", "_")).touch()
    case "mount":
        (here / "files").mkdir(exist_ok=True)
        print(here / "files")
"""


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pretend every program, keep images in a folder of this test."""
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "buildah").write_text(BUILDAH.format(python=sys.executable))
    for name in ("mmdebstrap", "nsenter", "runc"):
        (folder / name).write_text("#!/bin/sh\n")
    for program in folder.iterdir():
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(needs, "KEYRING", folder)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(images, "FOLDER", tmp_path / "images")
    monkeypatch.setattr(environments, "apart", lambda tool, root: Path(sys.executable))
    return tmp_path / "images"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Start nothing, and say what would have been."""
    found: list[str] = []

    def start(built: Built, *more: object) -> float:
        found.append(built.name)
        return 0.5

    for name in ("start_function", "start_front_end", "run_migration"):
        monkeypatch.setattr(starts, name, start)
    return found


def asked(storage: Path, word: str) -> list[list[str]]:
    """List what buildah was asked for by its command's name."""
    lines = (storage / "asked").read_text().splitlines()
    return [words for words in map(json.loads, lines) if words[0] == word]


def test_functions_and_the_migration_are_built_and_started(
    storage: Path, started: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each from its own context and Dockerfile, with files of one time; one is built again."""
    assert images.main(["get_jwks", "log-out", "migrations"]) == 0
    output = capsys.readouterr().out
    assert "2 different requirements.txt" not in output
    assert "1 different requirements.txt" in output
    assert "get-jwks was built again without a cache: the same layers" in output
    assert [name.split("/")[2] for name in started] == [
        "get-jwks:built", "log-out:built", "migrate:built",
    ]  # fmt: skip
    base, first, _, migration, again = asked(storage, "bud")
    assert "localhost/stand-in/python" in str(base)
    assert first[-3:] == ["--file", str(ROOT / "functions/Dockerfile"), str(ROOT / "build")]
    assert {"FUNCTION=get_jwks", "SOURCE_DATE_EPOCH=0"} <= set(first)
    assert first[first.index("--timestamp") + 1] == "0"
    assert "--pull-never" in first
    assert migration[-1] == str(ROOT)
    assert str(ROOT / "migrations/Dockerfile.dockerignore") in migration
    assert "--no-cache" in again


def test_an_archive_is_started_and_nothing_built(
    storage: Path, started: list[str], tmp_path: Path
) -> None:
    """What a pipeline is going to publish is what it has seen start."""
    archive = tmp_path / "image.tar"
    assert images.main(["--archive", str(archive), "get_jwks"]) == 0
    assert asked(storage, "pull") == [["pull", "--quiet", f"oci-archive:{archive}"]]
    assert asked(storage, "bud") == []
    assert started == ["localhost/learning/get-jwks:loaded"]


def test_a_fault_names_its_image(
    storage: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of sixty, which one."""

    def start(built: Built, *more: object) -> float:
        raise ImageFault("Gid is 0 0 0 0")

    monkeypatch.setattr(starts, "start_function", start)
    assert images.main(["get_jwks"]) == 1
    assert capsys.readouterr().err == "images: get-jwks: Gid is 0 0 0 0\n"


def test_a_build_that_fails_shows_its_last_words(storage: Path) -> None:
    """And where all of them are."""
    buildah = Buildah(storage)
    with pytest.raises(ImageFault, match=r"build\.log has all of it\):\nno such package"):
        buildah.build("x", Path("broken"), ROOT / "functions/Dockerfile", {})


def test_what_a_build_sees_of_the_machine_is_read_only(storage: Path) -> None:
    """The registries' configuration is mounted, and mounts are in no layer."""
    buildah = Buildah(storage)
    mount = Mount(Path("/scratch/pip.conf"), "/etc/pip.conf")
    buildah.build("x", ROOT, ROOT / "migrations/Dockerfile", {}, mounts=[mount])
    assert "/scratch/pip.conf:/etc/pip.conf:ro" in asked(storage, "bud")[0]


def test_what_a_failed_build_left_mounted_is_found() -> None:
    """The inner mounts first, and nothing of anybody else."""
    mountinfo = (
        "20 1 254:0 / / rw - ext4 /dev/vda rw\n"
        "30 20 254:0 /a /work/images/storage rw - ext4 /dev/vda rw\n"
        "31 30 0:40 / /work/images/storage/x/merged rw - overlay overlay rw\n"
        "32 20 0:41 / /work/images-of-others rw - overlay overlay rw\n"
    )
    found = mounts_below(Path("/work/images"), mountinfo)
    assert found == ["/work/images/storage/x/merged", "/work/images/storage"]


def test_a_name_without_an_image_is_refused(
    storage: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is built."""
    assert images.main(["get_jwks", "nothing"]) == 2
    assert "there is no image of nothing" in capsys.readouterr().err


def test_a_machine_is_told_what_it_lacks(
    storage: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No root: with sudo. No Debian: the names of the packages."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert images.main(["get_jwks"]) == 2
    assert "sudo" in capsys.readouterr().err
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert needs.missing() == ["buildah", "mmdebstrap", "runc", "util-linux"]
    with pytest.raises(CannotRunError, match="this is not Debian: install runc"):
        needs.install(["runc"])


def test_what_is_missing_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lists first: a new machine has none. A failure is told in apt's own words."""
    program = tmp_path / "apt-get"
    program.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/log\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    needs.install(["runc"])
    log = (tmp_path / "log").read_text().splitlines()
    assert log == ["-q update", "-q install --yes --no-install-recommends runc"]
    program.write_text("#!/bin/sh\necho no network >&2; exit 100\n")
    with pytest.raises(CannotRunError, match="no network"):
        needs.install(["runc"])


def test_the_base_comes_from_where_the_machine_s_packages_come_from(tmp_path: Path) -> None:
    """Lists of the suite that the stand-in is made of; others are left alone."""
    folder = tmp_path / "sources.list.d"
    folder.mkdir()
    (folder / "debian.sources").write_text("Suites: bookworm bookworm-updates\nComponents: main\n")
    (folder / "other.list").write_text("deb https://example.org/debian other main\n")
    assert sources(tmp_path) == [folder / "debian.sources"]
    assert sources(tmp_path / "nowhere") == []


def test_a_function_gets_the_environment_of_its_func_yaml() -> None:
    """Every secret has a made-up value, and nothing of this process is there."""
    Stage(ROOT).run(["get_jwks"])
    variables = starts.variables(ROOT / STAGED / "get_jwks")
    assert variables["FUNCTION_TARGET"] == "get_jwks"
    assert json.loads(variables["LMS_PUBLIC_KEYS"])["keys"]
    assert "PATH" not in variables
