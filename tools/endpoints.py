"""The endpoint table: every function with its route or its subscriptions, as typed records.

The functions' func.yaml files are the one home of these facts. Routes, triggers, the OpenAPI
document and the local gateway are all made from the records here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from tools import func_yaml
from tools.generated import SourceError
from tools.tree import ROOT, function_folders

PREFIX = "learning.org/"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class EndpointError(SourceError):
    """A func.yaml has an invalid route or subscription."""


class Delivery(msgspec.Struct, frozen=True):
    """How persistently a broker delivers an event: Knative's delivery spec."""

    retry: int
    """Attempts after the first one."""
    backoff_policy: str
    """linear or exponential."""
    backoff_delay: str
    """ISO 8601 duration before the first retry."""
    timeout: str
    """ISO 8601 duration that one attempt may take, a cold start included."""


class Subscription(msgspec.Struct, frozen=True):
    """One stream of events: those whose attributes have exactly these values."""

    broker: str
    filters: dict[str, str]


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """One function as seen from outside."""

    name: str
    """Folder, Python function and FUNCTION_TARGET."""
    service: str
    """Knative Service, trigger and image."""
    invoke: str
    """http or cloudevent."""
    method: str = ""
    paths: tuple[str, ...] = ()
    """Path templates of an HTTP function, such as /api/courses/{id}; nearly always one."""
    access: str = ""
    """Who may call it, in words."""
    problems: tuple[str, ...] = ()
    """Slugs of problems that only this function returns."""
    subscriptions: tuple[Subscription, ...] = ()
    delivery: Delivery | None = None
    dead_letter_sink: str = ""
    """Service that gets an event which could not be delivered."""
    schedule: str = ""
    """Cron line on which the function is called with an event of its own."""

    @property
    def is_http(self) -> bool:
        """Tell whether browsers and API clients call it."""
        return self.invoke == "http"

    @property
    def is_page(self) -> bool:
        """Tell whether it returns pages for people and search engines, not the API's JSON."""
        return self.is_http and not self.path.startswith(("/api/", "/.well-known/"))

    @property
    def path(self) -> str:
        """Return the path template; the first one where there are several."""
        return self.paths[0] if self.paths else ""

    @property
    def route(self) -> str:
        """Return the route as in func.yaml, such as `POST /api/courses`; empty for events."""
        return f"{self.method} {', '.join(self.paths)}" if self.is_http else ""


def read_endpoints(root: Path = ROOT) -> tuple[Endpoint, ...]:
    """Read all functions of a tree, sorted by name. Raises EndpointError or FuncYamlError."""
    defaults = func_yaml.read(root / "func.yaml")
    found = tuple(
        endpoint(name, func_yaml.complete(defaults, (), func_yaml.read(folder / "func.yaml")))
        for name, folder in function_folders(root).items()
        if (folder / "func.yaml").exists()
    )
    _refuse_twins(found)
    return found


def endpoint(name: str, document: func_yaml.Document) -> Endpoint:
    """Build the record of one function from its complete func.yaml. Raises EndpointError."""
    where = f"functions/{name}/func.yaml"
    service = name.replace("_", "-")
    if document.get("name") != service:
        message = f"{where}: name must be {service}"
        raise EndpointError(message)
    deploy: dict[str, Any] = document.get("deploy", {})
    said = {
        key.removeprefix(PREFIX): str(value)
        for key, value in deploy.get("annotations", {}).items()
        if key.startswith(PREFIX)
    }
    invoke = document.get("invoke", "http")
    if invoke == "http":
        method, _, rest = said.get("route", "").partition(" ")
        paths = tuple(path.strip() for path in rest.split(","))
        if method not in METHODS or not all(path.startswith("/") for path in paths):
            message = f"{where}: {PREFIX}route must read like `GET /api/things/{{id}}`"
            raise EndpointError(message)
        return Endpoint(
            name=name,
            service=service,
            invoke=invoke,
            method=method,
            paths=paths,
            access=said.get("access", ""),
            problems=tuple(_words(said.get("problems", ""))),
        )
    return Endpoint(
        name=name,
        service=service,
        invoke=invoke,
        subscriptions=tuple(
            Subscription(item["source"], dict(item.get("filters", {})))
            for item in deploy.get("subscriptions", ())
        ),
        delivery=_delivery(where, said),
        dead_letter_sink=said.get("dead-letter-sink", ""),
        schedule=said.get("schedule", ""),
    )


def _delivery(where: str, said: dict[str, str]) -> Delivery:
    try:
        return Delivery(
            retry=int(said["delivery-retry"]),
            backoff_policy=said["delivery-backoff-policy"],
            backoff_delay=said["delivery-backoff-delay"],
            timeout=said["delivery-timeout"],
        )
    except (KeyError, ValueError) as error:
        message = f"{where}: the delivery annotations of the root func.yaml are missing or wrong"
        raise EndpointError(message) from error


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _refuse_twins(endpoints: tuple[Endpoint, ...]) -> None:
    routes: dict[str, str] = {}
    for one in endpoints:
        for path in one.paths:
            route = f"{one.method} {path}"
            if routes.setdefault(route, one.name) != one.name:
                message = f"{route} belongs to both {routes[route]} and {one.name}"
                raise EndpointError(message)


def main() -> None:
    """Print the endpoint table: `python -m tools.endpoints`."""
    endpoints = read_endpoints()
    width = max(len(one.name) for one in endpoints) + 2
    for one in endpoints:
        reacts = ", ".join(one.filters.get("type", str(one.filters)) for one in one.subscriptions)
        print(f"{one.name:{width}}{one.route or reacts or one.schedule or 'dead letters'}")


if __name__ == "__main__":
    main()
