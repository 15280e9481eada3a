"""Which layers are shared is compared, not claimed."""

from __future__ import annotations

import pytest

from tools.images.buildah import Built
from tools.images.errors import ImageFault
from tools.images.report import Row, check_same, check_shared, table


def row(name: str, dependencies: str, requirements: str = "redis\n") -> Row:
    """Describe an image of three layers."""
    layers = ("sha256:base", f"sha256:{dependencies}", f"sha256:code-of-{name}")
    sizes = (100_000_000, 60_000_000, 500_000)
    built = Built(f"localhost/learning/{name}:built", layers, sizes, {"User": "65532:65532"})
    return Row(built, 1, 0.5, requirements)


def test_functions_with_the_same_requirements_have_to_share_their_layer() -> None:
    """Two that do not are named."""
    check_shared([row("log-in", "one"), row("log-out", "one"), row("other", "two", "six\n")])
    with pytest.raises(ImageFault, match=r"log-in:built and .*log-out:built .* share no layer"):
        check_shared([row("log-in", "one"), row("log-out", "another")])


def test_a_second_build_has_to_be_the_same() -> None:
    """Otherwise each release is another layer, whatever was changed."""
    check_same(row("log-in", "one").built, row("log-in", "one").built)
    with pytest.raises(ImageFault, match="built twice"):
        check_same(row("log-in", "one").built, row("log-in", "two").built)


def test_the_table_adds_a_shared_layer_once() -> None:
    """Sizes of images, of what is only theirs, and of all layers together."""
    lines = table([row("log-in", "one"), row("log-out", "one")]).splitlines()
    assert lines[1].split()[:3] == ["log-in", "160.5", "0.5"]
    assert "one                          60.0      2  log-in, log-out" in lines
    assert lines[-1] == "161 MB of layers, 321 MB if nothing were shared"
