"""Demo data: a believable school, the same in every checkout."""

from __future__ import annotations

from local.demo.accounts import Account, accounts
from local.demo.loading import load_demo

__all__ = ["Account", "accounts", "load_demo"]
