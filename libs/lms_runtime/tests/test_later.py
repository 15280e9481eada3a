"""Modules that are imported when something of theirs is first used."""

from __future__ import annotations

import ast
import itertools
import json
import os
import subprocess
import sys
import textwrap
from importlib import metadata
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID
from jose import jwt
from packaging.version import Version

from lms_kernel import utc_now
from lms_runtime import _later
from tools.counted import VARIABLE
from tools.imports import imported_names
from tools.tree import ROOT, package_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SOURCE = """
    class Base:
        said = "hello"

    class Nested:
        inner = Base

    names: dict[str, int] = {"a": 1}
    TEXT = "a constant"

    def twice(number):
        return 2 * number
"""


@pytest.fixture
def name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Defer a package of a fresh name, with the module `below`."""
    package = f"deferred_{next(_numbers)}"
    folder = tmp_path / package
    folder.mkdir()
    for file in ("__init__.py", "below.py"):
        (folder / file).write_text(textwrap.dedent(SOURCE))
    monkeypatch.syspath_prepend(str(tmp_path))
    finders = list(sys.meta_path)
    _later.defer(package)
    yield package
    sys.meta_path[:] = finders
    for each in [each for each in sys.modules if each.startswith(package)]:
        del sys.modules[each]


_numbers = itertools.count()


def imported(name: str) -> bool:
    """Tell whether the real module is there."""
    return hasattr(sys.modules.get(name), "__file__")


def test_an_import_and_a_name_do_not_import_the_module(name: str) -> None:
    """Neither `import x.y`, nor `from x import y`, nor a type with it, alone or with others."""
    __import__(f"{name}.below")
    base = __import__(name, fromlist=["Base"]).Base
    _ = list.__class_getitem__(base)
    _ = int | (base | None) | str | base

    assert not imported(name)
    assert not imported(f"{name}.below")


@pytest.mark.parametrize(
    "use",
    [
        lambda module: module.twice(2) == 4,
        lambda module: _derived(module.Base).said == "hello",
        lambda module: not isinstance(1, module.Base),
        lambda module: not issubclass(int, module.Base),
        lambda module: module.names["a"] == 1,
        lambda module: isinstance(module.Nested.inner(), module.Base),
        lambda module: str(module.TEXT) == "a constant",
        lambda module: isinstance(None, module.Base | None),
        lambda module: isinstance(None, None | module.Base),
        lambda module: isinstance("", int | (module.Base | None) | str | module.Nested),
        lambda module: not issubclass(str, int | module.Base),
    ],
)
@pytest.mark.parametrize("part", ["", ".below"])
def test_the_first_use_imports_the_module(name: str, part: str, use: Callable[[Any], bool]) -> None:
    """A call, a subclass, a test of a type, an item: each is that of the real module."""
    stand_in = __import__(f"{name}{part}", fromlist=["Base"])

    assert use(stand_in)
    assert imported(f"{name}{part}")
    # Code that still has the stand-in sees the module too.
    assert stand_in.TEXT == "a constant"


def _derived(base: Any) -> Any:
    class Derived(base):  # type: ignore[misc]
        pass

    return Derived


def test_a_name_is_looked_up_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a request uses costs the next request nothing."""
    stand_in = __import__(name)
    twice = stand_in.twice
    assert twice(2) == 4
    monkeypatch.setattr(_later, "import_now", None)
    assert twice(3) == 6


def test_what_a_module_lacks_is_said_when_it_is_used(name: str) -> None:
    """As an import would say it, only later."""
    stand_in = __import__(name)

    with pytest.raises(AttributeError, match="no attribute 'missing'"):
        stand_in.missing()


def test_a_version_is_what_importlib_says() -> None:
    """Whatever is installed, in any spelling of its name; what is not has no version.

    The folder's name has the version in its normal form: 2.2 where the metadata say 2.002.
    """
    names = [each.metadata["Name"] for each in metadata.distributions()]
    spellings = [*names, *(name.upper().replace("-", ".") for name in names)]

    assert [Version(_later.installed_version(name)) for name in spellings] == [
        Version(metadata.version(name)) for name in spellings
    ]
    with pytest.raises(metadata.PackageNotFoundError):
        _later.installed_version("psycop")


def test_what_is_deferred_no_longer_is_imported_as_usual(name: str) -> None:
    """Later imports catch the real exceptions; code that has a stand-in finds the same ones."""
    stand_in = __import__(name)

    _later.defer_no_longer(name)
    module = __import__(name)

    assert imported(name)
    assert module is not stand_in
    assert stand_in.Base is module.Base


