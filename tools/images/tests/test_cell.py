"""A container's rights: what is asked of runc, and what the kernel must say of the process."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from local.ports import free_port
from tools.images.cell import Cell, rights, specification, user_of
from tools.images.errors import ImageFault

CONFINED = """\
Name:\tpython
Uid:\t65532\t65532\t65532\t65532
Gid:\t65532\t65532\t65532\t65532
Groups:\t
CapInh:\t0000000000000000
CapPrm:\t0000000000000000
CapEff:\t0000000000000000
CapBnd:\t0000000000000000
CapAmb:\t0000000000000000
NoNewPrivs:\t1
"""
# A runc that starts the command of the bundle with all that it has, and writes it nowhere down.
RUNC = """#!/bin/sh
shift 2
case "$1" in
  run)
    echo $$ > "$TMPDIR/pid-of-$6"
    echo $$ > "$5"
    exec {python} -c "
import json, os
process = json.load(open('$3/config.json'))['process']
os.execvp(process['args'][0], process['args'])
" ;;
  kill) kill -s "${{3#SIG}}" "$(cat "$TMPDIR/pid-of-$2")" ;;
  delete) kill -9 "$(cat "$TMPDIR/pid-of-$3")" 2> /dev/null || true ;;
esac
"""
NSENTER = """#!/bin/sh
while [ "$1" != -- ]; do shift; done
shift
exec "$@"
"""


@pytest.fixture
def port() -> int:
    """Find a free port."""
    return free_port()


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend runc and nsenter."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name, text in {"runc": RUNC.format(python=sys.executable), "nsenter": NSENTER}.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def image(*command: str, **more: str) -> dict[str, object]:
    """Describe an image that starts a command."""
    return {"User": "65532:65532", "Cmd": list(command), **more}


def test_a_confined_process_has_nothing_to_report() -> None:
    """The user of the image, no group next to it, no capability in any set."""
    assert rights(CONFINED, 65532, 65532) == []


@pytest.mark.parametrize(
    ("line", "instead", "fault"),
    [
        ("Gid:\t65532\t65532\t65532\t65532", "Gid:\t0\t0\t0\t0", "Gid is 0 0 0 0"),
        ("Uid:\t65532\t65532", "Uid:\t65532\t0", "Uid is 65532 0 65532 65532"),
        ("Groups:\t", "Groups:\t0", "it is in the groups 0"),
        ("NoNewPrivs:\t1", "NoNewPrivs:\t0", "NoNewPrivs is 0"),
        ("CapEff:\t0000000000000000", "CapEff:\t0000000000000400", "CapEff is 0000000000000400"),
        ("CapBnd:\t0000000000000000", "CapBnd:\t000001ffffffffff", "CapBnd is 000001ffffffffff"),
    ],
)
def test_each_right_too_many_is_named(line: str, instead: str, fault: str) -> None:
    """Root's group above all, which a user without a group gets."""
    assert rights(CONFINED.replace(line, instead), 65532, 65532) == [fault]


@pytest.mark.parametrize("user", ["", "65532", "0:0", "65532:0", "0:65532", "nobody:nogroup"])
def test_a_user_that_kubernetes_cannot_judge_is_refused(user: str) -> None:
    """A name, root, or a user without a group."""
    with pytest.raises(ImageFault, match="two numbers"):
        user_of({"User": user})


def test_what_runc_is_asked_for() -> None:
    """A read-only root, no capabilities, no way to get any; only /tmp can be written."""
    spec = specification(Path("/image"), (65532, 65532), ["nginx"], ["PORT=8080"], "/")
    assert spec["root"] == {"path": "/image", "readonly": True}
    assert spec["process"]["capabilities"] == {}
    assert spec["process"]["noNewPrivileges"] is True
    assert {one["destination"] for one in spec["mounts"]} == {"/proc", "/dev", "/tmp"}  # noqa: S108 - the container's
    assert "network" not in str(spec["linux"])


@pytest.mark.usefixtures("programs")
def test_a_process_that_was_not_confined_is_found_out(tmp_path: Path) -> None:
    """What the image says is not believed: this one's process has the rights of this test."""
    with (
        Cell(tmp_path, image("sleep", "60")) as cell,
        pytest.raises(ImageFault, match="NoNewPrivs"),
    ):
        cell.prove()


@pytest.mark.usefixtures("programs")
def test_a_command_is_waited_for(tmp_path: Path) -> None:
    """Its words are kept; a bad end is a fault that has them, too."""
    with Cell(tmp_path, image("echo", "done")) as cell:
        assert cell.wait() == "done"
    with (
        Cell(tmp_path, image("sh", "-c", "echo no key; exit 78")) as cell,
        pytest.raises(ImageFault, match="ended with 78: no key"),
    ):
        cell.wait()


@pytest.mark.usefixtures("programs", "socket_enabled")
def test_a_server_is_asked_until_it_answers(tmp_path: Path, port: int) -> None:
    """A page larger than a pipe comes back whole; an address that is not there is a fault."""
    page = "x" * 200_000
    (tmp_path / "page").write_text(page)
    command = (sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1")
    with Cell(
        tmp_path, image(*command, "--directory", str(tmp_path), StopSignal="SIGKILL")
    ) as cell:
        assert cell.ask(port, "/page") == {"/page": page}
        with pytest.raises(ImageFault, match="GET /nothing: HTTP Error 404"):
            cell.ask(port, "/nothing")
        with pytest.raises(ImageFault, match="ended with -9"):
            cell.stop()


@pytest.mark.usefixtures("programs")
def test_a_server_that_ends_is_not_waited_for(tmp_path: Path) -> None:
    """Its words say why."""
    command = ("sh", "-c", "sleep 0.5; echo no key; exit 78")
    with Cell(tmp_path, image(*command)) as cell, pytest.raises(ImageFault, match="no key"):
        cell.ask(9, "/health/liveness")
