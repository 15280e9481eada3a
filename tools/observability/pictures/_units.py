"""Numbers with their units, as Grafana writes them: https://grafana.com/docs/grafana/latest/."""

from __future__ import annotations

_RATES = {"reqps": " req/s", "cps": " c/s", "ops": " ops/s"}
# The smallest value that is written so, how much one is, and its name.
_SECONDS = ((172800, 86400, "d"), (7200, 3600, "h"), (120, 60, "min"), (1, 1, "s"), (0, 1e-3, "ms"))
_BYTES = ((2**30, 2**30, "GiB"), (2**20, 2**20, "MiB"), (2**10, 2**10, "KiB"), (0, 1, "B"))
_SHORT = ((1e6, 1e6, "M"), (1e3, 1e3, "K"), (0, 1, ""))
_WHOLE = 100


def written(value: float, unit: str) -> str:
    """Return a value with its unit, which is Grafana's name of it. Raises KeyError."""
    if unit == "percentunit":
        return f"{_digits(value * 100)} %"
    if unit == "s":
        return _scaled(value, _SECONDS) if value else "0 s"
    if unit == "bytes":
        return _scaled(value, _BYTES)
    return _scaled(value, _SHORT) + ("" if unit == "short" else _RATES[unit])


def _scaled(value: float, scale: tuple[tuple[float, float, str], ...]) -> str:
    _, size, name = next((step for step in scale if abs(value) >= step[0]), scale[-1])
    return f"{_digits(value / size)} {name}".rstrip()


def _digits(value: float) -> str:
    """Return three digits, or all of a larger whole number."""
    return f"{value:.0f}" if abs(value) >= _WHOLE else f"{value:.3g}"
