"""One class of settings per library, each the only home of its names and defaults."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Self

import msgspec

from lms_kernel import FieldError, Invalid, convert

if TYPE_CHECKING:
    from collections.abc import Iterator


class SettingsError(Exception):
    """The environment is invalid; the text names every faulty variable, one per line."""

    def __init__(self, faults: list[FieldError]) -> None:
        """Tell the operator what to fix."""
        self.faults = faults
        lines = "\n".join(f"  {fault.field}: {fault.message}" for fault in faults)
        super().__init__(f"The environment is not valid:\n{lines}")


class Settings(msgspec.Struct, frozen=True, kw_only=True, rename="upper"):
    """Base of a library's settings: the field ``database_url`` is the variable DATABASE_URL.

    Numbers and booleans are parsed from text; an empty variable counts as absent.
    """

    _kept: ClassVar[dict[type[Settings], Settings]] = {}

    @classmethod
    def current(cls) -> Self:
        """Return the settings, parsed on first use and kept; SettingsError names every fault."""
        settings = Settings._kept.get(cls)
        if settings is None:
            settings = Settings._kept[cls] = cls._parse()
        return settings  # type: ignore[return-value]

    @classmethod
    def _parse(cls) -> Self:
        environment = {name: value for name, value in os.environ.items() if value}
        try:
            return convert(environment, cls, strict=False)
        except Invalid as fault:
            raise SettingsError(list(fault.errors)) from fault

    @classmethod
    @contextmanager
    def override(cls, **values: Any) -> Iterator[Self]:
        """Use these values (field names in lower case) inside the ``with`` block: for tests."""
        before = Settings._kept.get(cls)
        replacement: Self = (
            cls(**values) if before is None else msgspec.structs.replace(before, **values)  # type: ignore[assignment]
        )
        Settings._kept[cls] = replacement
        try:
            yield replacement
        finally:
            if before is None:
                Settings._kept.pop(cls, None)
            else:
                Settings._kept[cls] = before


def check_all() -> None:
    """Parse the settings of every imported library; one SettingsError for all faults."""
    faults: list[FieldError] = []
    for kind in Settings.__subclasses__():
        try:
            kind.current()
        except SettingsError as fault:
            faults += fault.faults
    if faults:
        raise SettingsError(faults)
