"""How each connection is encrypted: docs/encryption.md, generated from the manifests.

The network policies define the connections; transit.toml says what encrypts each, or why nothing
does; the manifests prove it, value by value. A connection without an entry, a proof that fails and
an entry without a connection are faults (`nox -s manifests`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from tools.manifests.documents import load, name_of, namespace_of, walk
from tools.manifests.edges import EDGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tools.manifests.names import Manifest

PAGE = "docs/encryption.md"
ENTRIES = "tools/manifests/transit.toml"
PLATFORM = "manifests/platform"
# Policies of one machine: its one reason is in the entries, too.
ONE_MACHINE = "/overlays/dev/"
FUNCTIONS = "learning/functions"
WORLD = "the internet"


@dataclass(frozen=True, order=True)
class Connection:
    """One way from a client to a server."""

    target: str
    """Namespace and pods, or a network."""
    port: int
    protocol: str
    source: str
    where: str
    """The file that allows it."""


@dataclass(frozen=True)
class Entry:
    """What transit.toml says about some connections."""

    targets: tuple[str, ...]
    ports: tuple[int, ...]
    source: str
    by: str
    """What encrypts them; empty when nothing does."""
    plain: str
    """Why nothing needs to."""
    proof: tuple[dict[str, Any], ...]
    beyond: bool
    """Whether no policy knows them: they begin or end outside the cluster's pods."""

    def fits(self, connection: Connection) -> bool:
        """Tell whether it is about this connection."""
        return (
            connection.port in self.ports
            and fnmatchcase(connection.source, self.source)
            and any(fnmatchcase(connection.target, one) for one in self.targets)
        )


def entries(root: Path) -> tuple[str, tuple[Entry, ...]]:
    """Read why one machine needs no encryption, and all entries."""
    document = tomllib.loads((root / ENTRIES).read_text())
    found = tuple(
        Entry(
            targets=tuple(one["to"] if isinstance(one["to"], list) else [one["to"]]),
            ports=tuple(one["ports"]),
            source=one.get("from", "*"),
            by=one.get("by", ""),
            plain=one.get("plain", ""),
            proof=tuple(one.get("proof", ())),
            beyond=one.get("beyond", False),
        )
        for one in document["edge"]
    )
    return document["one_machine"]["plain"], found


def connections(root: Path) -> list[Connection]:
    """Return every connection that a policy allows, and those that entries add from outside."""
    found = set(_of_functions())
    for path in sorted((root / PLATFORM).rglob("*.yaml")):
        name = path.relative_to(root).as_posix()
        if ONE_MACHINE in name:
            continue
        for one in load(path.read_bytes()):
            if one.get("kind") == "NetworkPolicy":
                found.update(_of_policy(one, name))
    for entry in entries(root)[1]:
        if entry.beyond:
            found.update(
                Connection(target, port, "TCP", entry.source, ENTRIES)
                for target in entry.targets
                for port in entry.ports
            )
    return sorted(found)


def _of_functions() -> Iterator[Connection]:
    for edge in EDGES:
        for end in edge.peers:
            other = _peer(end.manifest(), "")
            # What ends at pods of the platform is known by their own policies.
            if not edge.incoming and other.startswith(("data/", "knative-", "monitoring/")):
                continue
            for port, protocol in edge.ports:
                target, source = (FUNCTIONS, other) if edge.incoming else (other, FUNCTIONS)
                yield Connection(target, port, protocol, source, "tools/manifests/edges.py")


def _of_policy(policy: Manifest, where: str) -> Iterator[Connection]:
    spec, namespace = policy["spec"], namespace_of(policy)
    pods = f"{namespace}/{_pods(spec.get('podSelector') or {})}"
    for rule in spec.get("ingress") or ():
        for port, protocol in _ports(rule):
            peers: list[Manifest] = rule.get("from") or [{}]
            for peer in peers:
                yield Connection(pods, port, protocol, _peer(peer, namespace), where)
    for rule in spec.get("egress") or ():
        for port, protocol in _ports(rule):
            others: list[Manifest] = rule.get("to") or [{}]
            for peer in others:
                other = _peer(peer, namespace)
                # Pods that have policies of their own say who comes in.
                if "/" not in other or other.startswith("kube-system/"):
                    yield Connection(other, port, protocol, pods, where)


