"""The host's own pages: health, status, buttons, inbox."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import httpx2
import psycopg
import pytest
from redis.exceptions import RedisError

from local.broker.history import DeliveryRecord, EventRecord
from local.broker.stream import Backlog, DeadLetter
from local.errors import StoreFailed
from local.functions import Minute, Phase
from local.functions.counts import Counts
from local.inbox import Mailbox, TextBox
from local.pages import PageServer, page_application
from local.parked import ParkedEvents

if TYPE_CHECKING:
    from pathlib import Path

HTML = {"Accept": "text/html,application/xhtml+xml"}
JSON = {"Accept": "application/json"}
NASTY = "<script>alert(1)</script>"


class FakeStore:
    """A store that records what is done to it."""

    def __init__(self, name: str, *, fails: bool = False) -> None:
        self.name = name
        self.title = name.title()
        self.up = True
        self.state = "running"
        self.pid = 7
        self.fails = fails

    async def start(self) -> float:
        """Start, or fail."""
        if self.fails:
            message = "it did not start"
            raise StoreFailed(message)
        self.state = "running"
        return 0.1

    async def stop(self) -> None:
        """Stop."""
        self.state = "stopped"


class FakeBroker:
    """A broker with one event, one dead letter, and a memory of replays."""

    def __init__(self) -> None:
        self.triggers = (SimpleNamespace(name="index-course", subscriber="index-course"),)
        self.replayed: list[str] = []
        self.is_away = False

    async def replay(self, letter_id: str) -> bool:
        """Record a replay."""
        if self.is_away:
            raise RedisError
        self.replayed.append(letter_id)
        return letter_id == "index-course.1-1"

    async def dead_letters(self) -> list[DeadLetter]:
        """Return one letter."""
        event = {"id": "e1", "type": "a.b", "source": "/x"}
        return [
            DeadLetter("index-course.1-1", "index-course", event, 422, NASTY, 1, "2026-11-22T1")
        ]

    async def backlog(self) -> Backlog:
        """Return four dead letters, and two events that wait."""
        if self.is_away:
            raise RedisError
        return Backlog(4, {"index-course": 2})

    def recent(self) -> list[EventRecord]:
        """Return one event with deliveries of every state."""
        states = {
            state: DeliveryRecord(state, attempts=3, code=0, text="x")
            for state in ("done", "retrying", "dead", "waiting")
        }
        return [
            EventRecord("e1", NASTY, "/x", "42", "2026-11-22T12:00:00.000+00:00", states),
            EventRecord("e2", "a.b", "/x", "42", "2026-11-22T12:00:00.000+00:00"),
            EventRecord("e3", "made.up", "/functions/seed", "42", "2026-11-22T12:00:00.000+00:00"),
        ]


def function(name: str, phase: Phase, error: str = "") -> SimpleNamespace:
    """Return a function as the page sees it."""
    return SimpleNamespace(
        name=name,
        manifest=SimpleNamespace(route=None if name == "index-course" else "GET /x", access="all"),
        replicas=1,
        phase=phase,
        pid=9,
        probe=SimpleNamespace(requests=12, errors=1, counts=Counts()),
        starts=2,
        last_cold_start_seconds=0.5 if phase is Phase.RUNNING else None,
        error=error,
    )


async def _no_token() -> str:
    raise AssertionError("the status page asks no function")


class FakeFigures:
    """Figures of a database that is up, or down."""

    def __init__(self) -> None:
        self.is_down = False

    async def exposition(self) -> bytes:
        """Return one figure."""
        if self.is_down:
            raise psycopg.OperationalError
        return b"business_signups_total 3.0\n"


class FakePlatform:
    """Everything the pages show."""

    def __init__(self, folder: Path) -> None:
        self.stores = {"redis": FakeStore("redis"), "postgres": FakeStore("postgres", fails=True)}
        self.functions = [
            function("list-courses", Phase.RUNNING),
            function("index-course", Phase.IDLE),
            function("bad-one", Phase.BROKEN, error=NASTY),
        ]
        self.broker = FakeBroker()
        self.mailbox = Mailbox(folder)
        self.texts = TextBox(folder)
        self.sns_key = "key"
        self.figures = FakeFigures()
        self.parked = ParkedEvents("http://gateway.test", _no_token)
        self.absent: list[str] = []
        self.traffic = [Minute(1795348800, 40, 0), Minute(1795348860), Minute(1795348920, 10, 1)]

    @property
    def is_ready(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.absent

    def missing(self) -> list[str]:
        """Name what is missing."""
        return self.absent


@pytest.fixture
def platform(tmp_path: Path) -> FakePlatform:
    """Return a platform with one of everything."""
    return FakePlatform(tmp_path)


@pytest.fixture
def client(platform: FakePlatform) -> httpx2.AsyncClient:
    """Return a client of the pages of a platform."""
    application = page_application(platform)  # type: ignore[arg-type]
    transport = httpx2.ASGITransport(app=application)
    return httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080")


async def test_health_is_200_when_all_is_up(client: httpx2.AsyncClient) -> None:
    """Only then."""
    assert (await client.get("/healthz")).json() == {"status": "ready"}


async def test_health_names_what_is_missing(
    client: httpx2.AsyncClient, platform: FakePlatform
) -> None:
    """As a problem, with Retry-After."""
    platform.absent = ["Redis", "broker"]
    answer = await client.get("/healthz")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["detail"] == "Not ready yet: Redis, broker."


async def test_the_status_page_shows_everything_and_runs_nothing(
    client: httpx2.AsyncClient, platform: FakePlatform
) -> None:
    """Functions, stores, events and dead letters; text from outside is only text."""
    answer = await client.get("/_local/", headers=HTML)
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for word in ("list-courses", "Redis", "cannot start", "retrying", "no subscribers"):
        assert word in answer.text
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text
    platform.absent = ["Redis"]
    assert "waiting for Redis" in (await client.get("/_local/", headers=HTML)).text


async def test_the_status_is_json_for_programs(client: httpx2.AsyncClient) -> None:
    """The same at both addresses."""
    status = (await client.get("/_local/", headers=JSON)).json()
    assert status == (await client.get("/_local/status")).json()
    assert status["functions"][0] == {
        "name": "list-courses",
        "route": "GET /x",
        "access": "all",
        "replicas": 1,
        "state": "running",
        "pid": 9,
        "requests": 12,
        "errors": 1,
        "starts": 2,
        "last_cold_start_seconds": 0.5,
        "error": "",
    }
    assert status["events"][0]["deliveries"]["done"]["attempts"] == 3
    assert status["dead_letter_count"] == 1


async def test_events_of_the_demo_data_are_folded(client: httpx2.AsyncClient) -> None:
    """They are hundreds at the first start; programs get them all."""
    folded = (await client.get("/_local/", headers=HTML)).text
    assert "made.up" not in folded
    assert "1 event of the demo data" in folded
    assert "made.up" in (await client.get("/_local/?demo=shown", headers=HTML)).text
    events = (await client.get("/_local/status")).json()["events"]
    assert "made.up" in {event["type"] for event in events}


async def test_the_last_hour_is_drawn(client: httpx2.AsyncClient) -> None:
    """A bar for each minute in which something was asked, with its words for those who hear it."""
    text = (await client.get("/_local/", headers=HTML)).text
    assert "50 requests" in text
    assert "1 error</span>" in text
    assert "12:00 UTC: 40 requests, 0 errors" in text
    assert text.count('class="bar"') == 2
    assert text.count('class="bar bar--bad"') == 1


async def test_prometheus_reads_what_functions_and_broker_counted(
    client: httpx2.AsyncClient, platform: FakePlatform
) -> None:
    """With the names and labels that a scrape in a cluster has; without Redis the functions'."""
    platform.functions[0].probe.counts.saw("# TYPE http_errors counter\nhttp_errors_total 3.0\n")
    answer = await client.get("/_local/metrics/platform")
    assert answer.headers["content-type"].startswith("text/plain")
    counted = 'http_errors_total{namespace="learning",service="list-courses"} 3.0'
    buried = 'kafka_topic_partition_current_offset{partition="0",topic="learning-dead-letters"} 4.0'
    waiting = 'kafka_consumergroup_lag{consumergroup="knative-trigger-learning-index-course"} 2.0'
    assert {counted, buried, waiting} <= set(answer.text.splitlines())
    platform.broker.is_away = True
    alone = (await client.get("/_local/metrics/platform")).text
    assert counted in alone
    assert "kafka" not in alone


