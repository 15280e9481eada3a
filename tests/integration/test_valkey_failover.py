"""The primary of three Valkeys dies: people stay signed in, and no acknowledged write is lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from lms_access import sessions
from lms_kernel import Unavailable, new_id
from lms_redis import RedisSettings, redis, redis_errors
from tests.integration.valkey_cluster import ValkeyCluster
from tests.patience import TimeLimit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

# The client drops connections to a killed server without closing them.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
# The cluster waits 5 s before it says that a primary is gone; here it is 1 s.
BACK_WITHIN_SECONDS = 20
# Sentinels watch for ten seconds before they tell a returning server whom to follow.
FOLLOWS_WITHIN_SECONDS = 90


@pytest.fixture
async def cluster(tmp_path: Path) -> AsyncIterator[ValkeyCluster]:
    """Start six processes and wait until two replicas follow and all sentinels know each other."""
    valkeys = ValkeyCluster(tmp_path)
    try:
        valkeys.start()
        with RedisSettings.override(redis_url=valkeys.url, lms_redis_wait_seconds=2.0):
            await _until(lambda: _followed(valkeys) and _agreed(valkeys), seconds=30)
            yield valkeys
            await redis.close()
    finally:
        valkeys.stop()


async def _until(reached: Callable[[], bool], *, seconds: float) -> None:
    limit = TimeLimit(seconds)
    while not reached():
        assert not limit.is_over()
        await asyncio.sleep(0.2)


def _followed(cluster: ValkeyCluster) -> bool:
    try:
        info = cluster.say(cluster.ports[0], "INFO", "replication")
    except OSError:
        return False
    return info.count("state=online") == 2


def _agreed(cluster: ValkeyCluster) -> bool:
    """Tell whether each sentinel knows the others, and both replicas as such that could take over.

    Sentinels ask servers only every few seconds; before that, there is nobody to promote.
    """
    for port in cluster.sentinels:
        if "OK 3 usable Sentinels" not in cluster.say(port, "SENTINEL", "CKQUORUM", "valkey"):
            return False
        replicas = cluster.say(port, "SENTINEL", "REPLICAS", "valkey")
        if replicas.count("master-link-status\r\n$2\r\nok") != len(cluster.ports) - 1:
            return False
    return True


async def _write(number: int) -> None:
    async with redis_errors("test"):
        await redis().set(f"written:{number}", "yes")


async def _write_until(stop: asyncio.Event, written: set[int], lane: int) -> None:
    """Write one after another, and record each acknowledged write."""
    number = lane
    while not stop.is_set():
        number += 10
        try:
            await _write(number)
        except Unavailable:
            await asyncio.sleep(0.05)
        else:
            written.add(number)


async def _back(cluster: ValkeyCluster) -> None:
    """Kill the primary and wait until a write is acknowledged again, in time."""
    cluster.kill(cluster.ports[0])
    limit = TimeLimit(BACK_WITHIN_SECONDS)
    while True:
        try:
            await _write(0)
        except Unavailable:
            assert not limit.is_over(), cluster.logs()
            await asyncio.sleep(0.1)
        else:
            return


async def test_people_stay_signed_in_and_nothing_acknowledged_is_lost(
    cluster: ValkeyCluster,
) -> None:
    """A session opened before is alive after; so is every acknowledged write."""
    opened = await sessions().open(new_id(), "student")
    written: set[int] = set()
    stop = asyncio.Event()
    writers = [asyncio.create_task(_write_until(stop, written, lane)) for lane in range(1, 9)]
    for _ in range(600):
        await asyncio.sleep(0.1)
        if len(written) > 100:
            break
    before = len(written)
    assert before > 100
    await _back(cluster)
    await asyncio.sleep(0.5)
    stop.set()
    await asyncio.gather(*writers)

    assert len(written) > before
    async with redis_errors("test"):
        numbers = sorted(written)
        values = await redis().mget([f"written:{number}" for number in numbers])
    assert [number for number, value in zip(numbers, values, strict=True) if value is None] == []
    assert await sessions().alive(opened.session.id) is not None
    assert (await sessions().open(new_id(), "student")).refresh_token


async def test_a_primary_that_comes_back_follows_the_new_one(cluster: ValkeyCluster) -> None:
    """With whatever it still has: only unacknowledged writes are discarded."""
    await _back(cluster)
    cluster.serve(cluster.ports[0], primary=cluster.ports[0])

    await _until(lambda: _settled(cluster), seconds=FOLLOWS_WITHIN_SECONDS)


def _settled(cluster: ValkeyCluster) -> bool:
    roles = [_role(cluster, port) for port in cluster.ports]
    return "slave" in roles[0] and sum("master" in one for one in roles) == 1


def _role(cluster: ValkeyCluster, port: int) -> str:
    try:
        return cluster.say(port, "ROLE")
    except OSError:
        return ""


async def test_a_write_that_no_replica_has_is_not_acknowledged(cluster: ValkeyCluster) -> None:
    """Its replicas are silent; the primary itself would notice that ten seconds later."""
    await _write(1)
    for port in cluster.ports[1:]:
        cluster.freeze(port)

    with pytest.raises(Unavailable):
        await _write(2)


async def test_nobody_but_sentinels_may_change_who_follows_whom(cluster: ValkeyCluster) -> None:
    """Functions are the user `default`: no access to settings, users or shutdown."""
    primary = cluster.ports[0]
    for words in (("CONFIG", "SET", "maxmemory", "1"), ("ACL", "LIST"), ("SHUTDOWN",)):
        assert "NOPERM" in cluster.say(primary, *words), words
    assert "NOPERM" in cluster.say(primary, "GET", "session:1", user="sentinel")
