"""Check terraform/ without AWS: `nox -s terraform`, or `nox -s terraform -- network dev` for parts.

This is a schema check. Terraform itself runs (fmt, init, validate, plan, apply, test), but against
a stand-in that has the AWS provider's schema and no AWS behind it.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.terraform import costs, policy
from tools.terraform.plan import Plan
from tools.terraform.schema import SchemaError
from tools.terraform.stand_in import PROVIDER_VERSION, StandIn, ToolMissingError, prepare
from tools.tree import ROOT

OLDEST = (1, 11)
"""The first Terraform whose S3 backend locks by itself."""
ENVIRONMENTS = ("dev", "staging", "prod")
ROOTS = ("bootstrap", *(f"environments/{name}" for name in ENVIRONMENTS))
BUCKET = "learning-platform-state-of-the-emulator"


class CheckFailedError(Exception):
    """A check did not pass; the message is what a person needs to repair it."""


class Terraform:
    """The program, in the environment in which it finds the stand-in and never a cloud."""

    def __init__(
        self, program: str, made: StandIn, environment: dict[str, str], provider: dict[str, str]
    ) -> None:
        self.program = program
        self.made = made
        self.provider = provider
        # Whatever credentials and settings the caller has: none of them reaches Terraform.
        others = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "TF_"))
        }
        self.environment = (
            others
            | environment
            | {
                "TF_CLI_CONFIG_FILE": str(made.settings),
                "TF_IN_AUTOMATION": "1",
                "CHECKPOINT_DISABLE": "1",
            }
        )

    def __call__(self, folder: str, *arguments: str, good: tuple[int, ...] = (0,)) -> str:
        """Run one command in a folder of the work tree; return what it printed.

        Raises CheckFailedError with the output when the exit status is not a good one.
        """
        command = [self.program, f"-chdir={self.made.work / folder}", *arguments]
        # Init finds the provider as it would the real one; everything else meets it standing by.
        provider = {} if arguments[0] == "init" else self.provider
        done = subprocess.run(
            command,
            env=self.environment | provider,
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if done.returncode not in good:
            # A plan is long and its errors stand apart; a format or test report is the message.
            parts = (
                [done.stderr] if arguments[0] in {"plan", "apply"} else [done.stdout, done.stderr]
            )
            said = "\n".join(parts).strip()
            raise CheckFailedError(f"terraform {' '.join(arguments)} in {folder}:\n{said}")
        return done.stdout + done.stderr


def find_terraform() -> str:
    """Find a Terraform that is new enough. Raises ToolMissingError."""
    program = shutil.which("terraform")
    if program is None:
        raise ToolMissingError(
            "terraform is not on PATH. No package registry has it: install 1.11 or newer from"
            " developer.hashicorp.com/terraform/install (CI: hashicorp/setup-terraform)"
        )
    command = [program, "version", "-json"]
    settings = {"TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    said = subprocess.run(
        command, env=os.environ | settings, check=True, capture_output=True, text=True, timeout=60
    )
    version = str(json.loads(said.stdout)["terraform_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        raise ToolMissingError(f"terraform {version} is too old: the S3 backend locks since 1.11")
    return program


def check_format(terraform: Terraform, tree: Path) -> str:
    """Check that every file is formatted by `terraform fmt`; show the difference."""
    terraform(str(tree), "fmt", "-check", "-recursive", "-diff")
    return "formatted"


def check_module(terraform: Terraform, folder: str) -> str:
    """Initialise, validate and test one module; return how many tests passed."""
    terraform(folder, "init", "-backend=false", "-input=false", "-no-color")
    terraform(folder, "validate", "-no-color")
    if not list((terraform.made.work / folder).glob("tests/*.tftest.hcl")):
        raise CheckFailedError(f"{folder} has no tests/*.tftest.hcl")
    said = terraform(folder, "test", "-no-color")
    return _last(r"(\d+ passed), 0 failed", said)


def check_root(terraform: Terraform, folder: str, plans: Path) -> str:
    """Plan, apply and plan again one root module; keep both plans as JSON; return what was made.

    The first plan is what a person would review. The second, after apply, must find nothing to do,
    and has every value known, policies above all: assertions and checkov read that one.
    """
    name = Path(folder).name
    init = ["init", "-input=false", "-no-color"]
    if 'backend "s3"' in (terraform.made.work / folder / "backend.tf").read_text("utf-8"):
        init += [f"-backend-config=bucket={BUCKET}", "-backend-config=use_path_style=true"]
    terraform(folder, *init)
    terraform(folder, "validate", "-no-color")
    examples = (terraform.made.work / folder).glob("terraform.tfvars.example")
    values = [f"-var-file={one}" for one in examples]
    plan = ["plan", "-input=false", "-no-color", "-out=plan.bin", *values]
    said = terraform(folder, *plan)
    _keep(terraform, folder, plans / f"{name}.first.json")
    terraform(folder, "apply", "-input=false", "-no-color", "plan.bin")
    terraform(folder, *plan, "-detailed-exitcode")
    _keep(terraform, folder, plans / f"{name}.json")
    return _last(r"(\d+ to add)", said) + ", applied, then no changes"


def _keep(terraform: Terraform, folder: str, file: Path) -> None:
    said = terraform(folder, "show", "-json", "plan.bin")
    file.write_text(said, "utf-8")


def check_lock(terraform: Terraform, folder: str, environment: dict[str, str]) -> str:
    """Hold the state's lock as another person would, and check that a plan is refused."""
    from tools.terraform import emulator

    s3 = emulator.client(environment)
    states = [one["Key"] for one in s3.list_objects_v2(Bucket=BUCKET).get("Contents", ())]
    found = [key for key in states if key.startswith(f"{Path(folder).name}/")]
    if len(found) != 1:
        raise CheckFailedError(
            f"the state of {folder} should be one object in the bucket: {states}"
        )
    holder: dict[str, Any] = {"ID": "another", "Operation": "OperationTypeApply", "Who": "someone"}
    s3.put_object(Bucket=BUCKET, Key=f"{found[0]}.tflock", Body=json.dumps(holder).encode())
    said = terraform(folder, "plan", "-input=false", "-no-color", "-lock-timeout=0s", good=(1,))
    if "Error acquiring the state lock" not in said or "someone" not in said:
        raise CheckFailedError(f"the plan failed, but not because of the lock:\n{said}")
    s3.delete_object(Bucket=BUCKET, Key=f"{found[0]}.tflock")
    terraform(folder, "plan", "-input=false", "-no-color")
    versions = s3.list_object_versions(Bucket=BUCKET, Prefix=found[0]).get("Versions", ())
    kept = sum(one["Key"] == found[0] for one in versions)
    return f"{found[0]}: {kept} version(s) kept, a held lock refuses, a free one lets pass"


