"""Figures that outlive the processes that counted them."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from local.exposition import exposition
from local.functions.counts import Counts, together
from local.functions.traffic import KEPT_MINUTES, Minute, Traffic


def process(requests: int, in_flight: int = 0) -> str:
    """Return the exposition of a process that answered some requests, each in 20 ms."""
    registry = CollectorRegistry()
    counter = Counter("http_requests_total", "Handled", ["code"], registry=registry)
    histogram = Histogram("http_request_duration_seconds", "Time", registry=registry)
    Gauge("http_requests_in_flight", "In progress", registry=registry).set(in_flight)
    for _ in range(requests):
        counter.labels("200").inc()
        histogram.observe(0.02)
    return generate_latest(registry).decode()


def values(*services: tuple[str, Counts]) -> dict[tuple[str, str, str], float]:
    """Return what a scrape reads: name, service and bucket of each sample, with its value."""
    text = exposition(together(services, "learning")).decode()
    return {
        (sample.name, sample.labels["service"], sample.labels.get("le", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_counters_go_on_where_the_last_process_stopped() -> None:
    """And histograms; a reset between two scrapes would lose what the first one counted."""
    counts = Counts()
    counts.saw(process(2))
    counts.saw(process(3))
    counts.process_ended()
    counts.process_ended()
    asleep = values(("list-courses", counts))
    assert asleep["http_requests_total", "list-courses", ""] == 3
    counts.saw(process(4))
    awake = values(("list-courses", counts))
    assert awake["http_requests_total", "list-courses", ""] == 7
    assert awake["http_request_duration_seconds_count", "list-courses", ""] == 7
    assert awake["http_request_duration_seconds_bucket", "list-courses", "0.025"] == 7


def test_what_is_in_progress_ends_with_its_process() -> None:
    """A gauge is of now."""
    counts = Counts()
    counts.saw(process(1, in_flight=2))
    assert values(("a", counts))["http_requests_in_flight", "a", ""] == 2
    counts.process_ended()
    assert ("http_requests_in_flight", "a", "") not in values(("a", counts))


def test_services_share_their_families() -> None:
    """Prometheus wants the samples of a family next to each other, each name once."""
    one, two = Counts(), Counts()
    one.saw(process(1))
    two.saw(process(5))
    text = exposition(together([("one", one), ("two", two)], "learning")).decode()
    assert text.count("# TYPE http_requests_total counter") == 1
    read = values(("one", one), ("two", two))
    assert read["http_requests_total", "one", ""] == 1
    assert read["http_requests_total", "two", ""] == 5


class Clock:
    """A clock that a test sets."""

    now = 6_000.0

    def __call__(self) -> float:
        """Return the time, in seconds."""
        return self.now


def test_traffic_is_counted_by_the_minute() -> None:
    """From totals, as the functions report them; minutes without requests are there."""
    clock = Clock()
    traffic = Traffic(clock)
    traffic.count(5, 1)
    clock.now += 59
    traffic.count(7, 1)
    clock.now += 121
    traffic.count(10, 3)
    assert traffic.minutes() == [
        Minute(6_000, 7, 1),
        Minute(6_060),
        Minute(6_120),
        Minute(6_180, 3, 2),
    ]


def test_traffic_forgets_what_is_older_than_an_hour() -> None:
    """However long nobody looked."""
    clock = Clock()
    traffic = Traffic(clock)
    traffic.count(5, 1)
    clock.now += 60 * KEPT_MINUTES
    assert traffic.minutes() == [Minute(int(clock.now))]
    for _ in range(2 * KEPT_MINUTES):
        clock.now += 60
        traffic.count(6, 1)
    assert len(traffic.minutes()) == KEPT_MINUTES