def test_no_library_catches_an_exception_of_a_deferred_module() -> None:
    """A placeholder in an `except` would hide the fault: only one module has the driver.

    And what only that one imports.
    """
    driver = _later.MODULES.index("lms_postgres._database")
    assert "psycopg" not in _later.MODULES[:driver]
    postgres = package_files(ROOT / "libs" / "lms_postgres" / "src" / "lms_postgres")
    importers = {path.name for path in postgres if "psycopg" in _imports(path)}
    assert importers == {"_database.py", "_moments.py"}
    users = {path.name for path in postgres if "lms_postgres._moments" in path.read_text()}
    assert users == {"_database.py"}


def test_no_library_takes_a_constant_of_a_deferred_module() -> None:
    """A placeholder equals nothing: as a key or in a comparison it would be wrong in silence."""
    constants = {
        f"{path.relative_to(ROOT)}: {node.module}.{alias.name}"
        for folder in ("functions", "libs")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and _is_deferred(node.module or "")
        for alias in node.names
        if alias.name.isupper()
    }
    assert constants == set()


def _is_deferred(module: str) -> bool:
    return any(f"{module}.".startswith(f"{root}.") for root in _later.MODULES)


def _imports(path: Path) -> frozenset[str]:
    return imported_names(path) if path.suffix == ".py" else frozenset()


# A function's process: what it has when it starts, and what with both drivers.
_PROCESS = """
import json, sys
from lms_runtime import _later
_later.defer(*_later.MODULES, *_later.AT_FIRST)
import functions_framework.aio, uvicorn.server
_later.defer_no_longer(*_later.AT_FIRST)
import lms_redis, lms_postgres, lms_access

def imported():
    return [name for name, module in sys.modules.items() if hasattr(module, "__file__")]

found = [imported()]
lms_redis._address.connect("redis://localhost")
_later.import_now("lms_postgres._database")
found.append(imported())
from starlette.exceptions import HTTPException
found.append(HTTPException(418).detail)
print(json.dumps(found))
"""


def test_the_process_of_a_function_imports_neither_flask_nor_what_drivers_do_not_need() -> None:
    """It starts without what is deferred; its drivers bring neither their twins nor metadata."""
    run = subprocess.run(
        [sys.executable, "-c", _PROCESS],
        # What counts lines would be imported, too.
        env={name: value for name, value in os.environ.items() if name != VARIABLE},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    at_start, with_drivers, phrase = json.loads(run.stdout)
    deferred = {"flask", "jinja2", "click", "cloudevents", "psycopg", "cryptography.x509"}
    unused = {"importlib.metadata", "zipfile", "http.client", "email.parser", "html", "tempfile"}
    unused |= {"redis.connection", "redis.cache", "redis.lock", "psycopg_pool.pool", "shutil"}
    assert not (deferred | unused) & set(at_start)
    assert not unused & set(with_drivers)
    assert {"psycopg", "redis.asyncio.client"} <= set(with_drivers)
    assert phrase == "I'm a Teapot"


# What verifies a token, and what reads a certificate, in the process of a function.
_VERIFIES = r"""
import sys
from lms_runtime import _later
_later.defer(*_later.MODULES)
from jose import jwk, jwt

token, key, certificate = sys.stdin.read().split("\n\n")
print(jwt.decode(token, jwk.construct(key, "ES256"), algorithms=["ES256"]))
names = ("cryptography.x509", "cryptography.hazmat.primitives.serialization.ssh")
print([name for name in names if hasattr(sys.modules.get(name), "__file__")])

from cryptography import x509
read = x509.load_pem_x509_certificate(certificate.encode())
print(read.subject.rfc4514_string(), read.public_key().key_size, type(read) is x509.Certificate)
"""


def test_a_token_is_verified_without_certificates_and_a_certificate_is_read() -> None:
    """Only code that reads a certificate imports what cryptography has for certificates."""
    key = ec.generate_private_key(ec.SECP256R1())
    own, public = (
        each.decode()
        for each in (
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        )
    )
    token = jwt.encode({"sub": "1"}, own, "ES256")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "signer")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, utc_now(), utc_now())
        .sign(key, SHA256())
        .public_bytes(Encoding.PEM)
        .decode()
    )

    run = subprocess.run(
        [sys.executable, "-c", _VERIFIES],
        input=f"{token}\n\n{public.strip()}\n\n{certificate}",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert not run.stderr
    assert run.stdout.splitlines() == ["{'sub': '1'}", "[]", "CN=signer 256 True"]
