"""A real Prometheus that scrapes what a test names, and can be held still between two scrapes."""

from __future__ import annotations

import signal
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx2
import yaml

from local.ports import free_port
from tests.e2e.platform import eventually
from tests.patience import patience
from tools.observability.debian import program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


@dataclass
class Prometheus:
    """One process with its data below ``folder``; it scrapes every second."""

    folder: Path
    scrapes: Sequence[Mapping[str, Any]]
    """The jobs of its configuration."""
    port: int = field(default_factory=free_port)

    @contextmanager
    def running(self) -> Iterator[Prometheus]:
        """Start it, wait until it is ready, and stop it in the end."""
        file = self.folder / "prometheus.yml"
        settings = {
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s"},
            "scrape_configs": self.scrapes,
        }
        file.write_text(yaml.safe_dump(settings), encoding="utf-8")
        command = [
            *(str(program("prometheus")), f"--config.file={file}"),
            *(f"--web.listen-address=127.0.0.1:{self.port}", "--log.level=warn"),
            f"--storage.tsdb.path={self.folder / 'tsdb'}",
        ]
        with (self.folder / "prometheus.log").open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            eventually(self._is_ready, within_seconds=30)
            yield self
        finally:
            self._process.terminate()
            self._process.wait(patience(30))

    @contextmanager
    def held_still(self) -> Iterator[None]:
        """Keep it from scraping anything in this block."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Return the samples of an instant query: each has ``metric`` and ``value``."""
        with self._client() as http:
            response = http.get("/api/v1/query", params={"query": expression})
        assert response.status_code == 200, f"{expression}: {response.text}"
        found: list[dict[str, Any]] = response.json()["data"]["result"]
        return found

    def value(self, expression: str) -> float | None:
        """Return the one value of an instant query; None when there is none."""
        found = self.query(expression)
        assert len(found) < 2, (expression, found)
        return float(found[0]["value"][1]) if found else None

    def _is_ready(self) -> bool:
        assert self._process.poll() is None, (self.folder / "prometheus.log").read_text()
        try:
            with self._client() as http:
                return http.get("/-/ready").status_code == 200
        except httpx2.HTTPError:
            return False

    def _client(self) -> httpx2.Client:
        return httpx2.Client(
            base_url=f"http://127.0.0.1:{self.port}", timeout=patience(30), trust_env=False
        )
