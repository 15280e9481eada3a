"""The rules, their cases and the configuration of Alertmanager, for programs that read them."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from local import yaml_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.names import Manifest

ROOT = Path(__file__).resolve().parents[2]
PLATFORM = ROOT / "manifests/platform"
OBSERVABILITY = PLATFORM / "observability"
CASES = PLATFORM / "tests/rules"
STACK = PLATFORM / "charts/kube-prometheus-stack.yaml"
RUNBOOK = (
    "https://github.com/learning-platform/learning-platform/blob/main/docs/runbooks/alerts.md#"
)

_MATCHER = re.compile(r'(\w+)\s*(=~|=)\s*"(.*)"')


def rule_files() -> list[Path]:
    """Return the files with rules."""
    return sorted((OBSERVABILITY / "rules").glob("*.yaml"))


def rules() -> Iterator[Manifest]:
    """Return every rule, recorded ones too."""
    for file in rule_files():
        for group in yaml_text.load(file.read_bytes())["spec"]["groups"]:
            yield from group["rules"]


def alerts() -> dict[str, Manifest]:
    """Return the alerts by name."""
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}


def write_plain(folder: Path, *, links: bool = True) -> list[Path]:
    """Write each PrometheusRule's spec as the rule file that Prometheus itself reads.

    Without links alerts have no runbook_url: cases need not repeat what is checked elsewhere.
    """
    written = []
    for file in rule_files():
        spec = yaml_text.load(file.read_bytes())["spec"]
        for group in spec["groups"]:
            for rule in group["rules"]:
                if not links and "alert" in rule:
                    del rule["annotations"]["runbook_url"]
        written.append(folder / file.name)
        written[-1].write_text(yaml.safe_dump(spec), encoding="utf-8")
    return written


@dataclass(frozen=True)
class Case:
    """What one case expects of one alert at one moment."""

    alert: str
    labels: tuple[dict[str, str], ...]
    """Of each alert that fires, its name included; empty when none may."""


def cases() -> Iterator[Case]:
    """Return what the cases expect."""
    for file in sorted(CASES.glob("*.yaml")):
        for test in yaml_text.load(file.read_bytes())["tests"]:
            for one in test.get("alert_rule_test", ()):
                name = one["alertname"]
                labels = ({"alertname": name} | each["exp_labels"] for each in one["exp_alerts"])
                yield Case(name, tuple(labels))


def alertmanager() -> Manifest:
    """Return Alertmanager's configuration."""
    config: Manifest = yaml_text.load(STACK.read_bytes())["alertmanager"]["config"]
    return config


def on_this_machine(url: str) -> Manifest:
    """Return Alertmanager's configuration with webhooks for receivers, and without waiting.

    A receiver's messages go to the URL with its name at the end. Debian's Alertmanager (0.25) does
    not know the cluster's `url_file` yet.
    """
    config = copy.deepcopy(alertmanager())
    for receiver in config["receivers"]:
        for key in [one for one in receiver if one.endswith("_configs")]:
            del receiver[key]
        receiver["webhook_configs"] = [{"url": f"{url}/{receiver['name']}"}]
    for route in (config["route"], *config["route"]["routes"]):
        route |= {"group_wait": "0s", "group_interval": "1s"}
    return config


def matches(matchers: list[str], labels: dict[str, Any]) -> bool:
    """Tell whether an alert's labels satisfy Alertmanager's matchers; raises ValueError."""
    for matcher in matchers:
        parts = _MATCHER.fullmatch(matcher)
        if parts is None:
            message = f"only = and =~ are understood: {matcher}"
            raise ValueError(message)
        name, operator, value = parts.groups()
        pattern = value if operator == "=~" else re.escape(value)
        if not re.fullmatch(pattern, str(labels.get(name, ""))):
            return False
    return True
