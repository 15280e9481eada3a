"""Prepare Prometheus, Alertmanager and Grafana next to the platform on this machine.

`python -m tools.observability.beside FOLDER` writes their configuration below the folder, with the
cluster's rules, routes and boards, and `programs.json`: how each is started, and how to get those
that are not here. LMS_PUBLIC_URL says what to scrape, LOCAL_SMTP_URL where alerts are sent.
"""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import yaml
from prometheus_client import REGISTRY

import lms_metrics  # noqa: F401 - what functions count is in the registry by that
from local import yaml_text
from local.errors import PortTaken
from local.ports import LOOPBACK, claim, free_port
from tools.observability import rules
from tools.observability.debian import NoProgramError, program

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.manifests.names import Manifest

SCRAPED = ("/_local/metrics", "/_local/metrics/platform")
# Where people look for them; another port is taken when that one is.
PORTS = {"prometheus": 9090, "alertmanager": 9093, "grafana": 3000}
GRAFANA_HOMES = ("/usr/share/grafana", "/opt/homebrew/opt/grafana/share/grafana")
NO_GRAFANA = (
    "Grafana is not on PATH, so the boards are not shown. Install it from "
    "https://grafana.com/grafana/download and start again."
)
_ABSENT = re.compile(r"\babsent\(\s*([\w:]+)")
_SUFFIX = re.compile(r"_(?:total|bucket|count|sum)$")


def prepare(folder: Path, environment: Mapping[str, str]) -> Manifest:
    """Write all configuration below a folder; return what `programs.json` holds."""
    found: Manifest = {"programs": [], "missing": []}
    ports = {name: _port(preferred) for name, preferred in PORTS.items()}
    urls = {name: f"http://{LOOPBACK}:{port}" for name, port in ports.items()}
    try:
        programs = {name: str(program(name)) for name in ("prometheus", "alertmanager")}
    except NoProgramError as fault:
        found["missing"].append(str(fault))
        return found
    data = {name: folder / "data" / name for name in PORTS}
    for each in (*data.values(), folder / "rules"):
        each.mkdir(parents=True, exist_ok=True)

    alerts = folder / "alertmanager.yml"
    _write(alerts, alertmanager_settings(environment["LOCAL_SMTP_URL"]))
    found["programs"].append(
        {
            "name": "Alertmanager",
            "arguments": [
                *(programs["alertmanager"], f"--config.file={alerts}"),
                f"--storage.path={data['alertmanager']}",
                f"--web.listen-address={LOOPBACK}:{ports['alertmanager']}",
                "--cluster.listen-address=",
            ],
            "url": urls["alertmanager"],
            "ready": "/-/ready",
        }
    )
    rules.write_plain(folder / "rules")
    _leave_out_what_is_elsewhere(folder / "rules")
    scrapes = folder / "prometheus.yml"
    alertmanager_address = f"{LOOPBACK}:{ports['alertmanager']}"
    _write(scrapes, prometheus_settings(environment["LMS_PUBLIC_URL"], alertmanager_address))
    found["programs"].append(
        {
            "name": "Prometheus",
            "arguments": [
                *(programs["prometheus"], f"--config.file={scrapes}"),
                f"--storage.tsdb.path={data['prometheus']}",
                f"--web.listen-address={LOOPBACK}:{ports['prometheus']}",
            ],
            "url": urls["prometheus"],
            "ready": "/-/ready",
        }
    )
    grafana = shutil.which("grafana")
    home = next((one for one in GRAFANA_HOMES if Path(one).is_dir()), None)
    if grafana is None or home is None:
        found["missing"].append(NO_GRAFANA)
    else:
        file = folder / "grafana.ini"
        _provision(folder / "provisioning", urls["prometheus"])
        file.write_text(grafana_settings(folder, ports["grafana"]), encoding="utf-8")
        found["programs"].append(
            {
                "name": "Grafana",
                "arguments": [grafana, "server", f"--homepath={home}", f"--config={file}"],
                "url": urls["grafana"],
                "ready": "/api/health",
            }
        )
    return found


