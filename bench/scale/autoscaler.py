"""Knative's pod autoscaler, as documented: one function's pods from its requests in flight.

Follows `pkg/autoscaler/scaling` and `pkg/reconciler/autoscaling/kpa` of Knative Serving 1.23 for
the metric concurrency. Two simplifications: averages are of two-second buckets, which is the
autoscaler's tick, instead of one-second ones, and the metric arrives without delay.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

TICK_SECONDS = 2


@dataclass(frozen=True)
class Scaling:
    """The settings of one revision, with the defaults of `config-autoscaler`.

    `target` is the number of requests in flight per pod that the annotation asks for, and
    `utilization` the share of it at which the autoscaler adds pods.
    """

    minimum: int = 0
    maximum: int = 10
    target: float = 100
    container_concurrency: int = 0
    utilization: float = 0.7
    window_seconds: int = 60
    panic_window_share: float = 0.1
    panic_threshold: float = 2.0
    max_scale_up_rate: float = 1000.0
    max_scale_down_rate: float = 2.0
    grace_seconds: int = 30
    retention_seconds: int = 0

    @property
    def aim(self) -> float:
        """Return the requests in flight per pod at which the number of pods is right."""
        total = self.target
        if self.container_concurrency:
            total = min(total, self.container_concurrency)
        return max(0.01, total * self.utilization)


class Window:
    """The average of the last seconds' buckets, of which only those since the first one count."""

    def __init__(self, seconds: float) -> None:
        self._buckets: deque[float] = deque(maxlen=max(1, math.ceil(seconds / TICK_SECONDS)))
        self._sum = 0.0

    def add(self, value: float) -> None:
        """Record the next bucket."""
        if len(self._buckets) == self._buckets.maxlen:
            self._sum -= self._buckets[0]
        self._buckets.append(value)
        self._sum += value

    def clear(self) -> None:
        """Forget everything, as the autoscaler does after a window without requests."""
        self._buckets.clear()
        self._sum = 0.0

    @property
    def average(self) -> float:
        """Return the average, exactly 0 when no bucket has a request."""
        if not self._buckets:
            return 0.0
        # What is left of adding and subtracting floats is not a request in flight.
        return self._sum / len(self._buckets) if self._sum > 1e-9 else 0.0  # noqa: PLR2004


@dataclass
class Autoscaler:
    """Decides every two seconds how many pods one function should have."""

    scaling: Scaling
    panic_since: float | None = field(default=None, init=False)
    _panic_pods: int = field(default=0, init=False)
    _idle_since: float | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._stable = Window(self.scaling.window_seconds)
        self._panic = Window(self.scaling.window_seconds * self.scaling.panic_window_share)

    def tick(self, now: float, concurrency: float, ready: int) -> int:
        """Return the wanted number of pods.

        `now` is in seconds, `concurrency` the average number of requests in flight since the last
        tick (those that wait for a pod included), `ready` the number of pods that serve.
        """
        self._stable.add(concurrency)
        self._panic.add(concurrency)
        stable, panic = self._stable.average, self._panic.average

        pods = self._with_panic(now, stable, panic, ready)
        return self._last_pod(now, min(max(pods, self.scaling.minimum), self.scaling.maximum))

    @property
    def is_settled(self) -> bool:
        """Return whether ticks without requests no longer change anything but the last pod."""
        return self._stable.average == 0 and self.panic_since is None

    def _with_panic(self, now: float, stable: float, panic: float, ready: int) -> int:
        scaling, pods = self.scaling, max(1, ready)
        most = math.ceil(scaling.max_scale_up_rate * pods)
        least = math.floor(pods / scaling.max_scale_down_rate)
        by_panic = math.ceil(panic / scaling.aim)
        wanted = min(max(math.ceil(stable / scaling.aim), least), most)
        wanted_in_panic = min(max(by_panic, least), most)

        if by_panic / pods >= scaling.panic_threshold:
            self.panic_since = now
        elif self.panic_since is not None and self.panic_since + scaling.window_seconds < now:
            self.panic_since, self._panic_pods = None, 0

        if self.panic_since is None:
            return wanted
        # Pods are only added during a panic, never taken away.
        self._panic_pods = max(self._panic_pods, wanted, wanted_in_panic)
        return self._panic_pods

    def _last_pod(self, now: float, wanted: int) -> int:
        """Keep the last pod for the grace period or the retention period, whichever is longer."""
        if wanted > 0:
            self._idle_since = None
            return wanted
        if self._idle_since is None:
            self._idle_since = now
        stays = max(self.scaling.grace_seconds, self.scaling.retention_seconds)
        return 1 if now - self._idle_since < stays else 0
