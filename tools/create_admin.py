"""Make the first admin of an installation: `python -m tools.create_admin EMAIL NAME`.

Nobody raises their own role, so the first admin cannot come through the API. The password is asked
for, or read from standard input when that is no terminal. Needs DATABASE_URL, and K_SINK because
the account is announced like every other one.
"""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys

import msgspec


def read_password() -> str:
    """Ask for the password, or take it from standard input. An empty one is refused later."""
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")


async def create_admin(email: str, name: str, password: str) -> str:
    """Open an account with the role admin and give its id. Raises Invalid and EmailTaken."""
    from lms_events import EventSettings
    from lms_identity import NewUser, register
    from lms_kernel import close_providers, decode, request_scope

    # Asked for before anything is written: the account would be there and its event would not.
    EventSettings.current()
    wish = msgspec.json.encode({"email": email, "name": name, "password": password})
    try:
        async with request_scope(function="create_admin"):
            user = await register(decode(wish, NewUser), role="admin")
    finally:
        await close_providers()
    return user.id


def main(arguments: list[str] | None = None) -> int:
    """Make the account and print its id; 1 with the reasons when it cannot be made."""
    from lms_kernel import Problem
    from lms_settings import SettingsError

    parser = argparse.ArgumentParser(prog="create_admin", description=__doc__.partition("\n")[0])
    parser.add_argument("email", help="address to sign in with")
    parser.add_argument("name", help="how the person is called")
    options = parser.parse_args(arguments)
    try:
        user_id = asyncio.run(create_admin(options.email, options.name, read_password()))
    except Problem as problem:
        print(f"create_admin: {problem.detail}", file=sys.stderr)
        for fault in problem.errors:
            print(f"  {fault.field} {fault.message}", file=sys.stderr)
        return 1
    except SettingsError as error:
        print(f"create_admin: {error}", file=sys.stderr)
        return 1
    print(f"admin {user_id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
