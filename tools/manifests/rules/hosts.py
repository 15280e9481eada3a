"""Hosts from end to end: a listener has a certificate and a route, an address has a listener."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, name_of, namespace_of, walk, where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.manifests.applications import Application
    from tools.manifests.names import Manifest

# What people are told to open: in Argo CD's settings and in charts' values.
_ADDRESSES = {"url", "root_url", "context"}
_ADDRESS = re.compile(r"https://([a-z0-9.-]+)")


def check(applications: Iterable[Application]) -> Iterator[Finding]:
    """Follow every host of one environment through the gateway."""
    applications = tuple(applications)
    documents = [one for each in applications for one in each.documents]
    listeners = {
        (namespace_of(gateway), name_of(gateway), one["name"]): one
        for gateway in documents
        if gateway["kind"] == "Gateway"
        for one in gateway["spec"]["listeners"]
        if one["protocol"] == "HTTPS"
    }
    routes = [one for one in documents if one["kind"] == "HTTPRoute"]
    for (namespace, gateway, name), listener in listeners.items():
        place = f"Gateway/{namespace}/{gateway} {name}"
        yield from _certificate(place, namespace, listener, documents)
        host = listener["hostname"]
        attached = [one for one in routes if (namespace, gateway, name) in _parents(one)]
        if not any(host in one["spec"]["hostnames"] for one in attached):
            yield Finding("host-without-route", place, f"no route takes {host}")
        for route in attached:
            if route["spec"]["hostnames"] != [host]:
                yield Finding("host-without-route", where(route), f"it is for {host} alone")
    hosts = {one["hostname"] for one in listeners.values()}
    for place, host in _told(applications):
        if host not in hosts:
            yield Finding("host-without-listener", place, f"no listener takes {host}")


def _certificate(
    place: str, namespace: str, listener: Manifest, documents: list[Manifest]
) -> Iterator[Finding]:
    wanted = {one["name"] for one in listener["tls"]["certificateRefs"]}
    names = {
        host
        for one in documents
        if one["kind"] == "Certificate" and namespace_of(one) == namespace
        if one["spec"]["secretName"] in wanted
        for host in one["spec"]["dnsNames"]
    }
    if listener["hostname"] not in names:
        yield Finding("host-without-certificate", place, f"{listener['hostname']} is in none")


def _parents(route: Manifest) -> set[tuple[str, str, str]]:
    return {
        (one.get("namespace", namespace_of(route)), one["name"], one.get("sectionName", ""))
        for one in route["spec"]["parentRefs"]
    }


def _told(applications: tuple[Application, ...]) -> Iterator[tuple[str, str]]:
    for application in applications:
        settings = [one for one in application.documents if name_of(one).startswith("argocd-")]
        for value_of in (*(one.get("data") or {} for one in settings), application.values):
            for path, value in walk(value_of):
                if path.rpartition(".")[2] in _ADDRESSES and isinstance(value, str):
                    for host in _ADDRESS.findall(value):
                        yield f"Application/{application.name}", host
