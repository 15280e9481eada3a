"""What all measures share: the platform with its courses, the load generator, the pace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import seeds
from bench.platform import Platform, platform
from bench.seeds import Seeds
from bench.turns import Pace
from bench.wrk import Generator, generator

# Nobody is refused for asking often: that is what a load test does. No function goes to sleep.
OPTIONS = ("--no-demo", "--rate-limits", "off", "--idle", "3600")


@dataclass(frozen=True)
class Stage:
    """A platform that is ready to be measured."""

    platform: Platform
    seeds: Seeds
    generator: Generator
    pace: Pace

    @property
    def folder(self) -> Path:
        """Return a folder for logs and other files of this run."""
        return self.platform.folder / "logs"


@contextmanager
def stage(pace: Pace) -> Iterator[Stage]:
    """Run a platform with a catalog of 1,000 courses and 50 learners."""
    found = generator()
    with platform(*OPTIONS) as running:
        yield Stage(running, seeds.write(running), found, pace)
