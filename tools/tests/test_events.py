"""Event schemas and the page about events."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from lms_identity import UserRegistered
from lms_kernel import DomainEvent
from tools import messages
from tools.endpoints import Endpoint, Subscription
from tools.events import page, schema
from tools.generate import main
from tools.messages import MessageError, event_kinds, problem_kinds
from tools.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

TYPE = "org.learning.user.registered.v1"
DATA = {"user_id": "u", "email": "a@b.c", "name": "A", "role": "student", "active": True}


def test_a_schema_accepts_what_the_event_is() -> None:
    """The schema takes the event's data and refuses data that lacks a field."""
    event = json.loads(schema(UserRegistered))
    validator = Draft202012Validator(event)

    assert event["$id"] == f"https://learning.org/schemas/{TYPE}.json"
    assert validator.is_valid(DATA)
    assert not validator.is_valid({**DATA, "active": "yes"})
    assert not validator.is_valid({"user_id": "u"})


def test_events_and_problems_are_found_without_a_list() -> None:
    """Every library is searched, so a new event or problem needs no registration."""
    assert event_kinds(ROOT)[TYPE] is UserRegistered
    assert {"not-found", "email-taken", "course-full"} <= problem_kinds(ROOT).keys()


def test_a_type_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two events of one type would make one schema wrong."""

    class Impostor(DomainEvent, frozen=True):
        """Claims a type that is taken."""

        type = TYPE

    monkeypatch.setattr(Impostor, "__module__", "lms_nowhere")
    monkeypatch.setattr(messages, "_descendants", lambda _: iter([UserRegistered, Impostor]))

    with pytest.raises(MessageError, match=f"{TYPE} is given to lms_identity.*Impostor"):
        event_kinds(ROOT)


def test_the_page_names_the_reactions() -> None:
    """Subscribers by type, by another attribute, by schedule and to dead letters are told apart."""

    def reaction(name: str, *filters: dict[str, str], schedule: str = "") -> Endpoint:
        subscriptions = tuple(Subscription("default", one) for one in filters)
        return Endpoint(
            name=name,
            service=name,
            invoke="cloudevent",
            subscriptions=subscriptions,
            schedule=schedule,
        )

    text = page(
        {TYPE: UserRegistered},
        (
            reaction("welcome", {"type": TYPE}),
            reaction("audit", {"privileged": "true"}),
            reaction("relay", schedule="* * * * *"),
            reaction("give_up"),
        ),
    ).decode()

    assert f"| `{TYPE}` | Somebody opened an account. | [UserRegistered](" in text
    assert "| `welcome` |" in text
    assert "- `audit`: events with `privileged: true`" in text
    assert "- `relay`: on the schedule `* * * * *`" in text
    assert "- `give_up`: events that could not be delivered" in text


def test_checking_tells_what_is_stale(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A schema that is missing or left over is named."""
    (tree / "libs").rename(tree / "own")
    (tree / "libs").symlink_to(ROOT / "libs")

    assert main(["--check", "events"], tree) == 1
    assert f"eventing/schemas/{TYPE}.json is not what" in capsys.readouterr().err
    assert main(["events"], tree) == 0
    (tree / "eventing/schemas/old.json").write_text("{}")
    assert main(["--check", "events"], tree) == 1
    assert "eventing/schemas/old.json" in capsys.readouterr().err

    (tree / "functions/say_hello/func.yaml").write_text("name: wrong\n")
    assert main(["--check", "events"], tree) == 1
    assert "name must be say-hello" in capsys.readouterr().err
