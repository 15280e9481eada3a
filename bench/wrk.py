"""The load generator: wrk, a C program that keeps one core busy with far more than we can answer.

It is Debian's package, unpacked without being installed, unless the machine has wrk already; why
this one is in decision 0062.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from bench.environments import HOME
from bench.machine import OTHERS

CONNECTIONS = 16
PACKAGES = ("wrk", "libluajit-5.1-2")
_FOLDER = HOME / "wrk"

# Times are in microseconds. A response of 400 and more is an error: the server did not do its work.
_REPORT = """
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '\\n{"seconds": %.6f, "requests": %d, "bytes": %d, "p50": %.3f, "p99": %.3f, "slowest": %.3f, "errors": %d}\\n',
    summary.duration / 1e6, summary.requests, summary.bytes,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""  # noqa: E501 - one line of output, written by one line


class GeneratorMissing(Exception):  # noqa: N818 - says what happened
    """There is no wrk, and none can be had here."""


class Failed(Exception):  # noqa: N818 - says what happened
    """The server did not answer what it was asked for."""


@dataclass(frozen=True)
class Load:
    """What one round of load found; times are in milliseconds."""

    requests_per_second: float
    p50: float
    p99: float
    slowest: float


@dataclass(frozen=True)
class Generator:
    """An installed wrk."""

    program: Path
    libraries: Path | None = None
    script: Path = field(default=_FOLDER / "report.lua")

    def run(self, url: str, seconds: int, *, requests: str = "") -> Load:
        """Send requests to a URL as fast as the server answers them, for some seconds.

        ``requests`` is a script in Lua with a function that makes each of them; without one they
        are all the same GET. Raises Failed on any error.
        """
        self.script.parent.mkdir(parents=True, exist_ok=True)
        self.script.write_text(_REPORT + requests)
        command = [str(self.program), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout=30s"]
        command += ["-s", str(self.script)]
        environment = dict(os.environ)
        if self.libraries is not None:
            environment["LD_LIBRARY_PATH"] = str(self.libraries)
        run = subprocess.run(
            [*command, url],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
            timeout=seconds + 30,
            preexec_fn=lambda: os.sched_setaffinity(0, OTHERS),
        )
        if run.returncode:
            raise Failed(f"{url}: {run.stderr or run.stdout}")
        return read(run.stdout, url)


def read(output: str, url: str) -> Load:
    """Read what the script wrote. Raises Failed when a response was missing or an error."""
    found = json.loads(output.strip().splitlines()[-1])
    if found["errors"] or not found["requests"]:
        raise Failed(f"{url}: {found['errors']} of {found['requests']} requests failed")
    rate = found["requests"] / found["seconds"]
    return Load(rate, found["p50"], found["p99"], found["slowest"])


def generator() -> Generator:
    """Find wrk on this machine, or unpack Debian's. Raises GeneratorMissing."""
    if found := shutil.which("wrk"):
        return Generator(Path(found))
    program = _FOLDER / "root/usr/bin/wrk"
    if not program.exists():
        _unpack()
    return Generator(program, _FOLDER / f"root/usr/lib/{platform.machine()}-linux-gnu")


def _unpack() -> None:
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise GeneratorMissing("The bench needs wrk: install it from your system's packages.")
    print("Unpacking the load generator into .nox/bench/wrk", flush=True)
    packages = _FOLDER / "packages"
    (packages / "lists/partial").mkdir(parents=True, exist_ok=True)
    (packages / "archives/partial").mkdir(parents=True, exist_ok=True)
    # Lists of our own: those of the machine may be missing, and only root may fetch them.
    own = [
        *("-q", "-o", f"Dir::State::Lists={packages}/lists", "-o", f"Dir::Cache={packages}"),
        *("-o", "APT::Sandbox::User=", "-o", "Debug::NoLocking=true"),
    ]
    try:
        for step in (("update",), ("download", *PACKAGES)):
            subprocess.run(
                ["apt-get", *own, *step], cwd=packages, check=True, capture_output=True, text=True
            )
        for file in packages.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", file, _FOLDER / "root"], check=True)
    except subprocess.CalledProcessError as fault:
        message = f"The bench needs wrk, and it could not be fetched: {fault.stderr or fault}"
        raise GeneratorMissing(message) from fault
    shutil.rmtree(packages)