def _ports(rule: Manifest) -> list[tuple[int, str]]:
    ports = rule.get("ports") or [{"port": 0}]
    return [(int(one.get("port", 0)), str(one.get("protocol", "TCP"))) for one in ports]


def _peer(peer: Manifest, namespace: str) -> str:
    if "ipBlock" in peer:
        cidr = peer["ipBlock"]["cidr"]
        return WORLD if cidr == "0.0.0.0/0" else NETWORKS.get(cidr, cidr)
    chosen = (peer.get("namespaceSelector") or {}).get("matchLabels") or {}
    own = namespace if "podSelector" in peer else "anybody"
    place = chosen.get("kubernetes.io/metadata.name", own)
    return f"{place}/{_pods(peer.get('podSelector') or {})}"


NETWORKS = {
    "10.0.0.0/16": "the VPC",
    "172.16.0.0/12": "Docker's network",
    "169.254.170.23/32": "the node's agent",
}


def _pods(selector: Manifest) -> str:
    """Name the pods of a selector briefly: the values of its labels, or a flag's own name."""
    names = [
        key.rpartition("/")[2] if value == "true" else value
        for key, value in (selector.get("matchLabels") or {}).items()
    ]
    expressions = selector.get("matchExpressions") or ()
    names += [",".join(one.get("values") or [one["key"]]) for one in expressions]
    return "+".join(names) or "*"


def unproven(root: Path, entry: Entry) -> Iterator[str]:
    """Name the proofs of an entry that do not hold."""
    if entry.by and not entry.proof:
        yield "nothing proves it"
    for one in entry.proof:
        path = root / one["file"]
        if not path.is_file():
            yield f"{one['file']} is not there"
        elif "text" in one:
            if one["text"] not in path.read_text():
                yield f"{one['file']} does not say {one['text']}"
        else:
            found = _values(path, one.get("in", ""), one["at"])
            if not any(_holds(value, one) for value in found):
                wanted = one.get("is", one.get("has"))
                yield f"{one['file']}: {one.get('in', '')} {one['at']} must be {wanted}"


def _values(path: Path, document: str, at: str) -> list[Any]:
    kind, _, name = document.partition("/")
    found = []
    for one in load(path.read_bytes()):
        if kind and (one.get("kind"), name_of(one)) != (kind, name):
            continue
        found += [value for place, value in walk(one) if place == f".{at}"]
    return found


def _holds(value: object, proof: dict[str, Any]) -> bool:
    return bool(value == proof["is"]) if "is" in proof else proof["has"] in str(value)


def page(root: Path) -> bytes:
    """Write docs/encryption.md."""
    reason, known = entries(root)
    lines = [HEAD]
    rows: dict[tuple[str, str, str, str], set[str]] = {}
    for one in connections(root):
        entry = next((entry for entry in known if entry.fits(one)), None)
        if entry is None:
            how, said = "**not said**", one.where
        else:
            how = entry.by or f"nothing: {entry.plain}"
            said = ", ".join(_links(entry)) or _link(ENTRIES)
        port = f"{one.port}/{one.protocol}" if one.port else "any"
        rows.setdefault((one.target, port, how, said), set()).add(one.source)
    for (target, port, how, said), sources in sorted(rows.items()):
        origin = "<br>".join(sorted(sources))
        lines.append(f"| {origin} | {target} | {port} | {how} | {said} |")
    lines += [TAIL.format(reason=reason)]
    return "\n".join(lines).encode()


def _links(entry: Entry) -> Iterable[str]:
    return dict.fromkeys(_link(one["file"]) for one in entry.proof)


def _link(name: str) -> str:
    return f"[{name.rpartition('/')[2]}](../{name})"


HEAD = """\
# Encryption in transit

Generated by `nox -s generate` from the network policies and `tools/manifests/transit.toml`: change
those.
Decision: [39](decisions/0039-encryption-on-every-edge.md).

Every connection that a policy allows in staging and production is in this table. A connection
without an entry fails `nox -s manifests`, and so does a claim that the manifests do not support.
From and to are `namespace/pods`.

| From | To | Port | Encrypted by | Source |
| --- | --- | --- | --- | --- |"""
TAIL = """
## Underneath

Nodes are of instance types whose network card encrypts all traffic to other nodes in the VPC
([pool.yaml](../manifests/platform/nodes/base/pool.yaml)). So whatever the table says is not
encrypted can be read only on its own node.

## One machine

{reason}
"""
