"""What is written in Python is what Grafana is given."""

from __future__ import annotations

import json
import sys

import pytest

from tools.generated import ToolMissingError
from tools.observability.dashboards import BOARDS, Board, make
from tools.tree import ROOT

FOLDER = "manifests/platform/observability/dashboards"


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_a_board_has_its_panels_in_order(board: Board) -> None:
    """Title, description, unit and queries of each, three to a row."""
    made = json.loads(make(ROOT)[f"{FOLDER}/{board.name}.json"])

    assert (made["uid"], made["title"]) == (f"learning-{board.name}", board.title)
    assert len(made["panels"]) == len(board.panels)
    for at, (panel, written) in enumerate(zip(made["panels"], board.panels, strict=True)):
        assert (panel["title"], panel["description"]) == (written.title, written.about)
        assert panel["type"] == ("stat" if written.is_number else "timeseries")
        assert panel["fieldConfig"]["defaults"]["unit"] == written.unit
        assert [one["expr"] for one in panel["targets"]] == [one for one, _ in written.queries]
        assert (panel["gridPos"]["x"], panel["gridPos"]["y"]) == (at % 3 * 8, at // 3 * 8)


def test_only_a_board_of_one_function_lets_one_be_chosen() -> None:
    """By the names that Prometheus has."""
    for board in BOARDS:
        made = json.loads(make(ROOT)[f"{FOLDER}/{board.name}.json"])
        names = [one["name"] for one in made["templating"]["list"]]
        assert names == ["datasource", *(["service"] if board.by_function else [])]
        asks = any("$service" in query for panel in board.panels for query, _ in panel.queries)
        assert asks == board.by_function


def test_without_grafanas_library_the_boards_are_left_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`nox -s generate` goes on and says what is missing."""
    monkeypatch.setitem(sys.modules, "tools.observability.dashboards._grafana", None)

    with pytest.raises(ToolMissingError, match="ops"):
        make(ROOT)