async def test_the_welcome_page_leads_on(client: httpx2.AsyncClient) -> None:
    """To the API's documentation and the status."""
    text = (await client.get("/_local/welcome")).text
    assert "/api/docs" in text
    assert "/_local/" in text


async def test_a_dead_letter_is_replayed_from_our_own_page(
    client: httpx2.AsyncClient, platform: FakePlatform
) -> None:
    """A browser is sent back to the page, a program gets JSON."""
    button = "/_local/dead-letters/index-course.1-1/replay"
    pressed = await client.post(button, headers={**HTML, "Sec-Fetch-Site": "same-origin"})
    assert (pressed.status_code, pressed.headers["location"]) == (303, "/_local/")
    assert (await client.post(button)).json() == {"status": "replayed"}
    assert platform.broker.replayed == ["index-course.1-1"] * 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_foreign_pages_press_no_button(
    client: httpx2.AsyncClient, platform: FakePlatform, headers: dict[str, str]
) -> None:
    """403, and nothing happens."""
    for button in ("/_local/dead-letters/index-course.1-1/replay", "/_local/stores/redis/stop"):
        assert (await client.post(button, headers=headers)).status_code == 403
    assert platform.broker.replayed == []
    assert platform.stores["redis"].state == "running"


async def test_an_older_browser_names_its_origin(client: httpx2.AsyncClient) -> None:
    """Our own origin is accepted."""
    own = {"Origin": "http://127.0.0.1:8080", **JSON}
    assert (await client.post("/_local/stores/redis/stop", headers=own)).status_code == 200


