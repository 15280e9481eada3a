"""The whole platform in its own process, started, used and killed from outside."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import psutil

from local.ports import free_port
from tests.patience import TimeLimit, patience
from tests.plain_http import NO_AUTHORITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).parents[2]
# No test waits for a response in vain: a slow response only means a slow machine.
CLIENT_SECONDS = 120
_ACCOUNT = re.compile(r"^\s*(student|instructor|admin): (\S+) / (\S+)\s*$")


@dataclass
class Platform:
    """`python -m local` on a free port with its own data directory."""

    data: Path
    arguments: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()
    """What runs it as somebody else."""
    exported: dict[str, str] = field(default_factory=dict)
    """What its environment has in addition to that of the tests."""
    tree: Path = ROOT
    """The checkout that it is run from."""
    port: int = field(default_factory=free_port)
    lines: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """The address that people open."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, within_seconds: float = 180) -> float:
        """Start it and wait until it reports ready; return the seconds that took."""
        started = time.monotonic()
        self.lines = []
        command = [*self.prefix, sys.executable, "-m", "local", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--data", str(self.data), *self.arguments],
            cwd=self.tree,
            env=os.environ | self.exported,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        try:
            eventually(self._is_ready, within_seconds=within_seconds)
        except TimeoutError as late:
            self.kill()
            raise TimeoutError("\n".join(self.lines)) from late
        return time.monotonic() - started

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as output:
            for line in output:
                self.lines.append(line.rstrip("\n"))

    def _is_ready(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            message = f"the platform ended with {self.process.returncode}"
            raise RuntimeError(message + "\n" + "\n".join(self.lines))
        return f"Ready: {self.url}" in self.lines

    def family(self) -> list[psutil.Process]:
        """Return every process of the platform that is alive."""
        assert self.process is not None
        try:
            host = psutil.Process(self.process.pid)
            return [host, *host.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def stop(self, how: signal.Signals = signal.SIGTERM) -> list[psutil.Process]:
        """Ask it to stop; return the processes that survived it."""
        assert self.process is not None
        family = self.family()
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(patience(60))
        _, alive = psutil.wait_procs(family, timeout=patience(2))
        return alive

    def kill(self) -> None:
        """Kill every process at once, as a power cut would."""
        for each in self.family():
            try:
                each.kill()
            except psutil.NoSuchProcess:
                continue
        assert self.process is not None
        self.process.wait(patience(30))

    def environment(self) -> dict[str, str]:
        """Return the functions' settings: store addresses and keys."""
        found: dict[str, str] = json.loads((self.data / "run" / "environment.json").read_text())
        return found

    def accounts(self) -> dict[str, tuple[str, str]]:
        """Return the printed demo accounts: role to address and password."""
        found = (_ACCOUNT.match(line) for line in self.lines)
        return {each[1]: (each[2], each[3]) for each in found if each}

    def client(self, **options: Any) -> httpx2.Client:
        """Return a client of the gateway."""
        return httpx2.Client(
            base_url=self.url,
            timeout=CLIENT_SECONDS,
            trust_env=False,
            verify=NO_AUTHORITIES,
            **options,
        )

    def sign_in(self, email: str, password: str) -> httpx2.Client:
        """Return a client whose requests are signed in."""
        with self.client() as anonymous:
            answer = anonymous.post("/api/auth/login", json={"email": email, "password": password})
        assert answer.status_code == 200, answer.text
        token = answer.json()["access_token"]
        return self.client(headers={"Authorization": f"Bearer {token}"})

    def as_role(self, role: str) -> httpx2.Client:
        """Return a client signed in as one of the demo accounts."""
        return self.sign_in(*self.accounts()[role])

    def inbox(self) -> list[dict[str, Any]]:
        """Return the emails that arrived, newest first."""
        with self.client() as http:
            answer = http.get("/_local/inbox", headers={"Accept": "application/json"})
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def texts(self) -> list[dict[str, Any]]:
        """Return the text messages that arrived, newest first."""
        with self.client() as http:
            answer = http.get("/_local/texts", headers={"Accept": "application/json"})
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def status(self) -> dict[str, Any]:
        """Return what the status page shows."""
        with self.client() as http:
            answer = http.get("/_local/status", headers={"Accept": "application/json"})
        found: dict[str, Any] = answer.json()
        return found

    def replicas(self) -> dict[str, int]:
        """Return how many processes each function has."""
        return {each["name"]: each["replicas"] for each in self.status()["functions"]}

    def tick(self, service: str) -> int:
        """Call a scheduled function as its clock does; return the status of its response."""
        tick = {"ce-specversion": "1.0", "ce-id": str(uuid.uuid4()), "ce-source": "/tests/e2e"}
        headers = {**tick, "ce-type": "dev.knative.sources.ping"}
        return self.call(service, "POST", "/", headers=headers).status_code

    def call(
        self, service: str, method: str, address: str, headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """Call a function without the gateway, by its socket; this wakes it."""
        assert self.process is not None
        sockets = psutil.Process(self.process.pid).net_connections("unix")
        (path,) = {each.laddr for each in sockets if str(each.laddr).endswith(f"/{service}.sock")}
        transport = httpx2.HTTPTransport(uds=str(path), verify=NO_AUTHORITIES)
        with httpx2.Client(transport=transport, timeout=CLIENT_SECONDS) as http:
            return http.request(method, f"http://{service}{address}", headers=headers)

    @contextmanager
    def without(self, store: str) -> Iterator[None]:
        """Stop an embedded store for this block, then wait until the platform is ready again."""
        self.store(store, "stop")
        try:
            yield
        finally:
            with self.client(headers={"Origin": self.url}) as http:
                # A busy machine may need longer than the button waits.
                http.post(f"/_local/stores/{store}/start")
                eventually(lambda: http.get("/healthz").status_code == 200, within_seconds=60)

    def store(self, name: str, action: str) -> None:
        """Stop or start one of the embedded stores."""
        with self.client(headers={"Origin": self.url}) as http:
            answer = http.post(f"/_local/stores/{name}/{action}")
        assert answer.status_code < 400, answer.text


def eventually(
    holds: Callable[[], object], *, within_seconds: float = 10, every: float = 0.1
) -> float:
    """Wait until a condition holds; return the seconds that took, or raise TimeoutError.

    ``within_seconds`` are those of a machine with nothing else to do.
    """
    started, limit = time.monotonic(), TimeLimit(within_seconds)
    while not holds():
        if limit.is_over():
            message = f"it did not hold within {within_seconds} s"
            raise TimeoutError(message)
        time.sleep(every)
    return time.monotonic() - started


def course_fields(title: str, **changes: object) -> Mapping[str, object]:
    """Return the request for a course that can be published as it is."""
    return {
        "title": title,
        "description": "Made by a test.",
        "category": "Programming",
        "level": "beginner",
        "language": "en",
        "price": {"amount": 0, "currency": "EUR"},
        "status": "published",
        **changes,
    }


def pages(client: httpx2.Client, path: str, **query: str) -> Iterator[dict[str, Any]]:
    """Walk a list by its cursors."""
    cursor: str | None = None
    while True:
        answer = client.get(path, params={**query, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        yield from answer.json()["items"]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return
