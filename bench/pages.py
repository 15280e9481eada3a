"""The catalog's page of 20 courses: out of the cache and out of the store, next to its peers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bench import contestants
from bench.results import Table
from bench.servers import Server, fetch, running
from bench.stage import Stage
from bench.turns import in_turn

CACHED = "/api/courses"
# Only first pages are kept in the cache, by all of them.
UNCACHED = "/api/courses?page=2"
UNSHARED = f"list_courses{contestants.NOT_SHARED}"


def measure(stage: Stage) -> dict[str, Table]:
    """Return the rates of the cached and of the uncached page."""
    with _contestants(stage) as servers:
        size = len(fetch(servers["list_courses"].port, contestants.PAGE)[1])
        paths = dict.fromkeys(servers, CACHED) | {"hello": "/"}
        cached = in_turn(
            stage.generator,
            {name: servers[name].url + path for name, path in paths.items()},
            stage.pace,
        )
        # What a process keeps for a second would hide what the store costs.
        readers = (UNSHARED, "fastapi", "express")
        uncached = in_turn(
            stage.generator, {name: servers[name].url + UNCACHED for name in readers}, stage.pace
        )
    note = (
        f"The page has {size / 1000:.1f} kB; hello sends five letters. A process keeps public "
        "responses for a second; with nothing shared, each comes from Redis, as the peers' do."
    )
    return {
        "cached": Table("A page of 20 courses, cached", "requests/s", cached, note),
        "uncached": Table("A page of 20 courses, not cached", "requests/s", uncached),
    }


@contextmanager
def _contestants(stage: Stage) -> Iterator[dict[str, Server]]:
    """Run ours and its peers; the page's bytes are what ours sends."""
    ours = contestants.function("list_courses", stage.platform, contestants.PAGE)
    page, statements = stage.folder / "page.json", stage.folder / "statements.json"
    contestants.write_statements(statements)
    with running([ours], stage.folder) as servers:
        page.write_bytes(fetch(servers["list_courses"].port, contestants.PAGE)[1])
        peers = [
            contestants.function(
                "list_courses", stage.platform, contestants.PAGE, is_sharing=False
            ),
            contestants.fastapi(stage.platform, statements),
            contestants.express(stage.platform, statements),
            contestants.hello(),
            contestants.bare(page),
        ]
        with running(peers, stage.folder) as others:
            yield servers | others
