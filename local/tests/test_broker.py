"""The broker on a real Valkey, delivering to real sockets: who gets an event, and how often."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from local.broker.attributes import is_time
from local.broker.filters import exact
from local.broker.history import History
from local.broker.sender import Sender
from local.broker.stream import EventLog
from local.broker.triggers import Delivery, Destination, Trigger
from local.ports import free_port
from local.tests.brokers import delivery, event, trigger

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from local.tests.brokers import Start, Until


async def test_an_event_reaches_who_wants_it(start: Start, receiver: Any, until: Until) -> None:
    """As a POST in binary mode, once."""
    broker = await start(trigger(), trigger("other", wants="x.y"))
    await broker.publish(event())
    await receiver.until(1)
    await until(lambda: delivery(broker).state == "done")
    ((headers, body),) = receiver.requests
    assert headers["ce-type"] == "a.b"
    assert headers["host"] == "do-it.learning.svc.cluster.local"
    assert (headers["kn-namespace"], headers["prefer"]) == ("learning", "reply")
    assert is_time(headers["ce-knativearrivaltime"])
    assert "ce-knativebrokerttl" not in headers
    assert "traceparent" not in headers
    assert json.loads(body) == {"n": 1}
    assert "other" not in broker.recent()[0].deliveries


async def test_a_failed_delivery_is_tried_again(start: Start, receiver: Any, until: Until) -> None:
    """Until it is done; the page shows the number of attempts."""
    receiver.answers += [(503, {}, b""), (500, {}, b""), (204, {}, b"")]
    broker = await start(trigger(retry=5))
    await broker.publish(event())
    await until(lambda: broker.recent()[0].deliveries and delivery(broker).state == "done")
    assert len(receiver.requests) == 3
    assert delivery(broker).attempts == 3


async def test_a_body_that_is_no_event_is_a_failure(start: Start, receiver: Any) -> None:
    """As in Knative: a subscriber that answers OK gets the event again."""
    receiver.answers += [(200, {"Content-Type": "text/plain"}, b"OK")]
    broker = await start(trigger(retry=1))
    await broker.publish(event())
    await receiver.until(2)
    assert delivery(broker).attempts >= 1


async def test_a_reply_is_published(start: Start, receiver: Any, until: Until) -> None:
    """The response's event goes to the triggers that match it."""
    reply = event(2, type="reply.type")
    receiver.answers.append(
        (200, {"Content-Type": "application/cloudevents+json"}, json.dumps(reply).encode())
    )
    broker = await start(trigger(), trigger("next", wants="reply.type"))
    await broker.publish(event())
    await receiver.until(2)
    assert receiver.requests[1][0]["ce-id"] == "2"
    await until(lambda: [record.id for record in broker.recent()] == ["2", "1"])


async def test_a_trace_goes_on_in_the_header_that_everybody_reads(
    start: Start, receiver: Any
) -> None:
    """W3C's header in addition to the attribute; an invalid trace stays an attribute."""
    broker = await start(trigger())
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await broker.publish(event(traceparent=trace))
    await broker.publish(event(2, traceparent="Grüße"))
    await receiver.until(2)
    found = {headers["ce-id"]: headers.get("traceparent") for headers, _ in receiver.requests}
    assert found == {"1": trace, "2": None}


async def test_replies_in_a_circle_end(start: Start, receiver: Any, until: Until) -> None:
    """As counted by Knative: a reply too many makes its cause a dead letter."""
    reply = (200, {"Content-Type": "application/cloudevents+json"}, json.dumps(event()).encode())
    receiver.answers += [reply] * 10
    broker = await start(trigger(retry=5))
    await broker.publish(event(knativebrokerttl=4))
    await until(broker.dead_letters)
    assert len(receiver.requests) == 3
    (letter,) = await broker.dead_letters()
    assert (letter.code, letter.text) == (400, "replies to this event loop endlessly")


