"""Planted faults: doors left open, and connections in the clear that nobody gave a reason for."""

from __future__ import annotations

import shutil
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest

from tools.manifests import documents, transit
from tools.manifests.documents import Documents
from tools.manifests.rules import Case, transit as rules
from tools.manifests.rules.transit import deny, doors, encrypted, nobody_plain
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tools.manifests.documents import Finding

P = "manifests/platform"
POLICY = """
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: more, namespace: %s}
spec:
  podSelector: %s
  policyTypes: [Ingress]
  ingress:
    - from: %s
      ports: [{port: %d, protocol: TCP}]
"""


@pytest.fixture(scope="module", autouse=True)
def _parsed_once() -> Iterator[None]:
    """Parse each text once: a fault changes one file of hundreds, and rules change nothing."""
    once = lru_cache(maxsize=None)(documents.load)
    with pytest.MonkeyPatch.context() as patch:
        for module in (documents, transit, rules):
            patch.setattr(module, "load", once)
        yield


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what the rules read."""
    tmp_path = tmp_path_factory.mktemp("tree")
    for part in ("manifests", "argocd", "terraform/modules/edge", "libs/lms_mail/src"):
        shutil.copytree(ROOT / part, tmp_path / part)
    for part in ("libs/lms_postgres/src", "libs/lms_mongo/src", "libs/lms_traces/src"):
        shutil.copytree(ROOT / part, tmp_path / part)
    (tmp_path / transit.ENTRIES).parent.mkdir(parents=True)
    shutil.copy(ROOT / transit.ENTRIES, tmp_path / transit.ENTRIES)
    return tmp_path


def findings(root: Path, environment: str = "prod") -> Iterator[Finding]:
    """Apply the rules to a tree."""
    case = Case(root, Documents(environment, ()), ())
    for rule in (deny, doors, encrypted, nobody_plain):
        yield from rule(case)


@pytest.fixture
def edit(tree: Path) -> Iterator[Callable[[str, str, str], None]]:
    """Put a text in another one's place, until the test is over."""
    before: dict[Path, str] = {}

    def change(name: str, old: str, new: str) -> None:
        text = (tree / name).read_text()
        assert old in text
        before.setdefault(tree / name, text)
        (tree / name).write_text(text.replace(old, new, 1))

    yield change
    for path, text in before.items():
        path.write_text(text)


def test_the_repository_itself_has_no_such_fault(tree: Path) -> None:
    """What the copies below are spoilt from is sound."""
    assert list(findings(tree)) == []


TAKEN_BACK = """\
  - target: {kind: Kafka}
    patch: |-
      - {op: replace, path: /spec/kafka/listeners/0, value: {name: plain}}
  - target: {kind: KafkaNodePool}"""
REDIS = """\
- namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: learning}}
          podSelector: {matchLabels: {learning.org/redis: "true"}}"""
