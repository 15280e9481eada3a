"""The framework that functions are written for, and nothing else: the least that one can cost."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request


@functions_framework.aio.http
async def hello(_: Request) -> str:
    """Return five letters."""
    return "hello"
