"""Text as people see it: cut between characters, never through one."""

from __future__ import annotations

from lms_text._graphemes import cut, graphemes

__all__ = ["cut", "graphemes"]