EDITS: dict[str, tuple[str, str, str, str]] = {
    "a namespace that denies nothing": (
        "open-namespace",
        f"{P}/knative/base/network-eventing.yaml",
        "podSelector: {}\n  policyTypes: [Ingress]\n",
        "podSelector: {matchLabels: {a: b}}\n  policyTypes: [Ingress]\n",
    ),
    "a deny of data that is gone": (
        "open-namespace",
        f"{P}/stores/base/network.yaml",
        "podSelector: {}\n  policyTypes: [Egress, Ingress]\n",
        "podSelector: {matchLabels: {a: b}}\n  policyTypes: [Egress, Ingress]\n",
    ),
    "a broker that any namespace reaches": (
        "open-broker",
        f"{P}/knative/kafka/network.yaml",
        "- namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: learning}}",
        "- namespaceSelector: {}",
    ),
    "a broker that every function reaches": (
        "open-broker",
        f"{P}/knative/kafka/network.yaml",
        'podSelector: {matchLabels: {learning.org/events: "true"}}',
        "podSelector: {}",
    ),
    "a broker of one machine that nobody guards": (
        "open-broker",
        f"{P}/knative/overlays/dev/network.yaml",
        "eventing.knative.dev/brokerRole: ingress}}\n  policyTypes",
        "eventing.knative.dev/brokerRole: door}}\n  policyTypes",
    ),
    "a store that anyone who asks gets into": (
        "open-to-all",
        f"{P}/stores/base/network.yaml",
        REDIS,
        "- ipBlock: {cidr: 0.0.0.0/0}",
    ),
    "a Kafka listener without TLS": (
        "unencrypted",
        f"{P}/stores/base/kafka.yaml",
        "tls: true",
        "tls: false",
    ),
    "a Valkey that takes both": (
        "unencrypted",
        f"{P}/stores/base/valkey/config.yaml",
        "    port 0\n",
        "    port 6380\n",
    ),
    "a MongoDB that only prefers TLS": (
        "unencrypted",
        f"{P}/stores/base/mongodb.yaml",
        "requireTLS",
        "preferTLS",
    ),
    "a PostgreSQL that takes plain connections": (
        "unencrypted",
        f"{P}/stores/base/postgres.yaml",
        "hostssl all",
        "host all",
    ),
    "brokers that take events in the clear": (
        "unencrypted",
        f"{P}/knative/base/eventing.yaml",
        "transport-encryption: strict",
        "transport-encryption: permissive",
    ),
    "functions that publish in the clear": (
        "unencrypted",
        "manifests/overlays/prod/settings.yaml",
        "K_SINK: https",
        "K_SINK: http",
    ),
    "an origin that CloudFront asks in the clear": (
        "unencrypted",
        "terraform/modules/edge/main.tf",
        "https-only",
        "match-viewer",
    ),
    "an overlay that takes encryption back": (
        "unencrypted",
        f"{P}/stores/overlays/staging/kustomization.yaml",
        "  - target: {kind: KafkaNodePool}",
        TAKEN_BACK,
    ),
    "a reason for nothing": (
        "no-such-connection",
        transit.ENTRIES,
        '[[edge]]\nto = "nginx-gateway/public"\nports = [8081]',
        '[[edge]]\nto = "nginx-gateway/public"\nports = [8082]',
    ),
    "a word without a proof": (
        "unencrypted",
        transit.ENTRIES,
        'plain = "health checks: yes or no"',
        'by = "surely something"',
    ),
    "production without encryption": (
        "plain",
        "manifests/overlays/prod/kustomization.yaml",
        "  - traffic",
        "  - ../../components/plain\n  - traffic",
    ),
}


@pytest.mark.parametrize(("rule", "file", "old", "new"), EDITS.values(), ids=EDITS)
def test_a_planted_fault_is_caught_by_its_rule(
    tree: Path,
    edit: Callable[[str, str, str], None],
    rule: str,
    file: str,
    old: str,
    new: str,
) -> None:
    """One edit of one file, and the rule made for it says so."""
    edit(file, old, new)

    assert rule in {one.rule for one in findings(tree)}


def test_a_new_connection_needs_a_word_about_encryption(
    tree: Path, edit: Callable[[str, str, str], None]
) -> None:
    """A policy for a port that no entry knows is named with its file."""
    name = f"{P}/stores/base/network.yaml"
    peer = "[{podSelector: {matchLabels: {app: new}}}]"
    text = (tree / name).read_text()
    edit(name, text, text + POLICY % ("data", "{matchLabels: {app: x}}", peer, 7000))

    (found,) = findings(tree)
    assert (found.rule, found.where) == ("unencrypted", name)
    assert found.message == "data/new to data/x 7000: encrypted by what, or why not?"


def test_a_new_namespace_needs_a_deny(tree: Path, edit: Callable[[str, str, str], None]) -> None:
    """After adding a namespace for an operator, the check asks for one immediately."""
    name = f"{P}/namespaces/namespaces.yaml"
    text = (tree / name).read_text()
    edit(name, text, text + "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: tools}\n")

    assert ("open-namespace", "tools") in {(one.rule, one.where) for one in findings(tree)}


def test_one_machine_may_go_without(tree: Path) -> None:
    """The rules about encryption are those of real environments."""
    assert list(findings(tree, "dev")) == []
