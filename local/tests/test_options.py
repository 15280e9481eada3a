"""The command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.options import Options, parse


def test_without_arguments_the_defaults_hold() -> None:
    """Port 8080, .data in the current folder, a minute of idle time, demo data, rate limits."""
    found = parse([])
    assert (found.port, found.idle, found.demo, found.rate_limits) == (8080, 60.0, True, True)
    assert found.data == Path.cwd() / ".data"


def test_every_option_is_understood() -> None:
    """All options at once, in the spelling of the README."""
    arguments = "--port=9000 --data=/x --idle=5 --no-demo --rate-limits=off --traces=http://y:4318"
    found = parse(arguments.split(" "))
    assert found == Options(
        port=9000,
        data=Path("/x"),
        idle=5.0,
        demo=False,
        rate_limits=False,
        traces="http://y:4318",
    )
    assert found.public_url == "http://127.0.0.1:9000"


def test_the_collector_may_be_exported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the name that OpenTelemetry gives it; traces go nowhere otherwise."""
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    assert parse([]).traces == ""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://y:4318")
    assert parse([]).traces == "http://y:4318"
    assert parse(["--traces", ""]).traces == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "no"], "'no' is not a port"),
        (["--port", "0"], "'0' is not a port"),
        (["--port", "65536"], "'65536' is not a port"),
        (["--idle", "0"], "'0' is not an idle time"),
        (["--idle", "soon"], "'soon' is not an idle time"),
        (["--idle", "inf"], "'inf' is not an idle time"),
        (["--rate-limits", "maybe"], "invalid choice: 'maybe'"),
        (["--prot", "1"], "unrecognized arguments"),
    ],
)
def test_a_faulty_argument_is_named(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message repeats the argument and the status is 2, as for every command line."""
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_help_lists_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    """--help exits with 0 and names the URLs that replace the embedded servers."""
    with pytest.raises(SystemExit) as ended:
        parse(["--help"])
    output = capsys.readouterr().out
    assert ended.value.code == 0
    for word in ("--port", "--data", "--idle", "--no-demo", "--rate-limits", "DATABASE_URL"):
        assert word in output


def test_a_complaint_names_the_command_that_was_typed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`nox -s up` says so; without it, it is the module."""
    for command, word in (
        (None, "python -m local: error"),
        ("nox -s up --", "nox -s up --: error"),
    ):
        if command is not None:
            monkeypatch.setenv("LOCAL_COMMAND", command)
        with pytest.raises(SystemExit):
            parse(["--port", "x"])
        assert word in capsys.readouterr().err
