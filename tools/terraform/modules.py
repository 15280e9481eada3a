"""The modules' own tests, `terraform test`, and a planted fault that each of them has to find."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from tools.terraform.program import CheckFailedError, Terraform, last

FAULTS = Path(__file__).with_name("faults.toml")


class Fault(msgspec.Struct, frozen=True):
    """One change of a module that one of its tests has to find."""

    module: str
    file: str
    old: str
    new: str
    run: str
    """The `run` block that fails."""


def names(tree: Path) -> list[str]:
    """Name the modules of terraform/."""
    return sorted(path.name for path in (tree / "modules").iterdir() if path.is_dir())


def faults() -> list[Fault]:
    """Read the faults to be planted."""
    document = tomllib.loads(FAULTS.read_text("utf-8"))
    return msgspec.convert(document.get("fault", []), list[Fault])


def check(terraform: Terraform, name: str) -> str:
    """Initialise, validate and test one module; return how many tests passed."""
    folder = f"modules/{name}"
    terraform(folder, "init", "-backend=false", "-input=false", "-no-color")
    terraform(folder, "validate", "-no-color")
    if not list((terraform.work / folder).glob("tests/*.tftest.hcl")):
        raise CheckFailedError(f"{folder} has no tests/*.tftest.hcl")
    report = terraform(folder, "test", "-no-color")
    return last(r"(\d+ passed), 0 failed", report)


def check_faults(terraform: Terraform, name: str) -> str:
    """Plant each fault of a module in turn and see that the test which should fail does."""
    found = []
    for fault in [one for one in faults() if one.module == name]:
        file = terraform.work / "modules" / name / fault.file
        text = file.read_text("utf-8")
        if text.count(fault.old) != 1:
            raise CheckFailedError(f"{name}/{fault.file} must say once: {fault.old}")
        file.write_text(text.replace(fault.old, fault.new), "utf-8")
        try:
            report = terraform(f"modules/{name}", "test", "-no-color", good=(0, 1))
        finally:
            file.write_text(text, "utf-8")
        if f'run "{fault.run}"... fail' not in report:
            raise CheckFailedError(f"{name} passes with {fault.new} in {fault.file}:\n{report}")
        found.append(fault.run)
    return f"found by {', '.join(found)}" if found else "none"
