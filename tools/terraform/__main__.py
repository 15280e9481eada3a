"""Check terraform/ without AWS: `nox -s terraform`, or `nox -s terraform -- network dev` for parts.

This is a schema check. Terraform itself runs (fmt, init, validate, plan, apply, test), but against
a stand-in that has the AWS provider's schema and no AWS behind it.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.terraform import costs, modules, policy
from tools.terraform.plan import Plan
from tools.terraform.program import CheckFailedError, Terraform, find_terraform, last
from tools.terraform.stand_in.layout import (
    PROVIDER_VERSION,
    ToolMissingError,
    copy_tree,
    prepare,
)
from tools.terraform.stand_in.schema import SchemaError
from tools.tree import ROOT

ENVIRONMENTS = ("dev", "staging", "prod")
ROOTS = ("bootstrap", *(f"environments/{name}" for name in ENVIRONMENTS))
BUCKET = "learning-platform-state-of-the-emulator"


def check_format(terraform: Terraform, tree: Path) -> str:
    """Check that every file is formatted by `terraform fmt`; show the difference."""
    terraform(str(tree), "fmt", "-check", "-recursive", "-diff")
    return "formatted"


def check_root(terraform: Terraform, folder: str, plans: Path) -> str:
    """Plan, apply and plan again one root module; keep both plans as JSON; return what was made.

    The first plan is what a person would review. The second, after apply, must find nothing to do,
    and has every value known, policies above all: assertions and checkov read that one.
    """
    name = Path(folder).name
    init = ["init", "-input=false", "-no-color"]
    if 'backend "s3"' in (terraform.work / folder / "backend.tf").read_text("utf-8"):
        init += [f"-backend-config=bucket={BUCKET}", "-backend-config=use_path_style=true"]
    terraform(folder, *init)
    terraform(folder, "validate", "-no-color")
    examples = (terraform.work / folder).glob("terraform.tfvars.example")
    values = [f"-var-file={one}" for one in examples]
    plan = ["plan", "-input=false", "-no-color", "-out=plan.bin", *values]
    output = terraform(folder, *plan)
    _keep(terraform, folder, plans / f"{name}.first.json")
    terraform(folder, "apply", "-input=false", "-no-color", "plan.bin")
    terraform(folder, *plan, "-detailed-exitcode")
    _keep(terraform, folder, plans / f"{name}.json")
    return last(r"(\d+ to add)", output) + ", applied, then no changes"


def _keep(terraform: Terraform, folder: str, file: Path) -> None:
    output = terraform(folder, "show", "-json", "plan.bin")
    file.write_text(output, "utf-8")


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
    output = terraform(folder, "plan", "-input=false", "-no-color", "-lock-timeout=0s", good=(1,))
    if "Error acquiring the state lock" not in output or "someone" not in output:
        raise CheckFailedError(f"the plan failed, but not because of the lock:\n{output}")
    s3.delete_object(Bucket=BUCKET, Key=f"{found[0]}.tflock")
    terraform(folder, "plan", "-input=false", "-no-color")
    versions = s3.list_object_versions(Bucket=BUCKET, Prefix=found[0]).get("Versions", ())
    number = sum(one["Key"] == found[0] for one in versions)
    return f"{found[0]}: {number} version(s) kept, a held lock refuses, a free one lets pass"


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


def step(title: str, check: Callable[..., str], *arguments: object) -> None:
    """Run one check and print its line: seconds, what, result."""
    start = time.monotonic()
    result = check(*arguments)
    print(f"{time.monotonic() - start:6.1f} s  {title:28} {result}", flush=True)


def select(names: list[str], known: list[str]) -> list[str]:
    """Return the names that were asked for, or all. Raises CheckFailedError for an unknown one."""
    if unknown := set(names) - set(known):
        raise CheckFailedError(
            f"no module or root is called {', '.join(unknown)}: {', '.join(known)}"
        )
    return names or known


def run(names: list[str], root: Path = ROOT, *, write_costs: bool = False) -> None:
    """Run the checks of the named modules and roots, or all, on the stand-in.

    Raises CheckFailedError, ToolMissingError and SchemaError.
    """
    from tools.terraform import emulator
    from tools.terraform.stand_in import serve

    folder = root / "build" / "terraform"
    program = find_terraform()
    made = prepare(root, folder)
    print(
        f"Schema check: hashicorp/aws {PROVIDER_VERSION}, {made.types} types, served by a stand-in;"
        " no AWS is asked"
    )
    plans = folder / "plans"
    plans.mkdir(exist_ok=True)
    known = modules.names(made.work)
    chosen = select(names, [*known, *(Path(one).name for one in ROOTS)])
    roots = [one for one in ROOTS if Path(one).name in chosen]
    with (
        emulator.s3_emulator() as environment,
        serve.standing_provider(made.schema) as provider,
    ):
        emulator.make_bucket(environment, BUCKET)
        terraform = Terraform(program, made.work, str(made.settings), **environment)
        terraform.provider = provider
        step("fmt", check_format, terraform, root / "terraform")
        for name in [one for one in known if one in chosen]:
            step(f"modules/{name}", modules.check, terraform, name)
            step("  with a planted fault", modules.check_faults, terraform, name)
        for one in roots:
            step(one, check_root, terraform, one, plans)
        for one in [one for one in roots if one.startswith("environments/")]:
            step(f"state of {one}", check_lock, terraform, one, environment)
    if len(roots) == len(ROOTS):
        step("assertions on the plans", check_plans, plans)
        step("costs", functools.partial(check_costs, plans, root / "terraform", write=write_costs))
    named = [Path(one).name for one in roots]
    if named:
        step("checkov", check_policies, plans, named, root / "terraform" / "exceptions.toml")


def run_by_registry(names: list[str], root: Path = ROOT) -> None:
    """Test the named modules, or all, with the provider that the registry gives; ask no AWS.

    Raises CheckFailedError and ToolMissingError.
    """
    terraform = Terraform(find_terraform(), copy_tree(root, root / "build" / "registry"))
    plugins = root / "build" / "plugins"
    plugins.mkdir(parents=True, exist_ok=True)
    terraform.environment["TF_PLUGIN_CACHE_DIR"] = str(plugins)
    for name in select(names, modules.names(terraform.work)):
        step(f"modules/{name}", modules.check, terraform, name)


def main(arguments: list[str] | None = None) -> int:
    """Run the checks; 0 when all passed, 1 when one failed, 2 when a tool is missing."""
    parser = argparse.ArgumentParser(prog="terraform", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help="modules or roots to check (default: all)")
    parser.add_argument("--write-costs", action="store_true", help="rewrite terraform/COSTS.md")
    parser.add_argument(
        "--registry", action="store_true", help="test the modules with the real provider instead"
    )
    options = parser.parse_args(arguments)
    try:
        if options.registry:
            run_by_registry(options.names)
        else:
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
