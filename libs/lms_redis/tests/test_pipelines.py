"""What may be in a pipeline: reads, for a write waits for a replica to have it (decision 0040)."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[3]
READS = {
    *("exists", "get", "hexists", "hget", "hgetall", "hlen", "hmget", "lrange", "mget", "pttl"),
    *("scard", "smembers", "ttl", "zcard", "zrange", "zrevrange", "zrevrangebylex", "zscore"),
}


def piped(tree: ast.AST) -> set[str]:
    """Name the commands that a module puts into pipelines."""
    found: set[str] = set()
    for block in ast.walk(tree):
        if not isinstance(block, ast.AsyncWith):
            continue
        names = {
            item.optional_vars.id
            for item in block.items
            if isinstance(item.optional_vars, ast.Name)
            and isinstance(item.context_expr, ast.Call)
            and isinstance(item.context_expr.func, ast.Attribute)
            and item.context_expr.func.attr == "pipeline"
        }
        found |= {
            call.func.attr
            for call in ast.walk(block)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and isinstance(call.func.value, ast.Name)
            and call.func.value.id in names
        }
    return found - {"execute"}


def test_a_pipeline_only_reads() -> None:
    """A write goes by a command or a script: with sentinels it is acknowledged by a replica."""
    files = [*ROOT.glob("libs/*/src/**/*.py"), *ROOT.glob("functions/*/main.py")]
    # The client itself puts the WAIT behind a command.
    others = [one for one in files if one.name != "_replicated.py"]
    commands = {one.name: piped(ast.parse(one.read_text("utf-8"))) for one in others}

    assert {name: wrong for name, used in commands.items() if (wrong := used - READS)} == {}
    assert any(commands.values())


def test_a_write_in_a_pipeline_is_found() -> None:
    """The look itself can fail."""
    code = "async def f():\n async with redis().pipeline() as pipe:\n  pipe.hset('a', 'b', 'c')"
    assert piped(ast.parse(code)) == {"hset"}
