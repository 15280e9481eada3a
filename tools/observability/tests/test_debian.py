"""Programs are found, or unpacked once and whole, or missed with a message that says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.observability.debian import PROGRAMS, NoProgramError, program

# Stands for apt: `download` writes a package into the current folder, once there are lists.
APT = """#!/bin/sh
echo "$1" >>{log}
for package; do :; done
if [ "$1" = update ]; then
  : >{lists}
elif [ ! -e {lists} ]; then
  echo "E: Unable to locate package $package" >&2
  exit 100
else
  : >"${{package}}_1.0_all.deb"
fi
"""
# Stands for dpkg-deb, which is called as `dpkg-deb -x FILE FOLDER`.
DPKG = """#!/bin/sh
/bin/mkdir -p "$3/usr/bin"
for name in prometheus promtool prometheus-alertmanager amtool; do
  : >"$3/usr/bin/$name"
  {then}
done
"""
BROKEN = "echo 'dpkg-deb: error: no space left on device' >&2; exit 2"


class Machine:
    """A machine with an apt of its own, and nothing else on PATH."""

    def __init__(self, folder: Path) -> None:
        self.root, self.programs = folder / "checkout", folder / "bin"
        self.programs.mkdir()
        self.log, self.lists = folder / "log", folder / "lists"

    def has_apt(self, *, lists: bool = True, then: str = ":") -> None:
        """Put apt-get and dpkg-deb on it; without lists it has to be told to get them."""
        if lists:
            self.lists.touch()
        self._put("apt-get", APT.format(log=self.log, lists=self.lists))
        self._put("dpkg-deb", DPKG.format(then=then))

    def _put(self, name: str, text: str) -> None:
        file = self.programs / name
        file.write_text(text)
        file.chmod(0o755)

    def asked(self) -> list[str]:
        """Return what apt was asked to do."""
        return self.log.read_text().split() if self.log.exists() else []


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a machine that has none of the programs."""
    machine = Machine(tmp_path)
    monkeypatch.setenv("PATH", str(machine.programs))
    for name in PROGRAMS:
        monkeypatch.delenv(name.upper(), raising=False)
    return machine


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_on_path_is_taken_as_it_is(machine: Machine, name: str) -> None:
    """One that is installed, under Debian's name or its own, is not downloaded."""
    machine.has_apt()
    for installed in {name, PROGRAMS[name][1]}:
        file = machine.programs / installed
        file.touch(mode=0o755)
        assert program(name, machine.root) == file
        file.unlink()
    assert machine.asked() == []


def test_a_program_can_be_named(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable wins over all else."""
    machine.has_apt()
    monkeypatch.setenv("PROMTOOL", "/opt/promtool")
    assert program("promtool", machine.root) == Path("/opt/promtool")


def test_a_package_is_unpacked_once(machine: Machine) -> None:
    """Its second program, and the next call, find what is there."""
    machine.has_apt()
    found = program("promtool", machine.root)
    assert found.is_file()
    assert found.is_relative_to(machine.root / ".nox")
    assert program("promtool", machine.root) == found
    assert program("prometheus", machine.root).is_file()
    assert machine.asked() == ["download"]


def test_a_fresh_image_gets_its_lists_first(machine: Machine) -> None:
    """Only a machine whose apt does not know the package updates its lists."""
    machine.has_apt(lists=False)
    assert program("alertmanager", machine.root).is_file()
    assert machine.asked() == ["download", "update", "download"]


def test_half_a_package_is_never_found(machine: Machine) -> None:
    """What breaks while unpacking leaves nothing behind; the next call begins from nothing."""
    machine.has_apt(then=BROKEN)
    with pytest.raises(NoProgramError, match="no space left"):
        program("amtool", machine.root)
    assert [path.name for path in (machine.root / ".nox/debian").iterdir()] == [
        "prometheus-alertmanager.lock"
    ]
    machine.has_apt()
    assert program("amtool", machine.root).is_file()


def test_many_at_a_time_unpack_once(machine: Machine) -> None:
    """Processes that need it together wait for the first."""
    machine.has_apt()
    code = "import sys, pathlib; from tools.observability.debian import program;"
    code += "program('promtool', pathlib.Path(sys.argv[1]))"
    tree = Path(__file__).parents[3]
    started = [
        subprocess.Popen([sys.executable, "-c", code, machine.root], cwd=tree, env=os.environ)
        for _ in range(4)
    ]
    assert [one.wait(60) for one in started] == [0] * 4
    assert machine.asked() == ["download"]


def test_an_unpacked_alertmanager_finds_its_templates(machine: Machine) -> None:
    """Debian's looks below /usr/share only; ours starts where they are, with its arguments."""
    machine.has_apt(
        then='echo \'#!/bin/sh\nls -d /usr/share/prometheus/alertmanager "$@"\' >"$3/usr/bin/$name"'
    )
    started = program("alertmanager", machine.root)
    moved = started.parent / "prometheus-alertmanager"
    assert "ls -d usr/share/prometheus/alertmanager/" in moved.read_text()
    moved.chmod(0o755)
    templates = started.parents[2] / "usr/share/prometheus/alertmanager"
    templates.mkdir(parents=True)
    done = subprocess.run(
        [started, "usr/bin"],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
        env={"PATH": os.defpath},
    )
    assert done.stdout.split() == ["usr/bin", "usr/share/prometheus/alertmanager/"]


def test_without_apt_it_says_what_to_do(machine: Machine) -> None:
    """A machine of another kind gets a message, not a traceback of a missing apt-get."""
    with pytest.raises(NoProgramError, match=r"(?s)https://prometheus\.io/download.*PROMTOOL="):
        program("promtool", machine.root)
