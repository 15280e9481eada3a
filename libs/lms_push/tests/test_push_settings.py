"""Which settings of Web Push are believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from libs.lms_push.tests.push import HOSTS
from lms_kernel import Invalid, convert
from lms_push import PushSettings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LMS_VAPID_KEY", "too short"),
        ("LMS_VAPID_KEY", "-----BEGIN EC KEY-----"),
        ("LMS_VAPID_SUBJECT", "operations@example.org"),
        ("LMS_VAPID_SUBJECT", "mailto:nobody"),
        ("LMS_PUSH_HOSTS", "*"),
        ("LMS_PUSH_HOSTS", "*.com"),
        ("LMS_PUSH_HOSTS", "10.0.0.1"),
        ("LMS_PUSH_HOSTS", "fcm.googleapis.com, web.push.apple.com"),
        ("LMS_PUSH_HOSTS", "https://fcm.googleapis.com"),
        ("LMS_PUSH_HOSTS", "http://10.0.0.1:80"),
        ("LMS_PUSH_HOSTS", "localhost"),
        ("LMS_PUSH_TTL_SECONDS", "-1"),
        ("LMS_PUSH_SECONDS", "0"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_by_name(name: str, value: str) -> None:
    """A function does not start with a key that is none, or with a host that could be any."""
    good = {
        "LMS_VAPID_KEY": "A" * 43,
        "LMS_VAPID_SUBJECT": "mailto:a@example.org",
        "LMS_PUSH_HOSTS": HOSTS,
    }
    with pytest.raises(Invalid) as refused:
        convert({**good, name: value}, PushSettings, strict=False)

    assert [each.field for each in refused.value.errors] == [name]


def test_what_functions_are_deployed_with_is_what_tests_know() -> None:
    """The four push services of func.yaml are a setting that can work."""
    deployed = (Path(__file__).parent.parent / "func.yaml").read_text(encoding="utf-8")

    assert f"value: {HOSTS}\n" in deployed