def check_policies(plans: Path, names: list[str], exceptions: Path) -> str:
    """Run checkov on all plans; every finding must be excused, and every excuse used."""
    checkov = Path(sys.executable).with_name("checkov")
    if not checkov.exists():
        raise ToolMissingError("checkov is not installed; `nox -s terraform` installs it")
    excuses = policy.read_excuses(exceptions)
    files = [plans / f"{name}{kind}.json" for name in names for kind in (".first", "")]
    verdict = policy.run_checkov(str(checkov), files)
    remaining, used = policy.unexcused(verdict.failed, excuses)
    faults = [f"{one.plan}: {one.check} {one.resource}: {one.name}" for one in remaining]
    if len(names) == len(ROOTS):
        faults += [f"excuses nothing: {one.check} {one.resource}" for one in set(excuses) - used]
    if faults:
        raise CheckFailedError("checkov:\n" + "\n".join(faults))
    found = len(verdict.failed)
    return f"{verdict.passed} passed, 0 failed ({found} findings excused for {len(used)} reasons)"


def check_costs(plans: Path, tree: Path, *, write: bool) -> str:
    """Compare COSTS.md with the plans and the prices, or write it."""
    prices = costs.read_prices(tree / "prices.toml")
    text = costs.table([Plan(plans / f"{name}.json") for name in ENVIRONMENTS], prices)
    file = tree / "COSTS.md"
    if write:
        file.write_text(text, "utf-8")
        return "written"
    if not file.exists() or file.read_text("utf-8") != text:
        raise CheckFailedError("COSTS.md is not what the plans say: run with --write-costs")
    return "COSTS.md is what the plans say"


