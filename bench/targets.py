"""What the platform promises of its speed, as ratios and times of one run.

Each target names its figures; what this run did not measure is neither held nor missed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bench import broker, growth, pages
from bench.results import Results
from bench.statistics import Sample, sample


@dataclass(frozen=True)
class Target:
    """One promise."""

    words: str
    bound: Literal["at least", "at most"]
    limit: float
    unit: str
    measured: Callable[[Results], Sample | None]
    """The ratios, or times, of the rounds."""


@dataclass(frozen=True)
class Verdict:
    """A promise and what this run says about it."""

    target: Target
    sample: Sample | None

    @property
    def held(self) -> bool | None:
        """Whether the median is within the limit; None when it was not measured."""
        if self.sample is None:
            return None
        if self.target.bound == "at least":
            return self.sample.median >= self.target.limit
        return self.sample.median <= self.target.limit


def ratio(table: str, name: str, other: str) -> Callable[[Results], Sample | None]:
    """Return what computes the ratios of two figures of one table, round by round."""

    def measured(results: Results) -> Sample | None:
        first, second = results.figure(table, name), results.figure(table, other)
        return first.sample.over(second.sample) if first and second else None

    return measured


def tail(table: str, name: str) -> Callable[[Results], Sample | None]:
    """Return what computes by how much the slowest percent exceeds the median."""

    def measured(results: Results) -> Sample | None:
        figure = results.figure(table, name)
        return sample([figure.p99 / figure.p50]) if figure and figure.p50 and figure.p99 else None

    return measured


def rate(table: str, name: str) -> Callable[[Results], Sample | None]:
    """Return what finds a figure of each round as it was measured."""

    def measured(results: Results) -> Sample | None:
        figure = results.figure(table, name)
        return figure.sample if figure else None

    return measured


def percentile(table: str, *names: str) -> Callable[[Results], Sample | None]:
    """Return what computes the 95th percentile; of several figures the highest."""

    def measured(results: Results) -> Sample | None:
        found = [figure for name in names if (figure := results.figure(table, name))]
        return sample([max(each.sample.percentile(95) for each in found)]) if found else None

    return measured


def grown(*names: str) -> Callable[[Results], Sample | None]:
    """Return what compares the largest catalog with the smallest; of several the worst."""

    def measured(results: Results) -> Sample | None:
        small, large = (f"catalog-{size}" for size in (growth.SIZES[0], growth.SIZES[-1]))
        pairs = [(results.figure(large, name), results.figure(small, name)) for name in names]
        ratios = [one.sample.median / other.sample.median for one, other in pairs if one and other]
        return sample([max(ratios)]) if ratios else None

    return measured


LARGEST = f"catalog-{growth.SIZES[-1]}"


def _at_least(words: str, limit: float, table: str, name: str, other: str) -> Target:
    return Target(words, "at least", limit, "x", ratio(table, name, other))


def _at_most(words: str, limit: float, table: str, name: str, other: str) -> Target:
    return Target(words, "at most", limit, "x", ratio(table, name, other))


TARGETS = (
    _at_least("cached page / FastAPI", 1.5, "cached", "list_courses", "fastapi"),
    _at_least("cached page / Express", 1.2, "cached", "list_courses", "express"),
    _at_least("cached page / bare Starlette", 0.4, "cached", "list_courses", "bare"),
    _at_least("uncached page / FastAPI", 1.3, "uncached", pages.UNSHARED, "fastapi"),
    _at_least("through the gateway / direct", 0.9, "gateway", "gateway", "direct"),
    _at_least("`/courses` / bare Starlette", 0.25, "rendered", "courses", "bare"),
    _at_least("a course page / bare Starlette", 0.25, "rendered", "course", "bare"),
    Target("`/courses`: p99 / median", "at most", 20, "x", tail("rendered", "courses")),
    Target("a course page: p99 / median", "at most", 20, "x", tail("rendered", "course")),
    _at_most("cold start of `list_courses` / hello", 1.35, "cold", "list_courses", "hello"),
    _at_most("cold start of `log_in` / hello", 1.7, "cold", "log_in", "hello"),
    _at_most(
        "cold start of `create_enrollment` / hello", 1.7, "cold", "create_enrollment", "hello"
    ),
    _at_most("memory of `list_courses` / hello", 1.35, "memory", "list_courses", "hello"),
    _at_most("memory of `log_in` / hello", 1.35, "memory", "log_in", "hello"),
    _at_most("memory of `create_enrollment` / hello", 1.35, "memory", "create_enrollment", "hello"),
    Target("pages of 100,000 courses / of 1,000", "at most", 1.5, "x", grown(*growth.PAGES)),
    Target("`popular` of 100,000 courses / of 1,000", "at most", 1.5, "x", grown(growth.POPULAR)),
    Target(
        "selective search in 100,000 courses, p95",
        "at most",
        25,
        "ms",
        percentile(LARGEST, *growth.SELECTIVE),
    ),
    Target(
        "the most common word in 100,000 courses, p95",
        "at most",
        80,
        "ms",
        percentile(LARGEST, growth.COMMON),
    ),
    _at_least("enrollments / pgbench", 0.8, "enrollment", "create_enrollment", "pgbench"),
    Target(
        "events through the broker, delivered",
        "at least",
        broker.EVENTS_A_SECOND,
        "events/s",
        rate("broker", "delivered"),
    ),
    Target("enrollment to delivered mail, p95", "at most", 300, "ms", percentile("events", "mail")),
)


def verdicts(results: Results) -> list[Verdict]:
    """Judge every target."""
    return [Verdict(target, target.measured(results)) for target in TARGETS]
