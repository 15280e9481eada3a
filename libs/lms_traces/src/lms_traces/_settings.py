"""The settings of tracing, under the names that OpenTelemetry gives them."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from lms_settings import Settings

Sampler = Literal[
    "always_on",
    "always_off",
    "traceidratio",
    "parentbased_always_on",
    "parentbased_always_off",
    "parentbased_traceidratio",
]


class TraceSettings(Settings, frozen=True):
    """Where spans go, and of which traces; the exporter reads its other variables itself.

    https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
    """

    # The address of a collector, such as http://127.0.0.1:4318; empty: nothing is recorded.
    otel_exporter_otlp_endpoint: str = ""
    otel_traces_sampler: Sampler = "parentbased_always_on"
    # Of which share of the traces, for the samplers with a ratio.
    otel_traces_sampler_arg: Annotated[float, Meta(ge=0, le=1)] = 1.0
