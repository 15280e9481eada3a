"""What an operator does by hand: the first admin, tokens for programs."""

from __future__ import annotations

import io
import json
import os
import re
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest
from fakeredis import FakeAsyncRedis, FakeServer

from lms_access import AccessSettings, read_access_token
from lms_access.signing import SigningSettings
from lms_events import EventSettings, publisher
from lms_identity import users
from lms_redis import redis
from lms_testing import CapturedEvents
from lms_testing.access import AUDIENCE, ISSUER, new_key, public_half
from lms_testing.identity import FakeUsers
from tools import create_admin, service_token

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def platform(store: FakeUsers, server: FakeServer) -> Iterator[None]:
    """Put fakes instead of the stores, and keys instead of the installation's."""
    key = new_key("operators")
    with ExitStack() as overrides:
        for override in (
            users.override(store),
            publisher.override(CapturedEvents()),
            EventSettings.override(k_sink="http://broker.test/"),
            redis.override(FakeAsyncRedis(server=server, decode_responses=True)),
            AccessSettings.override(
                lms_public_keys=public_half(key),
                lms_token_issuer=ISSUER,
                lms_token_audience=AUDIENCE,
            ),
            SigningSettings.override(lms_signing_key=json.dumps(key)),
        ):
            overrides.enter_context(override)
        yield


def test_nothing_is_made_that_could_not_be_announced(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a broker's address the tool names the variable and makes no account."""
    store = FakeUsers()
    monkeypatch.setattr("sys.stdin", io.StringIO("a very long password\n"))
    monkeypatch.delenv("K_SINK", raising=False)
    with users.override(store):
        assert create_admin.main(["ana@example.org", "Ana"]) == 1
    assert store.accounts == {}
    assert "K_SINK: is required" in capsys.readouterr().err


@pytest.mark.parametrize("interruption", [EOFError, KeyboardInterrupt])
def test_a_prompt_that_is_left_creates_no_account(
    interruption: type[BaseException],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Ctrl-D and Ctrl-C at the password end with one line."""

    def leave(_: str) -> str:
        raise interruption

    store = FakeUsers()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", leave)
    with platform(store, FakeServer()):
        assert create_admin.main(["ana@example.org", "Ana"]) == 1
    assert store.accounts == {}
    (line,) = capsys.readouterr().err.split("\n")[1:-1]
    assert line == "create_admin: no password was given; no account was created"


def test_the_first_admin_is_made_from_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The account has the role admin; a second one with the same address is refused."""
    store = FakeUsers()
    monkeypatch.setattr("sys.stdin", io.StringIO("a very long password\n" * 2))

    with platform(store, FakeServer()):
        assert create_admin.main(["Ana@Example.org", "Ana"]) == 0
        assert create_admin.main(["ana@example.org", "Ana"]) == 1

    (account,) = store.accounts.values()
    assert (account.user.email, account.user.role) == ("ana@example.org", "admin")
    shown = capsys.readouterr()
    assert shown.out == f"admin {account.user.id}\n"
    assert shown.err.startswith("create_admin: ")


def test_a_bad_wish_names_every_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same rules hold here as for everybody who registers."""
    store = FakeUsers()
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))

    with platform(store, FakeServer()):
        assert create_admin.main(["nobody", "Ana"]) == 1

    errors = capsys.readouterr().err
    assert "  email must be an email address" in errors
    assert "  password " in errors
    assert store.accounts == {}


def test_the_password_is_asked_for_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a terminal nothing is echoed."""

    class Terminal(io.StringIO):
        """Standard input of a person."""

        def isatty(self) -> bool:
            """Say that somebody is typing."""
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _: "typed in silence")

    assert create_admin.read_password() == "typed in silence"


def test_a_service_token_does_what_its_scopes_say_until_it_is_revoked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The printed token names a session with exactly these scopes; revoking ends it."""
    server = FakeServer()
    with platform(FakeUsers(), server):
        assert service_token.main(["make", "mailer", "--scope", "notification:create"]) == 0
        claims = read_access_token(capsys.readouterr().out.strip())
    assert claims.role == "service"

    with platform(FakeUsers(), server):
        assert service_token.main(["revoke", "mailer"]) == 0
    with platform(FakeUsers(), server):
        assert service_token.main(["revoke", "mailer"]) == 0
    assert capsys.readouterr().out == "1 tokens revoked\n0 tokens revoked\n"


def test_issuer_and_audience_are_those_of_the_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator names keys and the store; other values of the environment are kept."""
    monkeypatch.setenv("LMS_TOKEN_ISSUER", "")
    monkeypatch.setenv("LMS_TOKEN_AUDIENCE", "another")
    monkeypatch.delenv("LMS_PUBLIC_KEYS", raising=False)

    with platform(FakeUsers(), FakeServer()):
        assert service_token.main(["revoke", "mailer"]) == 0

    assert os.environ["LMS_TOKEN_ISSUER"] == ISSUER
    assert os.environ["LMS_TOKEN_AUDIENCE"] == "another"
    assert "LMS_PUBLIC_KEYS" not in os.environ


def test_an_unknown_scope_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelled permission would make a token that can do nothing."""
    with platform(FakeUsers(), FakeServer()):
        assert service_token.main(["make", "mailer", "--scope", "notification:crate"]) == 1

    assert capsys.readouterr().err == ("service_token: no such permission: notification:crate\n")


@pytest.mark.parametrize(
    "command", [(create_admin.main, ["a@b.example", "A"]), (service_token.main, ["revoke", "x"])]
)
def test_a_missing_setting_is_named(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: tuple[object, list[str]],
) -> None:
    """Without the stores' addresses the operator is told which variables to set."""
    run, arguments = command
    for name in ("DATABASE_URL", "K_SINK", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO("a very long password\n"))

    assert callable(run)
    assert run(arguments) == 1
    assert re.search(r"^  (DATABASE_URL|K_SINK|REDIS_URL): ", capsys.readouterr().err, re.MULTILINE)
