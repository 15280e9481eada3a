"""Faults in how events reach their functions: triggers, brokers and schedules."""

from __future__ import annotations

from tools.manifests.tests.planted.places import Faults, env, one, trigger, without

FAULTS: Faults = {
    "a trigger to nobody": (
        "trigger-consumer",
        lambda d: trigger(d)["subscriber"]["ref"].update(name="send-mail"),
    ),
    "a trigger at a broker that is not there": (
        "trigger-broker",
        lambda d: trigger(d).update(broker="main"),
    ),
    "a trigger for an event that nobody sends": (
        "trigger-filter",
        lambda d: trigger(d).update(filters=[{"exact": {"type": "org.learning.mail.v1"}}]),
    ),
    "an attribute in capitals": (
        "webhook",
        lambda d: trigger(d).update(filters=[{"exact": {"TYPE": "x"}}]),
    ),
    "a delivery that gives no time to start": (
        "trigger-delivery",
        lambda d: trigger(d)["delivery"].update(timeout="PT5S"),
    ),
    "dead letters to nobody": (
        "dead-letter",
        lambda d: trigger(d)["delivery"]["deadLetterSink"]["ref"].update(name="dead-letter"),
    ),
    "a subscription without a trigger": (
        "no-trigger",
        lambda d: without(d, "Trigger", "welcome-user"),
    ),
    "an in-memory broker": (
        "broker-class",
        lambda d: one(d, "Broker", "default")["metadata"]["annotations"].update(
            {"eventing.knative.dev/broker.class": "MTChannelBasedBroker"}
        ),
    ),
    "events published to the other broker": (
        "sink",
        lambda d: env(d, "K_SINK").update(
            value="http://broker-ingress.knative-eventing.svc.cluster.local/learning/default"
        ),
    ),
    "a schedule that is no cron line": (
        "webhook",
        lambda d: one(d, "PingSource", "relay-outbox")["spec"].update(schedule="hourly"),
    ),
}
