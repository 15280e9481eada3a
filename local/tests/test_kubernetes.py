"""Names as the API server accepts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local import kubernetes

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD: dict[Callable[[str], bool], tuple[str, ...]] = {
    kubernetes.is_label: ("a", "0", "a-b", "0a", "a" * 63),
    kubernetes.is_subdomain: ("a", "org.learning.rebuild.requested.v1", "a.0-b", "a" * 253),
    kubernetes.is_service: ("a", "a-0", "a" * 63),
    kubernetes.is_path_segment: ("system:a", "A_b", "..."),
    kubernetes.is_qualified: ("a", "A_b.c", "learning.org/a-b", "a.b/" + "c" * 63),
    kubernetes.is_label_value: ("", "a", "A_b.c-1", "a" * 63),
    kubernetes.is_port_name: ("http", "http1", "a-b", "a" * 15),
    kubernetes.is_variable: ("A", "_a", "K_SINK", "a1"),
    kubernetes.is_key: ("a", ".a", "A_b-c.txt", "a" * 253),
}
BAD: dict[Callable[[str], bool], tuple[str, ...]] = {
    kubernetes.is_label: ("", "A", "a.b", "-a", "a-", "a_b", "a\n", "a" * 64, "ü"),
    kubernetes.is_subdomain: ("", "a..b", ".a", "a.", "rebuild_requested.v1", "A", "a" * 254),
    kubernetes.is_service: ("", "0a", "a.b", "A", "a-", "a" * 64),
    kubernetes.is_path_segment: ("", ".", "..", "a/b", "a%b"),
    kubernetes.is_qualified: ("", "/a", "a/", "a/b/c", "A.b/c", "-a", "a-", "a b", "a" * 64),
    kubernetes.is_label_value: ("-a", "a-", "a b", "a/b", "a" * 64, "a\n"),
    kubernetes.is_port_name: ("", "8080", "A", "a--b", "-a", "a-", "a_b", "a" * 16),
    kubernetes.is_variable: ("", "1a", "a-b", "a.b", "a b"),
    kubernetes.is_key: ("", ".", "..", "..a", "a/b", "a b", "a" * 254),
}


@pytest.mark.parametrize("tell", GOOD, ids=lambda tell: tell.__name__)
def test_a_name_is_taken_or_refused_as_the_api_server_does(tell: Callable[[str], bool]) -> None:
    """The edges of each rule: the empty text, first and last characters, the longest name."""
    assert [text for text in GOOD[tell] if not tell(text)] == []
    assert [text for text in BAD[tell] if tell(text)] == []
