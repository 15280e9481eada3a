"""What is logged in a cluster in front of functions: nothing of requests (decision 0074)."""

from __future__ import annotations

import re

from local import yaml_text
from tools.tree import ROOT

PLATFORM = ROOT / "manifests/platform"


def test_nothing_in_front_of_a_function_logs_requests() -> None:
    """NGINX, Kourier and queue-proxy would write query strings, and with them the tokens of links.

    Kourier does so unless it is told not to.
    """
    proxy = yaml_text.load((PLATFORM / "gateway/base/proxy.yaml").read_text())
    assert proxy["spec"]["logging"]["accessLog"] == {"disable": True}
    assert proxy["spec"]["logging"]["errorLevel"] == "crit"
    serving = yaml_text.load((PLATFORM / "knative/base/serving.yaml").read_text())
    config = serving["spec"]["config"]
    assert config["kourier"]["enable-service-access-logging"] == "false"
    assert config["observability"]["logging.enable-request-log"] == "false"


def test_the_agent_reads_what_functions_and_stores_write() -> None:
    """And nothing but files of pods: its own place on the node is where it notes how far it got."""
    values = yaml_text.load((PLATFORM / "charts/fluent-bit.yaml").read_text())
    inputs = values["config"]["inputs"]
    paths = ",".join(re.findall(r"Path +(\S+)", inputs)).split(",")
    assert {"*_learning_*.log", "*_data_*.log", "*_nginx-gateway_*.log"} <= {
        path.removeprefix("/var/log/containers/") for path in paths
    }
    assert inputs.count("storage.type      filesystem") == inputs.count("[INPUT]")
    assert "Merge_Log       On" in values["config"]["filters"]