async def test_deliveries_of_one_trigger_are_bounded(start: Start, receiver: Any) -> None:
    """Several at once, ten at most."""
    receiver.delay_seconds = 0.05
    broker = await start(trigger())
    for number in range(30):
        await broker.publish(event(number))
    await receiver.until(30)
    assert 2 <= receiver.most_at_once <= 10


async def test_events_that_come_together_go_to_the_disk_together(
    start: Start, receiver: Any, redis: Redis, until: Until
) -> None:
    """Each is acknowledged after a write, but not each after a write of its own."""
    broker = await start(trigger(wants="x.y"))
    await redis.config_resetstat()
    await asyncio.gather(*(broker.publish(event(number, type="x.y")) for number in range(200)))
    stats = await redis.info("commandstats")
    # Written, whatever has been delivered and settled by now.
    assert stats["cmdstat_xadd"]["calls"] == 200
    assert stats["cmdstat_exec"]["calls"] < 100
    await receiver.until(200)


async def test_writing_down_a_delivery_holds_up_no_other(
    start: Start, receiver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that does not respond: all thirty are delivered, ten at a time."""

    async def never(*_: Any, **__: Any) -> str:
        await asyncio.sleep(60)
        return ""

    monkeypatch.setattr(EventLog, "finish", never)
    broker = await start(trigger())
    for number in range(30):
        await broker.publish(event(number))
    await receiver.until(30)


async def test_nobody_there_is_tried_again(start: Start, receiver: Any, until: Until) -> None:
    """A function whose socket is missing, and a service that does not exist."""
    await receiver.stop()
    missing = Trigger(
        "lost", exact("type", "a.b"), Destination(service="nobody"), Delivery(retry=0)
    )
    broker = await start(trigger(retry=50), missing)
    await broker.publish(event())
    await until(lambda: broker.recent()[0].deliveries and delivery(broker).attempts > 1)
    assert delivery(broker).code == 0
    await receiver.start()
    await until(lambda: delivery(broker).state == "done")
    await until(lambda: delivery(broker, "lost").text == "there is not a service nobody")


async def test_a_late_answer_is_no_answer(start: Start, receiver: Any, until: Until) -> None:
    """The trigger's timeout ends an attempt."""
    receiver.delay_seconds = 0.3
    broker = await start(trigger(timeout_seconds=0.05, retry=0))
    await broker.publish(event())
    await until(lambda: broker.recent()[0].deliveries and delivery(broker).state == "dead")
    assert delivery(broker).text == "no response within 0.05 s"


async def test_an_event_for_the_broker_is_published_and_one_for_a_url_is_posted(
    receiver: Any, short_path: Any
) -> None:
    """The other kinds of destination."""
    published: list[Any] = []

    async def publish(one: Any) -> str:
        published.append(one)
        return "1-1"

    sender = Sender({}, publish)
    done = await sender.send(Destination(broker="default"), event(), 1)
    assert (done.code, published) == (202, [event()])
    url = Destination(uri=f"http://127.0.0.1:{free_port()}/")
    assert (await sender.send(url, event(), 1)).code == 0
    await sender.close()


def test_the_history_forgets_the_oldest() -> None:
    """The history is bounded."""
    history = History(kept=2)
    for number in range(3):
        history.received(f"{number}-0", event(number))
    assert [record.id for record in history.newest()] == ["2", "1"]


async def test_what_is_delivered_at_once_is_written_and_settled_once(
    start: Start, redis: Redis, receiver: Any, until: Until
) -> None:
    """One command to store an event, one to settle it: progress is for those that failed."""
    broker = await start(trigger())
    await redis.config_resetstat()
    await asyncio.gather(*(broker.publish(event(number)) for number in range(20)))
    await until(lambda: all(one.deliveries["do-it"].state == "done" for one in broker.recent()))
    calls = {
        name.removeprefix("cmdstat_"): stats["calls"]
        for name, stats in (await redis.info("commandstats")).items()
    }
    assert (calls["xadd"], calls["xdel"]) == (20, 20)
    assert not calls.keys() & {"hset", "hdel"}
    # Writes that arrive while one is on its way share its transaction.
    assert calls["multi"] < 40
