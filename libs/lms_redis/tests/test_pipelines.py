"""What may be in a pipeline: reads, for a write waits for a replica to have it (decision 0040)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
READS = {
    *("exists", "get", "hexists", "hget", "hgetall", "hlen", "hmget", "hscan", "lrange", "mget"),
    *("pttl", "scard", "smembers", "time", "ttl", "zcard", "zcount", "zrange", "zrevrange"),
    *("zrevrangebylex", "zscore"),
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
    # The client itself puts the WAIT behind a command, and runs scripts that read.
    others = [one for one in files if one.name not in {"_replicated.py", "_client.py"}]
    commands = {one.name: piped(ast.parse(one.read_text("utf-8"))) for one in others}

    assert {name: wrong for name, used in commands.items() if (wrong := used - READS)} == {}
    assert any(commands.values())


def commands_of_readers(tree: ast.Module) -> set[str]:
    """Name the commands of the scripts that a module runs with ``read``."""
    readers = {
        call.func.value.id
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "read"
        and isinstance(call.func.value, ast.Name)
    }
    scripts = {
        target.id: ast.unparse(line.value)
        for line in tree.body
        if isinstance(line, ast.Assign)
        for target in line.targets
        if isinstance(target, ast.Name) and target.id in readers
    }
    text = "".join(scripts.values())
    return {command.lower() for command in re.findall(r"redis\.p?call\(\W*(\w+)", text)}


def test_a_script_that_reads_writes_nothing() -> None:
    """No replica has to confirm it: with a command that writes, an acknowledged write is lost."""
    files = ROOT.glob("libs/*/src/**/*.py")
    commands = {one.name: commands_of_readers(ast.parse(one.read_text("utf-8"))) for one in files}

    assert {name: wrong for name, used in commands.items() if (wrong := used - READS)} == {}
    assert any(commands.values())


def test_a_write_in_a_script_that_reads_is_found() -> None:
    """The look itself can fail."""
    code = "ONE = Script(\"return redis.call('HSET', KEYS[1], 'a', 1)\")\nONE.read(keys=['a'])"
    assert commands_of_readers(ast.parse(code)) == {"hset"}


def test_a_write_in_a_pipeline_is_found() -> None:
    """The look itself can fail."""
    code = "async def f():\n async with redis().pipeline() as pipe:\n  pipe.hset('a', 'b', 'c')"
    assert piped(ast.parse(code)) == {"hset"}
