"""The figures of the business in a real Prometheus, while the functions behind them are at zero."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.e2e.platform import Platform, eventually
from tests.e2e.prometheus import Prometheus

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.alerts

PASSWORD = "a long enough password"
WOKEN = ("register-user", "log-in", "create-enrollment", "save-figures")

# What Prometheus has, and the SQL that counts the rows themselves.
EXACT = {
    "business_signups_total": "SELECT count(*) FROM users",
    'business_enrollments_total{outcome="made"}': "SELECT count(*) FROM enrollments",
    'business_enrollments_total{outcome="cancelled"}': (
        "SELECT count(*) FROM enrollments WHERE cancelled_at IS NOT NULL"
    ),
    "business_enrollments_active": "SELECT count(*) FROM enrollments WHERE cancelled_at IS NULL",
    'business_active_users{period="day"}': (
        "SELECT count(DISTINCT user_id) FROM user_activity WHERE last_day = CURRENT_DATE"
    ),
    'business_active_users{period="month"}': "SELECT count(DISTINCT user_id) FROM user_activity",
}


@pytest.fixture(scope="module")
def own(staged: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform for these tests only, whose functions reach zero after two seconds."""
    running = Platform(
        tmp_path_factory.mktemp("own"), arguments=("--idle", "2", "--rate-limits", "off")
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture
def prometheus(own: Platform, tmp_path: Path) -> Iterator[Prometheus]:
    """A Prometheus that has seen the platform's figures."""
    job = {
        "job_name": "figures",
        "metrics_path": "/_local/metrics",
        "static_configs": [{"targets": [f"127.0.0.1:{own.port}"]}],
    }
    with Prometheus(tmp_path, [job]).running() as running:
        eventually(lambda: running.query("business_signups_total"), within_seconds=30)
        yield running


def test_functions_that_live_between_two_scrapes_are_counted(
    own: Platform, prometheus: Prometheus
) -> None:
    """Registered, signed in, enrolled, gone: what grew is exact, and equal to the rows."""
    before = {name: prometheus.value(name) for name in EXACT}
    grown = dict.fromkeys(EXACT, 0)
    with own.client() as http:
        courses = http.get("/api/courses", params={"limit": 5}).json()["items"]
    for round_ in range(3):
        with prometheus.held_still():
            people = [register(own) for _ in range(round_ + 1)]
            for person in people:
                enroll(own, person, courses[0]["id"])
            cancel(own, people[0], courses[0]["id"])
            assert own.tick("save-figures") == 204
            eventually(lambda: not any(map(own.replicas().get, WOKEN)), within_seconds=60)
        for name in EXACT:
            grown[name] += 1 if "cancelled" in name else len(people)
        grown["business_enrollments_active"] -= 1
        eventually(lambda: prometheus_has(prometheus, own), within_seconds=30)

    assert {name: prometheus.value(name) for name in EXACT} == rows(own)
    assert {name: after - (before[name] or 0) for name, after in rows(own).items()} == grown
    # PromQL's increase() extrapolates to the edges of its window: by less than one of six.
    for name in ("business_signups_total", 'business_enrollments_total{outcome="made"}'):
        increase = prometheus.value(f"increase({name}[10m])")
        assert increase is not None
        assert round(increase) == grown[name] == 6


def test_restarts_and_repeats_add_nothing(own: Platform, prometheus: Prometheus) -> None:
    """Stores are restarted, the clock ticks twice: no figure moves, and none seems to restart."""
    expected = rows(own)
    eventually(lambda: prometheus_has(prometheus, own), within_seconds=30)
    with prometheus.held_still():
        for store in ("postgres", "redis"):
            with own.without(store):
                pass
        eventually(lambda: own.tick("save-figures") == 204, within_seconds=30)
        assert own.tick("save-figures") == 204

    assert rows(own) == expected
    seen = prometheus.value("count_over_time(business_signups_total[1h])") or 0
    eventually(
        lambda: (prometheus.value("count_over_time(business_signups_total[1h])") or 0) > seen + 1
    )
    assert {name: prometheus.value(name) for name in EXACT} == expected
    for name in EXACT:
        assert prometheus.value(f"resets({name}[1h])") == 0, name


def test_what_became_of_notifications_is_what_the_inbox_has(
    own: Platform, prometheus: Prometheus
) -> None:
    """A mail for each new account, delivered by functions that are at zero again."""
    name = 'business_notifications_total{channel="email",outcome="delivered"}'
    own.tick("save-figures")
    eventually(lambda: not any(own.replicas().values()), within_seconds=60)
    own.tick("save-figures")
    before, mails = saved(own, "email", "delivered"), len(own.inbox())
    with prometheus.held_still():
        register(own)
        eventually(lambda: len(own.inbox()) > mails, within_seconds=30)
        eventually(lambda: not any(own.replicas().values()), within_seconds=60)
        own.tick("save-figures")

    expected = saved(own, "email", "delivered")
    assert expected - before == len(own.inbox()) - mails >= 1
    eventually(lambda: prometheus.value(name) == expected, within_seconds=30)


def register(own: Platform) -> str:
    """Open an account and return its address."""
    email = f"ana.{uuid.uuid4().hex[:8]}@example.org"
    account = {"email": email, "password": PASSWORD, "name": "Ana"}
    with own.client() as http:
        response = http.post("/api/auth/register", json=account)
    assert response.status_code == 201, response.text
    return email


def enroll(own: Platform, email: str, course_id: str) -> None:
    """Sign in and enroll."""
    with own.sign_in(email, PASSWORD) as person:
        response = person.post("/api/enrollments", json={"course_id": course_id})
    assert response.status_code == 201, response.text


def cancel(own: Platform, email: str, course_id: str) -> None:
    """Sign in again and give the seat back."""
    with own.sign_in(email, PASSWORD) as person:
        (mine,) = person.get("/api/enrollments").json()["items"]
        assert mine["course_id"] == course_id
        assert person.delete(f"/api/enrollments/{mine['id']}").status_code == 204


def rows(own: Platform) -> dict[str, float]:
    """Count the rows of the platform's database."""
    with database(own) as connection:
        return {
            name: float(one)
            for name, sql in EXACT.items()
            for (one,) in connection.execute(sql.encode())
        }


def saved(own: Platform, channel: str, outcome: str) -> float:
    """Return what PostgreSQL has of one kind of notifications."""
    with database(own) as connection:
        ((total,),) = connection.execute(
            "SELECT total FROM figures WHERE channel = %s AND outcome = %s", (channel, outcome)
        )
    return float(total)


def database(own: Platform) -> psycopg.Connection[Any]:
    """Connect to the platform's database."""
    return psycopg.connect(own.environment()["DATABASE_URL"])


def prometheus_has(prometheus: Prometheus, own: Platform) -> bool:
    """Tell whether Prometheus has seen the rows as they are."""
    return {name: prometheus.value(name) for name in EXACT} == rows(own)
