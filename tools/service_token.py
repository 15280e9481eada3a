"""Issue a token to a program, or revoke all of its tokens.

    python -m tools.service_token make NAME --scope notification:create --days 90
    python -m tools.service_token revoke NAME

A token can do what its scopes say and nothing else; `revoke` immediately ends every token of the
name.
Needs REDIS_URL and LMS_PUBLIC_KEYS, and LMS_SIGNING_KEY to make one; issuer and audience are those
of the functions unless the environment has others. The token is printed once and stored nowhere.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from tools import func_yaml
from tools.tree import ROOT

SECONDS_A_DAY = 24 * 3600


async def make(name: str, scopes: list[str], days: int) -> str:
    """Open a session for the service and return its token. Raises ValueError for a wrong scope."""
    from lms_access.signing import issue_service_token
    from lms_kernel import close_providers

    try:
        return await issue_service_token(name, scopes, days * SECONDS_A_DAY)
    finally:
        await close_providers()


async def revoke(name: str) -> int:
    """End all sessions of the service and return their number."""
    from lms_access import sessions
    from lms_kernel import close_providers

    try:
        return await sessions().revoke_service(name)
    finally:
        await close_providers()


def complete_environment() -> None:
    """Add the values that every function has from lms_access: who issues tokens, and for whom."""
    document = func_yaml.read(ROOT / "libs/lms_access/func.yaml")
    for env in document["run"]["envs"]:
        is_secret = env["value"].startswith("{{")  # those are the operator's to name
        if not is_secret and not os.environ.get(env["name"]):
            os.environ[env["name"]] = env["value"]


def main(arguments: list[str] | None = None) -> int:
    """Issue or revoke from the command line; exit with 1 and one line when that fails."""
    from lms_kernel import Problem
    from lms_settings import SettingsError

    parser = argparse.ArgumentParser(prog="service_token", description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="print a new token")
    making.add_argument("name", help="who will use it")
    making.add_argument("--scope", action="append", required=True, help="a permission; repeat it")
    making.add_argument("--days", type=int, default=90, help="how long it is valid (90)")
    revoking = commands.add_parser("revoke", help="end all tokens of a name")
    revoking.add_argument("name", help="who used them")
    options = parser.parse_args(arguments)
    complete_environment()
    try:
        if options.command == "make":
            print(asyncio.run(make(options.name, options.scope, options.days)))
        else:
            print(f"{asyncio.run(revoke(options.name))} tokens revoked")
    except (Problem, SettingsError, ValueError) as error:
        print(f"service_token: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
