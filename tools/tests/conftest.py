"""Small trees for the tools to work on: two functions, three libraries, a lock."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOCK = """
version = 1
requires-python = ">=3.11.2"

[[package]]
name = "learning-platform"
source = { editable = "." }
dependencies = [
    { name = "starlette" },
    { name = "redis", extra = ["hiredis"] },
    { name = "uvicorn" },
    { name = "uvloop", marker = "sys_platform != 'win32'" },
]

[[package]]
name = "starlette"
version = "1.0"
dependencies = [
    { name = "anyio" },
    { name = "typing-extensions", marker = "python_full_version < '3.13'" },
]
wheels = [{ url = "x", hash = "sha256:aa" }, { url = "y", hash = "sha256:ab" }]
sdist = { url = "z", hash = "sha256:ac" }

[[package]]
name = "anyio"
version = "4.0"
dependencies = [{ name = "colorama", marker = "sys_platform == 'win32'" }]
wheels = [{ url = "x", hash = "sha256:ba" }]

[[package]]
name = "typing-extensions"
version = "4.9"
sdist = { url = "z", hash = "sha256:ca" }

[[package]]
name = "colorama"
version = "0.4"
wheels = [{ url = "x", hash = "sha256:da" }]

[[package]]
name = "redis"
version = "8.0"
wheels = [{ url = "x", hash = "sha256:ea" }]

[package.optional-dependencies]
hiredis = [{ name = "hiredis" }]

[[package]]
name = "hiredis"
version = "3.0"
wheels = [{ url = "x", hash = "sha256:fa" }]

[[package]]
name = "uvicorn"
version = "0.5"
wheels = [{ url = "x", hash = "sha256:0a" }]

[[package]]
name = "uvloop"
version = "0.2"
wheels = [{ url = "x", hash = "sha256:1a" }]
"""

FILES = {
    "uv.lock": LOCK,
    "func.yaml": """
        specVersion: 0.36.0
        created: 0001-01-01T00:00:00Z
        runtime: python
        namespace: learning
        run:
          envs:
            - name: LMS_LOG_LEVEL
              value: INFO
        deploy:
          annotations:
            learning.org/delivery-retry: "5"
            learning.org/delivery-backoff-policy: exponential
            learning.org/delivery-backoff-delay: PT0.5S
            learning.org/delivery-timeout: PT30S
    """,
    "libs/lms_runtime/src/lms_runtime/__init__.py": "import uvicorn\n",
    "libs/lms_base/src/lms_base/__init__.py": "from lms_base._words import word\n",
    "libs/lms_base/src/lms_base/_words.py": "import json\n\nword = json.dumps\n",
    "libs/lms_base/src/lms_base/words.txt": "hello\n",
    "libs/lms_base/README.md": "# lms_base\n",
    "libs/lms_base/tests/test_words.py": "import pytest\n",
    "libs/lms_store/src/lms_store/__init__.py": "import lms_base\ndef go():\n    import redis\n",
    "libs/lms_store/func.yaml": """
        run:
          envs:
            - name: REDIS_URL
              value: "{{ secret:redis:url }}"
    """,
    "libs/lms_testing/src/lms_testing/__init__.py": "",
    "functions/say_hello/main.py": "from starlette.requests import Request\n\nimport lms_base\n",
    "functions/say_hello/requirements.txt": "starlette\n",
    "functions/say_hello/test_say_hello.py": "import lms_testing\n",
    "functions/say_hello/func.yaml": """
        name: say-hello
        invoke: http
        run:
          envs:
            - name: LMS_LOG_LEVEL
              value: DEBUG
        deploy:
          annotations:
            learning.org/route: GET /api/hello/{id}
            learning.org/access: public
            learning.org/problems: too-shy, too-loud
    """,
    "functions/keep_hello/main.py": "import lms_store\n",
    "functions/keep_hello/requirements.txt": "",
    "functions/keep_hello/func.yaml": """
        name: keep-hello
        invoke: cloudevent
        deploy:
          subscriptions:
            - source: default
              filters: {type: org.learning.hello.said.v1}
            - source: default
              filters: {type: org.learning.hello.sung.v1}
          annotations:
            learning.org/schedule: "*/5 * * * *"
            learning.org/dead-letter-sink: say-hello
    """,
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Lay out a repository with functions say_hello and keep_hello."""
    for name, content in FILES.items():
        _write(tmp_path, name, content)
    return tmp_path


@pytest.fixture
def write(tree: Path) -> Callable[[str, str], None]:
    """Return a function that writes one file of the tree."""
    return lambda name, content: _write(tree, name, content)


def _write(root: Path, name: str, content: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(content), encoding="utf-8")
