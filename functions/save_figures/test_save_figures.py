"""Saving the figures; what a batch is and does, tests/integration/test_figures.py tries."""

from __future__ import annotations

import pytest

from functions.save_figures import main
from functions.save_figures.main import save_figures
from lms_kernel import Unavailable, new_id
from lms_testing import deliver


def _tick() -> dict[str, object]:
    """Return the event of a PingSource."""
    return {
        "specversion": "1.0",
        "id": new_id(),
        "source": "/apis/v1/namespaces/learning/pingsources/save-figures",
        "type": "dev.knative.sources.ping",
        "data": None,
    }


async def test_a_tick_saves_one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """204, after one batch."""
    saved: list[str] = []

    async def save_batch() -> None:
        saved.append("a batch")

    monkeypatch.setattr(main, "save_batch", save_batch)

    assert (await deliver(save_figures, _tick())).status_code == 204

    assert saved == ["a batch"]


async def test_while_a_store_is_down_the_tick_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """503, so that the broker delivers the tick again."""

    async def save_batch() -> None:
        raise Unavailable("PostgreSQL is down.")

    monkeypatch.setattr(main, "save_batch", save_batch)

    assert (await deliver(save_figures, _tick())).status_code == 503
