"""Which media type a caller would rather have."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from lms_http import asks_for


def _accepting(*lines: str) -> Request:
    headers = [(b"accept", line.encode()) for line in lines]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": headers})


@pytest.mark.parametrize(
    "accept",
    [
        "text/csv",
        "Text/CSV; charset=utf-8",
        "text/*",
        "text/csv;q=0.001",
        "application/json;q=0.5, text/csv;q=0.6",
        "application/json;q=0.1, text/csv",
        "application/json;q=0, */*",
        "*/*;q=0.9, text/csv;q=0.9",
        "*/*, text/csv",
        "text/*;q=0.5, application/*;q=0.4",
        'text/csv;header="a,b"',
        "text/plain;q=0, text/csv",
        "text/*;q=0, text/csv;q=0.2",
        "nonsense, text/csv",
        "text/csv ; Q=0.8 , application/json;q=0.7",
    ],
)
def test_what_is_wanted_more_is_asked_for(accept: str) -> None:
    """The most specific range decides about each media type, and the weights between them."""
    assert asks_for(_accepting(accept), "text/csv")
    assert asks_for(_accepting(*accept.split(", ")), "text/csv")


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "application/json",
        "text/csv;q=0",
        "text/csv;q=0.0, */*",
        "text/csv;q=0, application/json",
        "text/csv;q=0, text/*",
        "text/csv;q=0.4, application/json;q=0.5",
        "text/csv;q=0.4, application/*;q=0.5",
        "text/csv, application/json",
        "text/*, application/*",
        "text/csvx",
        "csv",
        "text/csv;q=2",
        "text/csv;q=-1",
        "text/csv;q=0.0001",
        '"text/csv"',
        'text/plain;x="a,text/csv"',
    ],
)
def test_json_is_what_everybody_else_gets(accept: str) -> None:
    """A refusal is one, equal weights leave the choice to us, what is no range means nothing."""
    assert not asks_for(_accepting(accept), "text/csv")


def test_nobody_has_to_say_what_they_accept() -> None:
    """No field at all: JSON."""
    assert not asks_for(_accepting(), "text/csv")


@pytest.mark.parametrize("accept", ['"' + '\\"' * 30_000, "text/csv" + ";   " * 400 + "("])
def test_no_field_takes_long(accept: str) -> None:
    """Neither one of quotes, nor one whose blanks could be read in many ways."""
    assert not asks_for(_accepting(accept), "text/csv")
