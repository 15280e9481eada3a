"""How the gateway shows the bucket: nothing that was signed is changed, and nothing is a page."""

from __future__ import annotations

from local.gateway.bucket import bucket_location, bucket_upstream
from local.stores import ObjectAddresses


def test_what_somebody_uploaded_never_runs() -> None:
    """Whatever it is: no script, no frame, no guess at its type; no cookie reaches the store."""
    location = "\n".join(bucket_location())

    assert "sandbox; default-src 'none'" in location
    assert 'add_header X-Content-Type-Options "nosniff" always;' in location
    assert 'proxy_set_header Cookie "";' in location


def test_a_link_is_passed_on_as_it_was_signed() -> None:
    """Host and method are part of the signature; large bodies are not kept on the way."""
    location = "\n".join(bucket_location())

    assert "proxy_set_header Host $http_host;" in location
    assert "proxy_method $request_method;" in location
    assert "proxy_request_buffering off;" in location


def test_the_door_is_asked_only_while_the_process_is_down() -> None:
    """Otherwise nginx goes past it."""
    upstream = bucket_upstream(ObjectAddresses(1001, 1002, "id:secret"))

    assert [line.strip() for line in upstream[1:-1]] == [
        "server 127.0.0.1:1001 max_fails=0;",
        "server 127.0.0.1:1002 max_fails=0 backup;",
    ]