async def test_what_is_not_there_cannot_be_replayed(
    client: httpx2.AsyncClient, platform: FakePlatform
) -> None:
    """404 for an unknown letter, 503 without Redis, 405 for a link."""
    assert (await client.post("/_local/dead-letters/none/replay")).status_code == 404
    assert (await client.get("/_local/dead-letters/none/replay")).status_code == 405
    platform.broker.is_away = True
    assert (await client.post("/_local/dead-letters/none/replay")).status_code == 503


async def test_a_store_is_stopped_and_started(
    client: httpx2.AsyncClient, platform: FakePlatform
) -> None:
    """To see how the platform copes without it."""
    answer = await client.post("/_local/stores/redis/stop")
    assert answer.json() == {"name": "redis", "state": "stopped"}
    assert "start" in (await client.get("/_local/", headers=HTML)).text
    await client.post("/_local/stores/redis/start")
    assert platform.stores["redis"].state == "running"
    assert (await client.post("/_local/stores/redis/burn")).status_code == 404
    assert (await client.post("/_local/stores/none/stop")).status_code == 404
    failed = await client.post("/_local/stores/postgres/start")
    assert (failed.status_code, failed.json()["error"]) == (500, "it did not start")


async def test_the_inbox_lists_mails_as_page_and_as_json(
    client: httpx2.AsyncClient, platform: FakePlatform
) -> None:
    """The JSON has items with to, subject and text."""
    assert "No emails have been sent yet" in (await client.get("/_local/inbox", headers=HTML)).text
    raw = f"Message-ID: <1@x>\r\nSubject: {NASTY}\r\n\r\nhello".encode()
    mail = platform.mailbox.keep("a@example.org", ["b@example.org"], raw)
    (item,) = (await client.get("/_local/inbox", headers=JSON)).json()["items"]
    assert item == mail.as_json()
    assert item["to"] == ["b@example.org"]
    shown = (await client.get("/_local/inbox/", headers=HTML)).text
    assert mail.id in shown
    assert NASTY not in shown


async def test_a_mails_html_is_shown_in_a_sandbox(
    client: httpx2.AsyncClient, platform: FakePlatform
) -> None:
    """Nothing in it runs, and nothing is fetched."""
    raw = b"Message-ID: <1@x>\r\nContent-Type: text/html\r\n\r\n<b>hi</b>"
    mail = platform.mailbox.keep("a@example.org", ["b@example.org"], raw)
    shown = await client.get(f"/_local/inbox/{mail.id}", headers=HTML)
    assert "<iframe sandbox" in shown.text
    body = await client.get(f"/_local/inbox/{mail.id}/html")
    assert body.text == "<b>hi</b>"
    assert body.headers["content-security-policy"].startswith("sandbox;")
    assert (await client.get(f"/_local/inbox/{mail.id}", headers=JSON)).json() == mail.as_json()


async def test_a_mail_that_is_not_there_is_not_found(
    client: httpx2.AsyncClient, platform: FakePlatform
) -> None:
    """Nor is the HTML of an email without any."""
    mail = platform.mailbox.keep("a@x", ["b@x"], b"Message-ID: <1@x>\r\n\r\nhello")
    assert (await client.get("/_local/inbox/none")).status_code == 404
    assert (await client.get(f"/_local/inbox/{mail.id}/html")).status_code == 404


async def test_the_page_server_serves_on_the_port_it_had_from_the_start(
    platform: FakePlatform,
) -> None:
    """Functions get the port before anything runs."""
    server = PageServer()
    port = server.port
    await server.start(page_application(platform))  # type: ignore[arg-type]
    async with httpx2.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{port}/healthz")
    await server.stop()
    assert answer.status_code == 200


async def test_a_page_server_that_never_started_can_be_stopped() -> None:
    """After an incomplete start of the host."""
    await PageServer().stop()


async def test_prometheus_scrapes_the_figures_of_the_business(
    client: httpx2.AsyncClient, platform: FakePlatform
) -> None:
    """As text in its format; a database that is down is no figure of 0, but 503."""
    response = await client.get("/_local/metrics")
    assert (response.status_code, response.text) == (200, "business_signups_total 3.0\n")
    assert response.headers["content-type"].startswith("text/plain; version=")

    platform.figures.is_down = True

    assert (await client.get("/_local/metrics")).status_code == 503
