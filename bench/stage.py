"""What all measures share: the platform with its courses, the load generator, the pace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.catalog import write_courses
from bench.platform import Platform, platform
from bench.servers import Server
from bench.statistics import Sample, sample
from bench.turns import Pace
from bench.wrk import Generator, generator

COURSES = 1_000
# Nobody is refused for asking often: that is what a load test does. No function goes to sleep.
OPTIONS = ("--no-demo", "--rate-limits", "off", "--idle", "3600")


@dataclass(frozen=True)
class Stage:
    """A platform that is ready to be measured."""

    platform: Platform
    generator: Generator
    pace: Pace

    @property
    def folder(self) -> Path:
        """Return a folder for logs and other files of this run."""
        return self.platform.folder / "logs"

    def memory(self, server: Server) -> Sample:
        """Return a server's memory in MiB."""
        return sample([server.memory / 2**20])


@contextmanager
def stage(pace: Pace) -> Iterator[Stage]:
    """Run a platform with a catalog of 1,000 courses."""
    found = generator()
    with platform(*OPTIONS) as running:
        write_courses(running.environment["DATABASE_URL"], COURSES)
        yield Stage(running, found, pace)
