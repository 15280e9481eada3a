"""Idempotency-Key: a repeated request creates nothing twice."""

from __future__ import annotations

from lms_idempotency._once import IdempotencyKeyReused, Memory, claim, once

__all__ = ["IdempotencyKeyReused", "Memory", "claim", "once"]
