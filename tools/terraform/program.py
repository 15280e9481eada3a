"""The program `terraform`, found and run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from tools.terraform.stand_in.layout import ToolMissingError

OLDEST = (1, 11)
"""The first Terraform whose S3 backend locks by itself."""


class CheckFailedError(Exception):
    """A check failed; the message says how to fix it."""


class Terraform:
    """The program in a tree of its own, without anybody's credentials and settings."""

    def __init__(
        self, program: str, work: Path, settings: str = os.devnull, **environment: str
    ) -> None:
        self.program = program
        self.work = work
        self.provider: dict[str, str] = {}
        """Where a provider stands by, for Terraform."""
        # None of the caller's credentials and settings reach Terraform.
        others = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "TF_"))
        }
        self.environment = {
            **others,
            **environment,
            "TF_CLI_CONFIG_FILE": settings,
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
        }

    def __call__(self, folder: str, *arguments: str, good: tuple[int, ...] = (0,)) -> str:
        """Run one command in a folder of the work tree; return what it printed.

        Raises CheckFailedError with the output when the exit status is not a good one.
        """
        command = [self.program, f"-chdir={self.work / folder}", *arguments]
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
            # A plan is long and its errors come separately; a format or test report is the message.
            parts = (
                [done.stderr] if arguments[0] in {"plan", "apply"} else [done.stdout, done.stderr]
            )
            output = "\n".join(parts).strip()
            raise CheckFailedError(f"terraform {' '.join(arguments)} in {folder}:\n{output}")
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
    done = subprocess.run(
        command, env=os.environ | settings, check=True, capture_output=True, text=True, timeout=60
    )
    version = str(json.loads(done.stdout)["terraform_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        raise ToolMissingError(f"terraform {version} is too old: the S3 backend locks since 1.11")
    return program


def last(pattern: str, text: str) -> str:
    """Return the last place that a pattern fits. Raises CheckFailedError when there is none."""
    found = re.findall(pattern, text)
    if not found:
        raise CheckFailedError(f"expected `{pattern}` in:\n{text}")
    return str(found[-1])
