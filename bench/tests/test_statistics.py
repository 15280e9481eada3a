"""Medians, spreads and ratios."""

from __future__ import annotations

import pytest

from bench.statistics import sample


def test_one_disturbed_round_changes_neither_median_nor_spread_much() -> None:
    """A round that something else disturbed does not hide the others."""
    quiet, disturbed = sample([100, 101, 102, 103, 104]), sample([100, 101, 102, 103, 20])

    assert disturbed.median == pytest.approx(quiet.median, rel=0.02)
    assert disturbed.spread < 0.05


def test_ratios_are_taken_round_by_round() -> None:
    """A slow moment that meets both of a round falls out of their ratio."""
    ratios = sample([100, 50, 100]).over(sample([200, 100, 200]))

    assert ratios.figures == (0.5, 0.5, 0.5)
    assert ratios.spread == 0


def test_rounds_that_are_missing_are_not_compared() -> None:
    """Two figures with different numbers of rounds are a fault of the bench."""
    with pytest.raises(ValueError, match="shorter"):
        sample([1, 2]).over(sample([1]))


def test_a_single_figure_has_no_spread() -> None:
    """It is its own median and every percentile."""
    one = sample([7])

    assert (one.median, one.spread, one.percentile(95)) == (7, 0, 7)


def test_a_measure_without_figures_is_refused() -> None:
    """There is no median of nothing."""
    with pytest.raises(ValueError, match="nothing was measured"):
        sample([])


def test_a_percentile_is_between_the_figures() -> None:
    """As the 95th of a hundred evenly spread ones."""
    assert sample(list(range(101))).percentile(95) == pytest.approx(95)
