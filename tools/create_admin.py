"""Create the first admin of an installation: `python -m tools.create_admin EMAIL NAME`.

Nobody can raise their own role, so the first admin cannot be created through the API. The password
is prompted for, or read from standard input when that is not a terminal. Needs DATABASE_URL, and
K_SINK because the account is announced like any other.
"""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys

import msgspec


def read_password() -> str:
    """Prompt for the password, or read it from standard input. An empty one is refused later."""
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")


async def create_admin(email: str, name: str, password: str) -> str:
    """Create an account with the role admin and return its id. Raises Invalid and EmailTaken."""
    from lms_events import EventSettings
    from lms_identity import NewUser, register
    from lms_kernel import close_providers, decode, request_scope

    # Checked before anything is written: the account would exist without its event.
    EventSettings.current()
    fields = msgspec.json.encode({"email": email, "name": name, "password": password})
    try:
        async with request_scope(function="create_admin"):
            user = await register(decode(fields, NewUser), role="admin", email_verified=True)
    finally:
        await close_providers()
    return user.id


def main(arguments: list[str] | None = None) -> int:
    """Create the account and print its id; exit with 1 and the reasons when that fails."""
    from lms_kernel import Problem
    from lms_settings import SettingsError

    parser = argparse.ArgumentParser(prog="create_admin", description=__doc__.partition("\n")[0])
    parser.add_argument("email", help="address to sign in with")
    parser.add_argument("name", help="how the person is called")
    options = parser.parse_args(arguments)
    try:
        password = read_password()
    except (EOFError, KeyboardInterrupt):
        # The prompt is on the line that the message would continue.
        print("\ncreate_admin: no password was given; no account was created", file=sys.stderr)
        return 1
    try:
        user_id = asyncio.run(create_admin(options.email, options.name, password))
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
