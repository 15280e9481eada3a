"""The figures of the business: what Redis noted is saved in PostgreSQL, once."""

from __future__ import annotations

from lms_figures._batches import save_batch

__all__ = ["save_batch"]
