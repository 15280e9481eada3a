"""Modules that are imported when something of theirs is first used (decision 0065).

Packages import more than one program uses: functions-framework brings Flask for functions of
another kind, uvicorn its command line, redis its clients for clusters. In the process that serves a
function a stand-in takes the place of such a module. Names taken from it are placeholders; the
first call, subclass or test of one imports the real module. Python 3.15 does this by itself
(PEP 810), and then this module goes.
"""

from __future__ import annotations

import os
import re
import sys
import threading
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

# With all that is below them. What is listed must not hold exceptions that somebody catches, nor
# constants that somebody passes on: a placeholder is neither.
MODULES = (
    # functions-framework: functions without async, and the servers for them.
    *("flask", "werkzeug.serving", "werkzeug.test", "werkzeug.wrappers", "werkzeug.wsgi"),
    "cloudevents",  # only functions that handle events
    # uvicorn: its command line with reloading, and what others put around an application.
    *("uvicorn.main", "uvicorn.middleware", "configparser", "logging.config"),
    # Starlette: pages for developers, with all names of characters; files of forms.
    *("starlette.middleware.errors", "tempfile"),
    # /metrics, and pushing what it shows.
    *("prometheus_client.asgi", "prometheus_client.exposition", "prometheus_client.mmap_dict"),
    # Drivers: a request that needs none of them, or only one, does not wait for the others.
    *("redis.asyncio", "redis.client", "redis.connection", "redis.commands", "redis.sentinel"),
    *("redis.cluster", "redis.keyspace_notifications", "redis.asyncio.cluster"),
    *("redis.asyncio.keyspace_notifications", "redis.asyncio.sentinel", "redis.commands.cluster"),
    # Where nothing is traced, never (decision 0075): redis would import it to measure itself.
    "opentelemetry",
    *("redis.cache", "redis.lock"),
    "importlib.metadata",  # versions, which are also in the names of folders
    "lms_postgres._database",
    *("pymongo.asynchronous", "pymongo.synchronous"),
    *("jose.jwk", "jose.jws", "jose.jwt", "jose.backends"),
    # psycopg: pools without async, and COPY.
    *("psycopg_pool.null_pool", "psycopg_pool.null_pool_async", "psycopg_pool.pool"),
    *("psycopg_pool.sched", "psycopg.copy", "psycopg._copy", "psycopg._copy_async"),
    "ctypes.util",  # finds a libpq that is not in psycopg's wheel
    # jose imports certificates for keys that come in one, and with them keys of SSH.
    *("cryptography.x509", "cryptography.hazmat.primitives.serialization.ssh"),
)
# Only while the runtime is imported: Starlette takes a table of phrases from it, others catch its
# exceptions.
AT_FIRST = ("http.client",)

_deferred: set[str] = set()
_lock = threading.RLock()
_NOT_YET = object()


def defer(*modules: str) -> None:
    """From now on let stand-ins take the place of these modules and all below them."""
    _deferred.update(modules)
    sys.meta_path.insert(0, _Finder())


def defer_no_longer(*modules: str) -> None:
    """Let code that imports these modules from now on have them; a stand-in in use stays."""
    with _lock:
        _deferred.difference_update(modules)
        for name in modules:
            if isinstance(sys.modules.get(name), _StandIn):
                del sys.modules[name]


# Neither is derived from the classes of importlib.abc, which would cost an import.
class _Finder:
    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        return ModuleSpec(name, _Loader(), is_package=True) if _root(name) else None  # type: ignore[arg-type]


class _Loader:
    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing yet."""


class _StandIn(ModuleType):
    """What is in the place of a module until something of it is used."""

    def __getattr__(self, name: str) -> Any:
        if _root(self.__name__) is None:
            return getattr(import_module(self.__name__), name)
        if name.startswith("__"):
            raise AttributeError(name)
        if (self.__name__, name) == ("importlib.metadata", "version"):
            return installed_version
        return _Placeholder(self.__name__, (name,))


class _Placeholder:
    """A name of a module that is not imported yet."""

    __slots__ = ("_found", "_module", "_path")

    def __init__(self, module: str, path: tuple[str, ...]) -> None:
        self._found: Any = _NOT_YET
        self._module = module
        self._path = path

    def _real(self) -> Any:
        """Import the module when this is first asked for, and look the name up only then."""
        if self._found is _NOT_YET:
            found: Any = import_now(self._module)
            for name in self._path:
                found = getattr(found, name)
            self._found = found
        return self._found

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Placeholder(self._module, (*self._path, name))

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self._real()(*arguments, **options)

    def __mro_entries__(self, _: object) -> tuple[Any, ...]:
        return (self._real(),)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self._real())

    def __subclasscheck__(self, kind: type) -> bool:
        return issubclass(kind, self._real())

    def __getitem__(self, key: Any) -> Any:
        return self._real()[key]

    def __or__(self, other: Any) -> Any:
        return _Union(self, other)

    def __ror__(self, other: Any) -> Any:
        return _Union(other, self)

    def __str__(self) -> str:
        return str(self._real())


class _Union(_Placeholder):
    """Types joined by `|`, one of which is a placeholder: most are only in signatures."""

    __slots__ = ("_left", "_right")

    def __init__(self, left: Any, right: Any) -> None:
        self._found: Any = _NOT_YET
        self._left, self._right = left, right

    def _real(self) -> Any:
        if self._found is _NOT_YET:
            left, right = (
                each._real() if isinstance(each, _Placeholder) else each  # noqa: SLF001 - of its kind
                for each in (self._left, self._right)
            )
            self._found = left | right
        return self._found


def import_now(name: str) -> ModuleType:
    """Import the module in its stand-in's place, with what it imports that is not deferred."""
    with _lock:
        root = _root(name)
        if root is not None:
            _deferred.discard(root)
            for each in [each for each in list(sys.modules) if _is_below(each, root)]:
                if isinstance(sys.modules[each], _StandIn) and _root(each) is None:
                    del sys.modules[each]
    return import_module(name)


def installed_version(package: str) -> str:
    """Return a package's version, as the name of its .dist-info folder says it.

    `importlib.metadata` finds the folder the same way, and then parses the metadata in it as a mail
    message. It is asked where there is no such folder.
    """
    folder = re.compile(rf"{re.sub(r'[-_.]+', '_', package)}-(.+)\.dist-info", re.IGNORECASE)
    for entry in sys.path:
        try:
            names = os.listdir(entry or ".")  # noqa: PTH208 - pathlib costs import time
        except OSError:
            continue
        for name in names:
            if found := folder.fullmatch(name):
                return found[1]
    version: str = import_now("importlib.metadata").version(package)
    return version


def _root(name: str) -> str | None:
    """Return the deferred module that this one is or is below."""
    while name not in _deferred:
        name = name.rpartition(".")[0]
        if not name:
            return None
    return name


def _is_below(name: str, root: str) -> bool:
    return name == root or name.startswith(f"{root}.")
