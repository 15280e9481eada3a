"""W3C Trace Context, Level 2: https://www.w3.org/TR/trace-context-2/."""

from __future__ import annotations

import pytest

from lms_traces import Trace, given, new, parse

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
GOOD = f"00-{TRACE}-{PARENT}-01"


@pytest.mark.parametrize(
    ("field", "flags"),
    [
        (GOOD, 1),
        (f"00-{TRACE}-{PARENT}-00", 0),
        (f"00-{TRACE}-{PARENT}-03", 3),
        # 3.2.2.5: only the flags that are known are passed on.
        (f"00-{TRACE}-{PARENT}-ff", 3),
        (f"00-{TRACE}-{PARENT}-fc", 0),
        # 3.2.2.1 and 4.3: a later version is read as far as it is known.
        (f"cc-{TRACE}-{PARENT}-01", 1),
        (f"cc-{TRACE}-{PARENT}-01-what-comes-then", 1),
    ],
)
def test_a_valid_traceparent_is_read(field: str, flags: int) -> None:
    """It is passed on in version 00, with the flags that we know."""
    assert parse(field) == Trace(TRACE, PARENT, flags)
    found = parse(field)
    assert found is not None
    assert found.traceparent == f"00-{TRACE}-{PARENT}-{flags:02x}"


@pytest.mark.parametrize(
    "field",
    [
        "",
        "00",
        f"ff-{TRACE}-{PARENT}-01",
        f"00-{TRACE.upper()}-{PARENT}-01",
        f"00-{TRACE}-{PARENT.upper()}-01",
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE[1:]}-{PARENT}-01",
        f"00-{TRACE}0-{PARENT}-01",
        f"00-{TRACE}-{PARENT[1:]}-01",
        f"00-{TRACE}-{PARENT}-1",
        f"00-{TRACE}-{PARENT}-x1",
        f"00-{TRACE}-{PARENT}-01-more",
        f"00-{TRACE}-{PARENT}-01-",
        f"cc-{TRACE}-{PARENT}-01.more",
        f"0-{TRACE}-{PARENT}-01",
        f"{GOOD}\n",
        f"00_{TRACE}_{PARENT}_01",
        f"{GOOD},{GOOD}",
    ],
)
def test_an_invalid_traceparent_restarts_the_trace(field: str) -> None:
    """Then its tracestate says nothing either (3.3)."""
    assert parse(field, "congo=t61rcWkgMzE") is None


@pytest.mark.parametrize(
    ("field", "state"),
    [
        ("congo=t61rcWkgMzE", "congo=t61rcWkgMzE"),
        ("rojo=1,congo=2", "rojo=1,congo=2"),
        ("rojo=1 ,\t congo=2", "rojo=1,congo=2"),
        ("rojo=1,,congo=2,", "rojo=1,congo=2"),
        ("fw529a3039@dt=FfAAA,0a=b", "fw529a3039@dt=FfAAA,0a=b"),
        ("a=b c", "a=b c"),
        (",".join(f"k{n}=v" for n in range(32)), ",".join(f"k{n}=v" for n in range(32))),
        # What cannot be read is dropped, all of it; the trace goes on.
        ("", ""),
        ("no equals sign", ""),
        ("A=upper", ""),
        ("a=1,a=2", ""),
        ("a=1=2", ""),
        ("a=ü", ""),
        ("a=", ""),
        (",".join(f"k{n}=v" for n in range(33)), ""),
        # 3.3.1.5: 512 characters; long members go first, then the last ones.
        (f"a=1,b={'x' * 256},c={'y' * 254}", f"a=1,b={'x' * 256}"),
        (",".join(f"k{n:02}={'v' * 20}" for n in range(30)), None),
    ],
)
def test_a_tracestate_passes_through(field: str, state: str | None) -> None:
    """In its order, as it was given, apart from spaces around its members."""
    found = parse(GOOD, field)
    assert found is not None
    if state is None:
        assert 480 < len(found.state) <= 512
        assert field.startswith(found.state)
    else:
        assert found.state == state


def test_fields_of_a_request_are_combined() -> None:
    """Several tracestate are one list; two traceparent are invalid (3.2, 3.3)."""
    parent = (b"traceparent", GOOD.encode())
    states = [(b"tracestate", b"a=1"), (b"x", b"y"), (b"tracestate", b"b=2")]
    assert given([parent, *states]) == Trace(TRACE, PARENT, 1, "a=1,b=2")
    assert given([parent, parent]) is None
    assert given(states) is None


def test_a_trace_begins_under_the_given_id() -> None:
    """Unless it is invalid; nobody has sampled it, and its id is random (3.2.2.5.2)."""
    begun = new(TRACE)
    assert (begun.trace_id, begun.flags) == (TRACE, 2)
    assert parse(begun.traceparent) == begun
    for invalid in ("", "0" * 32, TRACE[1:], TRACE.upper()):
        assert new(invalid).trace_id not in {invalid, TRACE}
