"""A new image takes traffic in steps, watched by Prometheus: promoted or rolled back."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tools.ops import services
from tools.ops.errors import Interrupted, OpsError, PrometheusError, UsageError
from tools.ops.prometheus import Health, Limits, Prometheus
from tools.ops.rollback import Run, withdraw
from tools.ops.services import Phase
from tools.ops.traffic import Candidate, Override, candidate, describe, pin, split
from tools.ops.waiting import Goal, run_by_a_pod, traffic_is

# A missed scrape or a restart of Prometheus is tolerated; three in a row are not.
BLIND_AFTER = 3
NAME_LIMIT = 63


@dataclass(frozen=True)
class Plan:
    """How to run a canary. Times in seconds, steps in percent."""

    image: str
    steps: tuple[int, ...]
    limits: Limits
    step_seconds: float = 120
    interval: float = 15
    allow_quiet: bool = False
    """Continue although there were too few requests to judge by."""

    def __post_init__(self) -> None:
        """Refuse steps that do not increase. Raises UsageError."""
        rising = all(one < two for one, two in zip(self.steps, self.steps[1:], strict=False))
        if not self.steps or not rising or not all(0 < step < 100 for step in self.steps):  # noqa: PLR2004 - per cent
            raise UsageError(
                f"steps {','.join(map(str, self.steps))} do not rise within 1 to 99",
                next_step="such as --steps 5,25,50; promotion is the step to 100",
            )


class Bad(OpsError):  # noqa: N818 - what Prometheus showed
    """The candidate exceeded a limit, or could not be judged."""


class RolledBack(OpsError):  # noqa: N818 - what happened
    """The canary was rolled back; the stable revision has all traffic."""


def canary(run: Run, plan: Plan, prometheus: Prometheus) -> str:
    """Introduce the image, and return the name of the revision that proved it.

    Raises UsageError before anything is touched, RolledBack after everything is as before.
    """
    stable, new = _prepare(run, plan)
    override = Override(pin(stable), new)
    try:
        _run_unseen(run, override, new.revision)
        for percent in plan.steps:
            override = Override(split(stable, new.revision, percent), new)
            run.say(f"{run.service}: {describe(override.traffic)}")
            run.route.apply(override, f"ops({run.service}): canary {percent} % {new.revision}")
            run.until(traffic_is(override.traffic))
            _watch(run, plan, prometheus, new.revision)
        run.route.promote(plan.image, f"ops({run.service}): promote {new.revision}")
    except (OpsError, Interrupted, KeyboardInterrupt) as reason:
        _roll_back(run, stable, override, reason)
    run.until(_runs(plan.image))
    run.say(f"{run.service}: promoted, {plan.image.rpartition('@')[2]} has all traffic")
    return new.revision


def _prepare(run: Run, plan: Plan) -> tuple[str, Candidate]:
    """Find the stable revision and name the new one. Raises UsageError."""
    override = run.route.current()
    if override:
        raise UsageError(
            f"{run.service} is not at rest: {describe(override.traffic)}",
            next_step=f"`python -m tools.ops rollback {run.service} --to latest` ends that first",
        )
    service = run.cluster.service(run.service)
    now = services.state(service)
    shares = services.serving(service)
    if now.phase is not Phase.READY or len(shares) != 1:
        raise UsageError(
            f"{run.service} is not settled: {now.phase.value} {now.reason}, traffic {shares}",
            next_step=f"`python -m tools.ops wait {run.service}`; a canary needs a healthy start",
        )
    if services.image(service) == plan.image:
        raise UsageError(
            f"{run.service} runs {plan.image} already",
            next_step="nothing to do; a different digest is what a canary tries",
        )
    new = candidate(run.service, plan.image, run.route.tip())
    if len(new.revision) > NAME_LIMIT:
        raise UsageError(
            f"the revision name {new.revision} is longer than {NAME_LIMIT} characters",
            next_step="the function's name is too long for a canary; release it directly",
        )
    return next(iter(shares)), new


def _run_unseen(run: Run, override: Override, revision: str) -> None:
    """Run a pod of the candidate while all traffic stays where it is."""
    run.say(f"{run.service}: {describe(override.traffic)}, until a pod of {revision} runs")
    run.route.apply(override, f"ops({run.service}): canary 0 % {revision}")
    run.until(run_by_a_pod(run.cluster, traffic_is(override.traffic), revision))


def _watch(run: Run, plan: Plan, prometheus: Prometheus, revision: str) -> None:
    """Watch the candidate until the step is over. Raises Bad at the first exceeded limit."""
    deadline = time.monotonic() + plan.step_seconds
    window = f"{max(1, round(plan.step_seconds))}s"
    seen: Health | None = None
    blind = 0
    while (left := deadline - time.monotonic()) > 0:
        time.sleep(min(plan.interval, left))
        try:
            seen = prometheus.health(run.cluster.namespace, run.service, revision, window)
        except PrometheusError:
            blind += 1
            if blind >= BLIND_AFTER:
                raise
            continue
        blind = 0
        run.say(f"{revision}: {seen}")
        if faults := seen.faults(plan.limits):
            raise Bad(
                f"{revision}: {' and '.join(faults)}",
                next_step=f"its logs: `kubectl -n {run.cluster.namespace} logs -l "
                f"serving.knative.dev/revision={revision} -c user-container`",
            )
    requests = seen.requests if seen else 0
    if requests < plan.limits.requests and not plan.allow_quiet:
        raise Bad(
            f"{revision}: {requests:.0f} requests in {plan.step_seconds:g} s prove nothing, "
            f"{plan.limits.requests} are asked for",
            next_step="take larger or longer steps (--steps, --step-seconds), send traffic, or "
            "say --allow-quiet where nobody comes by",
        )


def _roll_back(run: Run, stable: str, override: Override, reason: BaseException) -> None:
    """Roll the candidate back and raise RolledBack; say clearly when even that failed."""
    words = str(reason) or "it was interrupted"
    run.say(f"{run.service}: ROLLING BACK: {words}")
    try:
        withdraw(run, stable, override)
    except OpsError as error:
        raise RolledBack(
            f"{run.service}: {words}; the way back is not complete: {error}",
            next_step=f"`python -m tools.ops rollback {run.service} --to latest` goes "
            f"the rest of the way once this is repaired: {error.next_step}",
        ) from error
    next_step = reason.next_step if isinstance(reason, OpsError) else "start again when you like"
    raise RolledBack(
        f"{run.service}: rolled back to {stable}: {words}", next_step=next_step
    ) from reason


def _runs(image: str) -> Goal:
    """Want the image in the template, ready, with all traffic at the latest revision."""

    def there(service: services.Document) -> bool:
        newest = services.latest_ready(service)
        return (
            services.image(service) == image
            and newest == services.latest_created(service)
            and services.serving(service) == {newest: 100}
        )

    return Goal("promoted", there)