def prometheus_settings(platform: str, alertmanager: str) -> Manifest:
    """Return Prometheus' configuration: scrape the platform, apply the rules, tell Alertmanager."""
    address = urlsplit(platform).netloc
    jobs = [
        {
            "job_name": path.removeprefix("/_local/").replace("/", "-"),
            "metrics_path": path,
            "honor_labels": True,
            "static_configs": [{"targets": [address]}],
        }
        for path in SCRAPED
    ]
    return {
        # As in the cluster: rules count on it.
        "global": {"scrape_interval": "15s", "evaluation_interval": "15s"},
        "rule_files": ["rules/*.yaml"],
        "scrape_configs": jobs,
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [alertmanager]}]}]},
    }


def alertmanager_settings(smtp_url: str) -> Manifest:
    """Return the cluster's configuration of Alertmanager with mails in place of its receivers."""
    config = copy.deepcopy(rules.alertmanager())
    smtp = urlsplit(smtp_url)
    mail = {
        "from": "alertmanager@learning.example",
        "smarthost": f"{smtp.hostname}:{smtp.port}",
        "auth_username": unquote(smtp.username or ""),
        "auth_password": unquote(smtp.password or ""),
        "require_tls": "starttls=off" not in smtp.query,
        "send_resolved": True,
    }
    for receiver in config["receivers"]:
        name = receiver["name"]
        receiver.clear()
        receiver["name"] = name
        # A heartbeat goes to a machine, once a minute: nobody wants a mail of it.
        if name != "heartbeat":
            receiver["email_configs"] = [{**mail, "to": f"{name}@learning.example"}]
    return config


def grafana_settings(folder: Path, port: int) -> str:
    """Return Grafana's configuration: on this machine only, and nobody has to sign in."""
    return (
        f"[server]\nhttp_addr = {LOOPBACK}\nhttp_port = {port}\n"
        f"[paths]\ndata = {folder / 'data/grafana'}\nprovisioning = {folder / 'provisioning'}\n"
        "[auth.anonymous]\nenabled = true\norg_role = Admin\n"
        "[analytics]\nreporting_enabled = false\ncheck_for_updates = false\n"
    )


def _provision(folder: Path, prometheus: str) -> None:
    """Tell Grafana of its source of data and of the boards, which it reads where they are."""
    source = {"name": "Prometheus", "type": "prometheus", "url": prometheus, "isDefault": True}
    boards = {"path": str(rules.OBSERVABILITY / "dashboards")}
    for kind, content in (
        ("datasources", {"datasources": [source]}),
        ("dashboards", {"providers": [{"name": "platform", "type": "file", "options": boards}]}),
    ):
        (folder / kind).mkdir(parents=True, exist_ok=True)
        _write(folder / kind / "platform.yaml", {"apiVersion": 1, **content})


def _leave_out_what_is_elsewhere(folder: Path) -> None:
    """Take out alerts on the absence of what only a cluster has: they would always fire here."""
    for file in folder.glob("*.yaml"):
        spec = yaml_text.load(file.read_bytes())
        for group in spec["groups"]:
            group["rules"] = [
                rule for rule in group["rules"] if all(map(is_here, _ABSENT.findall(rule["expr"])))
            ]
        spec["groups"] = [group for group in spec["groups"] if group["rules"]]
        _write(file, spec)


def is_here(metric: str) -> bool:
    """Tell whether a metric is recorded by a rule or counted by functions."""
    counted = {family.name for family in REGISTRY.collect()}
    return ":" in metric or _SUFFIX.sub("", metric) in counted


def _port(preferred: int) -> int:
    """Return the preferred port, or another one if something listens there."""
    try:
        claim(preferred)
    except PortTaken:
        return free_port()
    return preferred


def _write(file: Path, content: Manifest) -> None:
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    # Alertmanager's has a password in it.
    file.chmod(0o600)


def main() -> None:
    """Write what the host starts."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    found = prepare(folder, os.environ)
    (folder / "programs.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
