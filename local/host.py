"""The whole platform on one machine: the order of starting and stopping."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import resource
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

from local.broker import Broker
from local.broker.ingress import PATH as INGRESS_PATH
from local.broker.triggers import read_sources, read_triggers
from local.credentials import kept_credentials
from local.cron import Clock
from local.data_directory import DataDirectory
from local.demo import accounts, load_demo
from local.errors import StoreFailed
from local.figures import QUERIES, Figures
from local.front_end import kept_front_end
from local.functions import (
    Function,
    Manifest,
    Minute,
    Scaler,
    function_environment,
    staged_functions,
)
from local.functions.activation import service_command
from local.gateway import READ_SECONDS, Gateway, gateway_command, prepare_gateway
from local.inbox import Mailbox, MailServer, TextBox, texts_environment
from local.inbox.texts import PATH as SNS_PATH
from local.observe import Observers
from local.pages import PageServer, page_application
from local.parked import ParkedEvents, issue_token
from local.ports import claim, free_port
from local.processes import Child, Command, Ledger, log_tail
from local.project import Project
from local.room import NO_SPACE, is_full, means_no_space
from local.stores import BUCKET, Store, bucket_origin, chosen_stores, object_store
from local.supervisor import Supervisor
from local.tasks import end

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from local.broker.triggers import PingSource, Trigger
    from local.credentials import Credentials
    from local.options import Options
    from local.stores import ObjectAddresses

log = logging.getLogger(__name__)

LOOK_AT_STORES_SECONDS = 1.0
# SIGTERM is often followed by SIGKILL some time later: by then everything has ended by itself.
STOP_SECONDS = 13.0
# Of these, what stores get at least to write down what they hold, and publishers before them.
STOP_STORES_SECONDS = 5.0
STOP_BROKER_SECONDS = 4.0


class Host:
    """One run of the platform.

    Creating one locks the data directory and checks the port; nothing is started yet. Raises
    `HostError` for any fault the user can fix.
    """

    def __init__(
        self,
        options: Options,
        project: Project | None = None,
        outside: Mapping[str, str] = os.environ,
        say: Callable[[str], None] = print,
    ) -> None:
        self.options = options
        self._project = project or Project()
        self._outside = outside
        self._say = say
        self._is_set_up = False
        self._tasks: list[asyncio.Task[None]] = []

        manifests = staged_functions(self._project.staged)
        triggers = read_triggers(self._project.eventing)
        sources = read_sources(self._project.eventing)

        self._data = DataDirectory(options.data)
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(self._data.close)
            self._ledger = Ledger(self._data.run / "processes.json")
            # Before claiming the port, which a leftover process may hold.
            self._ledger.end_leftovers()
            claim(options.port)
            self._page_server = PageServer()
            on_failure.callback(self._page_server.close)
            self._assemble(manifests, triggers, sources, outside)
            on_failure.pop_all()

    def _assemble(
        self,
        manifests: Sequence[Manifest],
        triggers: Sequence[Trigger],
        sources: Sequence[PingSource],
        outside: Mapping[str, str],
    ) -> None:
        """Create every part, from the stores' addresses to the gateway; none is started."""
        credentials = kept_credentials(self._data.secrets)
        self.stores = chosen_stores(outside, self._data, credentials, self._ledger)
        self.stores["objects"], objects = object_store(
            outside, self._data, credentials, self._ledger
        )
        self.mailbox = Mailbox(self._data.mail)
        self._mail_server = MailServer(self.mailbox, free_port(), credentials.smtp)
        self.texts = TextBox(self._data.texts)
        self.sns_key = credentials.sns
        self._front_end = kept_front_end(self._project.front_end, self._data.run / "front_end")

        secrets = self._secrets(credentials, outside)
        overrides = self._overrides(outside)
        bucket = self._bucket_environment(objects.key) if objects else {}
        self._shared_environment = self._for_scripts(secrets) | overrides | bucket
        self._data.write_environment(self._shared_environment)
        self.figures = Figures(self._project.root / QUERIES, secrets["postgres:url"])
        environments = [
            function_environment(
                manifest,
                secrets,
                {**overrides, **(bucket if "LMS_OBJECTS_URL" in dict(manifest.envs) else {})},
                outside,
            )
            for manifest in manifests
        ]
        self.parked = self._parked_events(manifests, environments)
        sockets = {manifest.name: self._data.socket(manifest.name) for manifest in manifests}
        self.broker = Broker(secrets["redis:url"], triggers, sockets)
        self._clock = Clock(sources, self.broker.sender)
        self._gateway = self._make_gateway(manifests, sockets, objects)
        self.functions = [
            self._function(manifest, environment)
            for manifest, environment in zip(manifests, environments, strict=True)
        ]
        self._observers = Observers(
            self._data.path / "observability", self._data.logs, self._ledger, self._say
        )
        self._scaler = Scaler(self.functions, idle_seconds=self.options.idle)

    @property
    def is_ready(self) -> bool:
        """Tell whether everything is up: set-up finished, every store responding."""
        return not self.missing()

    @property
    def traffic(self) -> list[Minute]:
        """Return what all functions were asked in the last hour, by minute."""
        return self._scaler.traffic.minutes()

    def missing(self) -> list[str]:
        """Name the parts that are not up."""
        absent = [store.title for store in self.stores.values() if not store.up]
        if self._lacks_room():
            absent.insert(0, NO_SPACE)
        if not self.broker.running:
            absent.append("broker")
        if not self._is_set_up:
            absent.append("set-up")
        return absent

    async def start(self) -> None:
        """Bring everything up, in order; returns when the platform is ready."""
        began = time.monotonic()
        await self._page_server.start(page_application(self))
        await self._gateway.start()
        await self._mail_server.start()
        await asyncio.gather(*(self._start_store(store) for store in self.stores.values()))
        self._background(self._look_at_stores(), "look at stores")
        # Nothing runs yet, so whatever runs later is of this release: the roll-out is over.
        await self._step("Migrations", "tools.migrate", "up", "--after-rollout")
        await self.broker.start()
        self._background(self._clock.run(), "clock")
        for function in self.functions:
            function.watch()
        self._background(self._scaler.run(), "scaler")
        self._say(f"{len(self.functions)} functions, {len(self.broker.triggers)} triggers: waiting")
        if self.options.demo:
            await load_demo(self._data.demo_mark, self._step)
            for account in accounts():
                self._say(str(account))
        self._is_set_up = True
        if self._front_end is None:
            self._say(f"No front end: there is no build in {self._project.front_end}")
        self._say(f"Set up in {time.monotonic() - began:.1f} s")
        self._say(f"Ready: {self.options.public_url}")
        if self.options.observe:
            await self._observers.start(self._step)

    async def stop(self) -> None:
        """Stop everything, each part before what it needs, even after an incomplete start.

        What is not done within `STOP_SECONDS` is ended by force: no acknowledged work is lost by
        that, as by a power cut.
        """
        until = time.monotonic() + STOP_SECONDS
        self._is_set_up = False
        await asyncio.gather(
            self._observers.stop(),
            self._gateway.stop(),
            end(self._tasks),
            self.broker.stop(STOP_BROKER_SECONDS),
        )
        # Finishing functions still publish and send email: the ingress and the inbox stay open.
        left = until - STOP_STORES_SECONDS - time.monotonic()
        await asyncio.gather(*(function.close(left) for function in self.functions))
        await self._page_server.stop()
        await self.broker.close()
        await self._mail_server.stop()
        left = until - time.monotonic()
        await asyncio.gather(*(store.stop(left) for store in self.stores.values()))
        self._data.close()

    def _function(self, manifest: Manifest, environment: Mapping[str, str]) -> Function:
        command = service_command(manifest, environment, self._data.logs, sys.executable)
        return Function(manifest, command, self._data.socket(manifest.name), self._ledger)

    def _parked_events(
        self, manifests: Sequence[Manifest], environments: Sequence[Mapping[str, str]]
    ) -> ParkedEvents:
        """Create the client for the API; its token is checked by the list's function."""
        by_name = dict(zip((one.name for one in manifests), environments, strict=True))
        verifier = by_name.get("list-parked-events", {})
        environment = {**self._outside, **verifier, **self._shared_environment}
        return ParkedEvents(
            f"http://127.0.0.1:{self.options.port}",
            partial(issue_token, self._project.root, environment),
        )

    def _secrets(self, credentials: Credentials, outside: Mapping[str, str]) -> dict[str, str]:
        """Return the secrets of a cluster as this machine has them, as functions name them."""
        return {
            "postgres:url": self.stores["postgres"].url,
            "mongodb:url": self.stores["mongodb"].url,
            "redis:url": self.stores["redis"].url,
            "push:vapid-key": credentials.vapid_key,
            "smtp:url": outside.get("SMTP_URL") or self._mail_server.url,
            "identity:signing-key": credentials.signing_key,
            "identity:public-keys": credentials.public_keys,
            "notifications:link-key": credentials.link_key,
        }

    def _overrides(self, outside: Mapping[str, str]) -> dict[str, str]:
        """Return all that differs between a cluster and one machine."""
        here = f"http://127.0.0.1:{self._page_server.port}"
        found = {
            "K_SINK": f"{here}{INGRESS_PATH}",
            "LMS_GATEWAY_READ_SECONDS": str(READ_SECONDS),
            "LMS_PUBLIC_URL": self.options.public_url,
            "LMS_RATE_LIMITS": "on" if self.options.rate_limits else "off",
            "LMS_PAGE_FILES_URL": bucket_origin(outside),
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.options.traces,
            **texts_environment(f"{here}{SNS_PATH}", self.sns_key, outside),
        }
        if self._front_end:
            found["LMS_PAGE_MANIFEST"] = self._front_end.manifest
        return found

    def _for_scripts(self, secrets: Mapping[str, str]) -> dict[str, str]:
        """Return what scripts and tests on this machine need to reach the same stores."""
        return {
            "DATABASE_URL": secrets["postgres:url"],
            "MONGODB_URL": secrets["mongodb:url"],
            "REDIS_URL": secrets["redis:url"],
            "SMTP_URL": secrets["smtp:url"],
            # The inbox, wherever functions send their mails.
            "LOCAL_SMTP_URL": self._mail_server.url,
            "LMS_SIGNING_KEY": secrets["identity:signing-key"],
            "LMS_PUBLIC_KEYS": secrets["identity:public-keys"],
            "LMS_LINK_KEYS": secrets["notifications:link-key"],
        }

    def _bucket_environment(self, key: str) -> dict[str, str]:
        """Return where the bucket is: behind the gateway, for functions as for browsers."""
        return {
            "LMS_OBJECTS_URL": f"http://127.0.0.1:{self.options.port}/{BUCKET}",
            "LMS_OBJECTS_PUBLIC_URL": f"{self.options.public_url.rstrip('/')}/{BUCKET}",
            "LMS_OBJECTS_KEY": key,
        }

    def _make_gateway(
        self,
        manifests: Sequence[Manifest],
        sockets: Mapping[str, Path],
        objects: ObjectAddresses | None,
    ) -> Supervisor:
        folder = self._data.run / "nginx"
        gateway = Gateway(
            port=self.options.port,
            host_port=self._page_server.port,
            routes={route: one.name for one in manifests for route in one.routes},
            sockets=sockets,
            api=self._project.api,
            front_end=self._front_end,
            objects=objects,
            bucket_url=self._shared_environment["LMS_PAGE_FILES_URL"],
            open_files=raise_open_files_limit(),
            as_root=os.geteuid() == 0,
        )
        prepare_gateway(folder, gateway)
        command = gateway_command(folder, self._data.logs / "nginx.log")
        return Supervisor(command, self._ledger, self._gateway_answers, start_seconds=10)

    async def _gateway_answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.options.port)
        except OSError:
            return False
        writer.close()
        return True

    async def _start_store(self, store: Store) -> None:
        seconds = await store.start()
        verdict = "ready" if store.up else "does not respond yet"
        self._say(f"{store.title} {verdict} in {seconds:.1f} s")

    def _lacks_room(self) -> bool:
        fault = self._ledger.fault
        return is_full(self._data.path) or (fault is not None and means_no_space(fault))

    async def _look_at_stores(self) -> None:
        while True:
            await asyncio.gather(*(store.look() for store in self.stores.values()))
            if self._ledger.fault is not None:
                self._ledger.write()
            await asyncio.sleep(LOOK_AT_STORES_SECONDS)

    async def _step(self, title: str, module: str, *arguments: str) -> None:
        """Run a module of the project to its end, with the stores in its environment."""
        began = time.monotonic()
        command = Command(
            name=title,
            arguments=(sys.executable, "-m", module, *arguments),
            log=self._data.logs / f"{module.replace('.', '-')}.log",
            environment={**self._outside, **self._shared_environment},
            folder=self._project.root,
        )
        child = Child(command, self._ledger)
        try:
            status = await child.ended()
        finally:
            child.kill()
        if status:
            message = f"{title} failed, see {command.log}:\n{log_tail(command.log)}"
            raise StoreFailed(message)
        self._say(f"{title} done in {time.monotonic() - began:.1f} s")

    def _background(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(_tell_of_a_fault)
        self._tasks.append(task)


def _tell_of_a_fault(task: asyncio.Task[None]) -> None:
    """Log that a part of the host has ended, which none does by itself."""
    if not task.cancelled() and (fault := task.exception()) is not None:
        log.error("%s has ended", task.get_name(), exc_info=fault)


def raise_open_files_limit() -> int:
    """Raise this process's limit of open files as far as the system allows; return the limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    return limit
