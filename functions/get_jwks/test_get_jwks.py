"""The public keys."""

from __future__ import annotations

from functions.get_jwks.main import get_jwks
from lms_access import AccessSettings
from lms_testing import client
from lms_testing.access import new_key, public_half, redis_away, signing_key


async def test_everybody_may_see_the_public_keys_and_nothing_else() -> None:
    """The private part is not included; caches keep the response, and no store is needed."""
    async with client(get_jwks) as http:
        with redis_away():
            answer = await http.get("/.well-known/jwks.json")
    (key,) = answer.json()["keys"]
    assert answer.status_code == 200
    assert set(key) == {"kid", "kty", "crv", "x", "y", "alg", "use"}
    assert (key["kid"], key["x"]) == ("test-key", signing_key()["x"])
    assert answer.headers["cache-control"] == "public, max-age=300"


async def test_a_rotation_shows_the_old_key_and_the_new() -> None:
    """An unchanged set is not sent again."""
    with AccessSettings.override(lms_public_keys=public_half(signing_key(), new_key("next"))):
        async with client(get_jwks) as http:
            answer = await http.get("/.well-known/jwks.json")
            again = await http.get("/", headers={"If-None-Match": answer.headers["etag"]})
    assert [key["kid"] for key in answer.json()["keys"]] == ["test-key", "next"]
    assert again.status_code == 304
