"""The demo accounts, one for each role."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from local import yaml_text

Role = Literal["student", "instructor", "admin"]
FILE = Path(__file__).with_name("accounts.yaml")


@dataclass(frozen=True, slots=True)
class Account:
    """An account to log in with."""

    role: Role
    name: str
    email: str
    password: str

    def __str__(self) -> str:
        """Return the line the host prints."""
        return f"{self.role}: {self.email} / {self.password}"


def accounts() -> list[Account]:
    """Return the accounts that are printed at start."""
    return [Account(**one) for one in yaml_text.load(FILE.read_text())]
