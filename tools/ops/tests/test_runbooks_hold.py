"""What runbooks do by hand stays done: Argo CD is paused before it could put things back."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RUNBOOKS = sorted((ROOT / "docs" / "runbooks").glob("*.md"))

# Whose Applications put back what is changed in a namespace; one of them has to be paused.
HEALERS = {
    "argocd": {"argo-cd", "platform"},
    "data": {"stores-prod", "valkey"},
    "learning": {"functions-prod"},
    "monitoring": {"kube-prometheus-stack", "observability-prod"},
}
# Kinds that are in no Git: controllers and people make them, so nobody puts them back.
NOT_IN_GIT = {
    *("certificaterequest", "job", "order", "persistentvolumeclaims", "pod", "secret"),
    *("PerconaServerMongoDBRestore", "Pod"),
}
CHANGES = {"annotate", "apply", "delete", "edit", "label", "patch", "replace", "scale", "set"}
# External Secrets reads it and nobody compares it; no manifest has it.
HARMLESS = re.compile(r"force-sync=")
AUTO_SYNC = re.compile(r"argocd app set \S+ --sync-policy")


def blocks(text: str) -> str:
    """Return the code blocks of a page, one after the other, continued lines joined."""
    found = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return re.sub(r"\\\n\s*", " ", "\n".join(found))


def undone(text: str) -> list[str]:
    """Name the commands of a page that Argo CD undoes immediately."""
    found = [
        line for line in text.splitlines() if AUTO_SYNC.search(line) and "not hold" not in line
    ]
    paused: set[str] = set()
    script = blocks(text)
    for line in script.splitlines():
        if ours := re.search(r"python -m tools\.ops (pause|resume) (.*)", line):
            named = set(shlex.split(ours[2], comments=True))
            paused = paused | named if ours[1] == "pause" else paused - named
        if re.search(r"\bkn (service|trigger|broker) (update|delete|create|apply)", line):
            found.append(line)
        if re.search(r"\bargocd app (rollback|delete|patch)\b", line):
            found.append(line)
        found += [line for change in changed(line, script) if not held(*change, paused)]
    return found


def changed(line: str, script: str) -> Iterator[tuple[str, str]]:
    """Return namespace and kind of what a line changes by kubectl."""
    for command in re.findall(r"kubectl ([^|;&]+)", line):
        words = command.split()
        at = next((n for n, word in enumerate(words) if word in CHANGES), None)
        if at is None or HARMLESS.search(command) or "exec" in words or "rollout" in words:
            continue
        space = re.search(r"(?:-n|--namespace)[ =](\S+)", command)
        rest = [word for word in words[at + 1 :] if not word.startswith("-")]
        kind = rest[0] if words[at] != "apply" and rest else _applied(line, script)
        yield space[1] if space else "data" if "drill/postgres" in line else "", kind.split("/")[0]


def _applied(line: str, script: str) -> str:
    here = script[script.index(line) :].split("\nEND", 1)[0] if "<<" in line else ""
    kind = re.search(r"^kind: (\w+)", here, re.MULTILINE)
    return kind[1] if kind else "everything"


def held(namespace: str, kind: str, paused: set[str]) -> bool:
    """Tell whether a change of this kind stays: nothing heals it, or what heals it is paused."""
    if kind in NOT_IN_GIT or namespace == "restore-drill":
        return True
    return bool(HEALERS.get(namespace, {"nobody"}) & paused)


# The first start applies what Git says, before there is an Argo CD that could.
FIRST_START = "kubectl kustomize argocd/platform/overlays/prod | kubectl apply"


@pytest.mark.parametrize("page", RUNBOOKS, ids=lambda page: page.stem)
def test_what_a_runbook_changes_stays_changed(page: Path) -> None:
    """Routes that are deleted to stop writes must not be back before the restore begins."""
    found = undone(page.read_text(encoding="utf-8"))
    assert [line for line in found if not line.startswith(FIRST_START)] == []


@pytest.mark.parametrize(
    "command",
    [
        "kubectl -n learning delete httproute --all",
        "kubectl -n data scale statefulset valkey --replicas=0",
        "kubectl -n data patch service valkey --type merge -p '{}'",
        "kubectl -n argocd patch application valkey --type merge -p '{}'",
        "kubectl -n data delete cluster.postgresql.cnpg.io postgres --wait",
        "kn service update create-course -n learning --traffic create-course-00041=100",
        "argocd app rollback functions-prod",
    ],
)
def test_a_change_that_is_undone_is_found(command: str) -> None:
    """Alone, after a pause of something else, and after the pause has ended."""
    block = "```sh\n{}\n```\n"
    assert undone(block.format(command)) == [command]
    other = f"python -m tools.ops pause nodes --why x\n{command}"
    assert undone(block.format(other)) == [command]
    ended = "python -m tools.ops pause valkey functions-prod --why x\n"
    ended += f"python -m tools.ops resume valkey functions-prod\n{command}"
    assert undone(block.format(ended)) == [command]


def test_a_pause_that_does_not_hold_is_found() -> None:
    """The ApplicationSet and the root Application put a removed policy back."""
    line = "argocd app set functions-prod --sync-policy none"
    assert undone(line) == [line]


def test_a_change_after_its_pause_is_none() -> None:
    """And what is in no Git needs none."""
    block = "```sh\npython -m tools.ops pause functions-prod --why x\n{}\n{}\n```\n"
    delete = "kubectl -n learning delete httproute --all"
    assert undone(block.format(delete, "kubectl -n nginx-gateway delete order NAME")) == []