def check_plans(plans: Path) -> str:
    """Run the assertions on the plans: terraform/tests, as pytest."""
    command = [sys.executable, "-m", "pytest", "-q", "--import-mode=importlib", "--noconftest"]
    command += ["-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={ROOT}"]
    command.append(str(ROOT / "terraform" / "tests"))
    environment = os.environ | {"LMS_TERRAFORM_PLANS": str(plans), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, env=environment, check=False, capture_output=True, text=True, timeout=300
    )
    if done.returncode != 0:
        raise CheckFailedError(done.stdout + done.stderr)
    return done.stdout.strip().splitlines()[-1]


def _last(pattern: str, text: str) -> str:
    found = re.findall(pattern, text)
    if not found:
        raise CheckFailedError(f"expected `{pattern}` in:\n{text}")
    return str(found[-1])


def step(title: str, check: Callable[..., str], *arguments: object) -> None:
    """Run one check and print its line: seconds, what, result."""
    start = time.monotonic()
    result = check(*arguments)
    print(f"{time.monotonic() - start:6.1f} s  {title:28} {result}", flush=True)


def run(wanted: list[str], root: Path = ROOT, *, write_costs: bool = False) -> None:
    """Run the checks of the wanted modules and roots, or all.

    Raises CheckFailedError, ToolMissingError and SchemaError.
    """
    from tools.terraform import emulator

    folder = root / "build" / "terraform"
    program = find_terraform()
    made = prepare(root, folder)
    print(
        f"Schema check: hashicorp/aws {PROVIDER_VERSION}, {made.types} types, served by a stand-in;"
        " no AWS is asked"
    )
    plans = folder / "plans"
    plans.mkdir(exist_ok=True)
    modules = sorted(path.name for path in (made.work / "modules").iterdir() if path.is_dir())
    known = [*modules, *(Path(one).name for one in ROOTS)]
    if unknown := set(wanted) - set(known):
        raise CheckFailedError(
            f"no module or root is called {', '.join(unknown)}: {', '.join(known)}"
        )
    chosen = wanted or known
    roots = [one for one in ROOTS if Path(one).name in chosen]
    with (
        emulator.s3_emulator() as environment,
        emulator.standing_provider(made.schema) as provider,
    ):
        emulator.make_bucket(environment, BUCKET)
        terraform = Terraform(program, made, environment, provider)
        step("fmt", check_format, terraform, root / "terraform")
        for name in [one for one in modules if one in chosen]:
            step(f"modules/{name}", check_module, terraform, f"modules/{name}")
        for one in roots:
            step(one, check_root, terraform, one, plans)
        for one in [one for one in roots if one.startswith("environments/")]:
            step(f"state of {one}", check_lock, terraform, one, environment)
    if len(roots) == len(ROOTS):
        step("assertions on the plans", check_plans, plans)
        step("costs", functools.partial(check_costs, plans, root / "terraform", write=write_costs))
    names = [Path(one).name for one in roots]
    if names:
        step("checkov", check_policies, plans, names, root / "terraform" / "exceptions.toml")


def main(arguments: list[str] | None = None) -> int:
    """Run the checks; 0 when all passed, 1 when one failed, 2 when a tool is missing."""
    parser = argparse.ArgumentParser(prog="terraform", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help="modules or roots to check (default: all)")
    parser.add_argument("--write-costs", action="store_true", help="make terraform/COSTS.md anew")
    options = parser.parse_args(arguments)
    try:
        run(options.names, write_costs=options.write_costs)
    except ToolMissingError as error:
        print(f"terraform: cannot run here: {error}", file=sys.stderr)
        return 2
    except (CheckFailedError, SchemaError) as error:
        print(f"terraform: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
