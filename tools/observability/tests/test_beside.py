"""What `--observe` prepares: the cluster's rules, routes and boards, for one machine."""

from __future__ import annotations

import configparser
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from local import yaml_text
from local.ports import free_port
from tools.observability import beside, rules
from tools.observability.debian import NoProgramError, program

ENVIRONMENT = {
    "LMS_PUBLIC_URL": "http://127.0.0.1:8080",
    "LOCAL_SMTP_URL": "smtp://learning:p%40ss@127.0.0.1:2525?starttls=off",
}


@pytest.fixture
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the configuration, as if the programs were here, Grafana among them."""
    monkeypatch.setattr(beside, "program", lambda name: Path("/usr/bin", name))
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(beside, "GRAFANA_HOMES", (str(tmp_path),))
    beside.prepare(tmp_path, ENVIRONMENT)
    return tmp_path


def alert_names(folder: Path) -> set[str]:
    """Return the alerts in the rule files of a folder."""
    specs = [yaml_text.load(file.read_bytes()) for file in folder.glob("*.yaml")]
    found = [rule for spec in specs for group in spec["groups"] for rule in group["rules"]]
    return {rule["alert"] for rule in found if "alert" in rule}


def test_alerts_that_would_always_fire_here_are_left_out(prepared: Path) -> None:
    """No CloudNativePG and no Velero run here, and an alert on their absence tells nothing."""
    kept = alert_names(prepared / "rules")
    left_out = set(rules.alerts()) - kept
    assert {"FunctionErrors", "DeadLetters", "RelayAsleep", "StoreQueriesSlow"} <= kept
    assert {"PostgresDown", "ClusterBackupOverdue"} <= left_out
    for name in left_out:
        assert "absent(" in rules.alerts()[name]["expr"]


def test_alerts_arrive_as_mails_in_the_inbox_by_the_routes_of_the_cluster() -> None:
    """Heartbeats do not: they are for a machine, once a minute."""
    config = beside.alertmanager_settings(ENVIRONMENT["LOCAL_SMTP_URL"])
    assert config["route"] == rules.alertmanager()["route"]
    assert config["inhibit_rules"] == rules.alertmanager()["inhibit_rules"]
    mails = {one["name"]: one.get("email_configs") for one in config["receivers"]}
    assert mails.pop("heartbeat") is None
    assert mails
    for name, settings in mails.items():
        (mail,) = settings
        assert mail["to"] == f"{name}@learning.example"
        assert (mail["smarthost"], mail["auth_password"]) == ("127.0.0.1:2525", "p@ss")
        assert mail["require_tls"] is False


def test_grafana_gets_the_boards_where_they_are(prepared: Path) -> None:
    """On this machine only, with the Prometheus next to it."""
    grafana = configparser.ConfigParser()
    grafana.read(prepared / "grafana.ini")
    assert grafana["server"]["http_addr"] == "127.0.0.1"
    folder = Path(grafana["paths"]["provisioning"])
    boards = yaml_text.load((folder / "dashboards/platform.yaml").read_bytes())
    (provider,) = boards["providers"]
    assert list(Path(provider["options"]["path"]).glob("*.json"))
    (source,) = yaml_text.load((folder / "datasources/platform.yaml").read_bytes())["datasources"]
    assert source["url"].startswith("http://127.0.0.1:")


def test_a_machine_without_prometheus_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform runs all the same."""

    def away(_name: str) -> Path:
        message = "install it"
        raise NoProgramError(message)

    monkeypatch.setattr(beside, "program", away)
    assert beside.prepare(tmp_path, ENVIRONMENT) == {"programs": [], "missing": ["install it"]}


def test_a_machine_without_grafana_runs_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says where Grafana is to be had."""
    monkeypatch.setattr(beside, "program", lambda name: Path("/usr/bin", name))
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    found = beside.prepare(tmp_path, ENVIRONMENT)
    assert [one["name"] for one in found["programs"]] == ["Alertmanager", "Prometheus"]
    assert found["missing"] == [beside.NO_GRAFANA]


def test_a_port_that_is_taken_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Somebody may have a Prometheus already."""
    monkeypatch.setattr(beside, "program", lambda name: Path("/usr/bin", name))
    with socket.create_server(("127.0.0.1", free_port())) as other:
        taken = other.getsockname()[1]
        monkeypatch.setitem(beside.PORTS, "prometheus", taken)
        found = beside.prepare(tmp_path, ENVIRONMENT)
    (prometheus,) = [one for one in found["programs"] if one["name"] == "Prometheus"]
    assert prometheus["url"].startswith("http://127.0.0.1:")
    assert not prometheus["url"].endswith(f":{taken}")


@pytest.mark.alerts
def test_the_programs_take_what_is_prepared(tmp_path: Path) -> None:
    """By their own tools."""
    beside.prepare(tmp_path, ENVIRONMENT)
    commands: tuple[list[str | Path], ...] = (
        [program("amtool"), "check-config", tmp_path / "alertmanager.yml"],
        [program("promtool"), "check", "config", tmp_path / "prometheus.yml"],
    )
    for command in commands:
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
