"""Medians, spreads and ratios of figures that were measured in turn."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """Figures of one kind, one for each round."""

    figures: tuple[float, ...]

    @property
    def median(self) -> float:
        """Return the middle figure."""
        return statistics.median(self.figures)

    @property
    def spread(self) -> float:
        """Return how far the rounds differ: the distance of the quartiles as part of the median.

        Quartiles, because one round that something else disturbed should not hide the others.
        """
        if len(self.figures) < 2:  # noqa: PLR2004 - one figure has no distance
            return 0.0
        low, _, high = statistics.quantiles(self.figures, n=4, method="inclusive")
        return (high - low) / self.median if self.median else 0.0

    def percentile(self, percent: int) -> float:
        """Return the figure below which this percentage of the others is."""
        if len(self.figures) < 2:  # noqa: PLR2004 - as above
            return self.median
        return statistics.quantiles(self.figures, n=100, method="inclusive")[percent - 1]

    def over(self, other: Sample) -> Sample:
        """Return the ratios, round by round: what disturbs a whole round falls out of them."""
        return Sample(tuple(a / b for a, b in zip(self.figures, other.figures, strict=True)))


def sample(figures: Sequence[float]) -> Sample:
    """Make a sample of figures: at least one."""
    if not figures:
        raise ValueError("nothing was measured")
    return Sample(tuple(figures))
