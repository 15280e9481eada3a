"""Sessions: opened, refreshed, ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import pytest
from fakeredis import FakeAsyncRedis

from lms_access import InvalidToken, Sessions, SessionSettings, sessions
from lms_access.signing import issue_service_token, tokens_for
from lms_kernel import Unauthenticated, Unavailable, new_id
from lms_redis import RedisOutbox, Script
from lms_testing.access import redis_away

ANA = new_id()


async def test_a_session_is_alive_from_opening_to_revoking() -> None:
    """It knows whose it is."""
    opened = await sessions().open(ANA, "student", version=3)
    assert await sessions().alive(opened.session.id) == opened.session
    assert (opened.session.user_id, opened.session.role, opened.session.version) == (
        ANA,
        "student",
        3,
    )
    assert await sessions().revoke(opened.session.id)
    assert await sessions().alive(opened.session.id) is None
    assert not await sessions().revoke(opened.session.id)


async def test_no_refresh_token_is_stored_as_it_is(fake_redis: FakeAsyncRedis) -> None:
    """An intruder who reads Redis cannot go on with anybody's session."""
    opened = await sessions().open(ANA, "student")
    opened = await sessions().rotate(opened.refresh_token)
    family, secret = opened.refresh_token.split(".")
    stored = [str(key) for key in await fake_redis.keys()]
    for key in list(stored):
        if await fake_redis.type(key) == "hash":
            stored += map(str, (await fake_redis.hgetall(key)).values())
        elif await fake_redis.type(key) == "string":
            stored.append(str(await fake_redis.get(key)))
    assert not [text for text in stored if family in text or secret in text]
    assert len(secret) == 43  # 256 bits in base64url


async def test_a_refresh_token_is_spent_by_its_use() -> None:
    """Each use answers the next one, of the same session."""
    first = await sessions().open(ANA, "student", version=2)
    second = await sessions().rotate(first.refresh_token)
    third = await sessions().rotate(second.refresh_token)
    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    assert first.session == second.session == third.session


async def test_a_spent_refresh_token_ends_the_whole_session(fake_redis: FakeAsyncRedis) -> None:
    """Two hold the same token and one has stolen it: both sign in again (RFC 9700, 4.14.2)."""
    first = await sessions().open(ANA, "student")
    second = await sessions().rotate(first.refresh_token)
    await _grace_passes(fake_redis)
    with pytest.raises(InvalidToken):
        await sessions().rotate(first.refresh_token)
    assert await sessions().alive(first.session.id) is None
    with pytest.raises(InvalidToken):
        await sessions().rotate(second.refresh_token)


async def test_a_refresh_whose_response_was_lost_can_be_repeated() -> None:
    """The same client gets the same token again, also after it has used that one already."""
    first = await sessions().open(ANA, "student")

    async def refresh(token: str) -> str:
        return (await sessions().rotate(token, user_agent="Firefox")).refresh_token

    second = await refresh(first.refresh_token)
    assert await refresh(first.refresh_token) == second
    third = await refresh(second)
    assert await refresh(first.refresh_token) == second
    assert await refresh(second) == third
    assert third != second


async def test_another_client_cannot_repeat_a_refresh() -> None:
    """Not even a moment later: one of the two has stolen the token."""
    first = await sessions().open(ANA, "student")
    second = await sessions().rotate(first.refresh_token, user_agent="Firefox")
    with pytest.raises(InvalidToken):
        await sessions().rotate(first.refresh_token, user_agent="curl")
    assert await sessions().alive(first.session.id) is None
    with pytest.raises(InvalidToken):
        await sessions().rotate(second.refresh_token, user_agent="Firefox")


async def test_who_shared_a_grace_is_told_apart_at_the_next_refresh(
    fake_redis: FakeAsyncRedis,
) -> None:
    """A thief as quick and as well disguised as that holds the same token: its second use shows."""
    first = await sessions().open(ANA, "student")
    owner = await sessions().rotate(first.refresh_token)
    thief = await sessions().rotate(first.refresh_token)
    await _grace_passes(fake_redis)
    await sessions().rotate(owner.refresh_token)
    await _grace_passes(fake_redis)
    with pytest.raises(InvalidToken):
        await sessions().rotate(thief.refresh_token)
    assert await sessions().alive(first.session.id) is None


async def test_without_a_grace_every_repeat_ends_the_session() -> None:
    """An operator may want that."""
    with SessionSettings.override(lms_refresh_grace_seconds=0):
        first = await sessions().open(ANA, "student")
        await sessions().rotate(first.refresh_token)
        with pytest.raises(InvalidToken):
            await sessions().rotate(first.refresh_token)


async def test_an_ended_session_has_no_grace() -> None:
    """Signing out between the two uses counts."""
    first = await sessions().open(ANA, "student")
    await sessions().rotate(first.refresh_token)
    await sessions().revoke(first.session.id)
    with pytest.raises(InvalidToken):
        await sessions().rotate(first.refresh_token)


async def _grace_passes(store: FakeAsyncRedis) -> None:
    for key in await store.keys("refresh-spent:*"):
        assert 0 < await store.pttl(key) <= 10_000
        await store.delete(key)


@pytest.mark.parametrize("token", ["", ".", "abc", "abc.def", "é.ü", "a" * 5000])
async def test_a_made_up_refresh_token_is_refused(token: str) -> None:
    """And it ends nobody's session."""
    opened = await sessions().open(ANA, "student")
    with pytest.raises(InvalidToken):
        await sessions().rotate(token)
    assert await sessions().alive(opened.session.id)


async def test_refreshing_does_not_prolong_a_session(fake_redis: FakeAsyncRedis) -> None:
    """Its lifetime counts from the sign-in."""
    with SessionSettings.override(lms_session_lifetime_seconds=100):
        opened = await sessions().open(ANA, "student")
    assert opened.expires_in == 100
    await fake_redis.expire(f"session:{opened.session.id}", 40)
    assert (await sessions().rotate(opened.refresh_token)).expires_in <= 40


async def test_everything_about_a_session_expires(fake_redis: FakeAsyncRedis) -> None:
    """Nothing stays behind in Redis but who was active, until save_figures takes it."""
    mine = await sessions().open(ANA, "student", version=1)
    await sessions().open(ANA, "student", version=1)
    await sessions().revoke_all(ANA, below_version=2, keep=mine.session.id)
    await sessions().revoke_all(ANA, below_version=3)
    await sessions().revoke_all(ANA, below_version=2)
    ended = await sessions().open(ANA, "student", version=3)
    await sessions().revoke_own(ended.session.id, ANA)
    rotated = await sessions().open(ANA, "student", version=3)
    await sessions().rotate(rotated.refresh_token)

    assert list(await fake_redis.hgetall("figures:active")) == [ANA]
    await fake_redis.delete("figures:active")
    keys = await fake_redis.keys()
    assert {str(key).partition(":")[0] for key in keys} == {
        *("refresh", "refresh-spent", "session", "session-ended", "sessions-from", "sessions-of")
    }
    for key in keys:
        assert await fake_redis.ttl(key) > 0, key


async def test_a_session_is_found_by_its_refresh_token_even_a_spent_one() -> None:
    """Signing out works with whatever the client still has."""
    first = await sessions().open(ANA, "student")
    await sessions().rotate(first.refresh_token)
    found = await sessions().by_token(first.refresh_token)
    assert found is not None
    assert (found.id, found.user_id, found.role) == (first.session.id, ANA, "student")
    assert await sessions().by_token("made.up") is None
    await sessions().revoke(first.session.id)
    assert await sessions().by_token(first.refresh_token) is None


async def test_a_session_that_ends_writes_its_event_in_the_same_step() -> None:
    """Once: a session that had ended already writes none."""
    one, other = [(await sessions().open(ANA, "student")).session.id for _ in range(2)]
    event = {"id": "e-1", "type": "t"}

    assert await sessions().revoke(one, event=event)
    assert not await sessions().revoke(one, event={**event, "id": "e-2"})
    assert not await sessions().revoke_own(other, "somebody else", event={**event, "id": "e-3"})
    assert await sessions().revoke_own(other, ANA, event={**event, "id": "e-4"})

    assert [each["id"] for each in await RedisOutbox().unpublished()] == ["e-1", "e-4"]


async def test_all_sessions_of_one_user_end_together() -> None:
    """Those of others stay."""
    mine = [await sessions().open(ANA, "student") for _ in range(3)]
    other = await sessions().open(new_id(), "student")
    assert await sessions().revoke_all(ANA) == 3
    assert [await sessions().alive(each.session.id) for each in mine] == [None] * 3
    assert await sessions().alive(other.session.id)


async def test_a_look_at_an_ended_session_does_not_bring_it_back(
    fake_redis: FakeAsyncRedis,
) -> None:
    """Noting when it was seen must not make a record that never expires."""
    opened = await sessions().open(ANA, "student")
    await sessions().revoke(opened.session.id)
    assert await sessions().alive(opened.session.id) is None
    assert await fake_redis.keys("session:*") == []


async def test_a_late_repeat_ends_no_newer_session() -> None:
    """What signed in with the changed account is not meant by the change."""
    old = await sessions().open(ANA, "student", version=1)
    assert await sessions().revoke_all(ANA, below_version=2) == 1
    new = await sessions().open(ANA, "instructor", version=2)
    assert await sessions().revoke_all(ANA, below_version=2) == 0
    assert await sessions().alive(old.session.id) is None
    assert await sessions().alive(new.session.id)


async def test_the_session_that_made_the_change_stays() -> None:
    """It counts as opened after the change, so the event that follows does not end it."""
    mine = await sessions().open(ANA, "student", version=1)
    await sessions().open(ANA, "student", version=1)
    assert await sessions().revoke_all(ANA, below_version=2, keep=mine.session.id) == 1
    assert await sessions().revoke_all(ANA, below_version=2) == 0
    assert await sessions().alive(mine.session.id)


async def test_a_sign_in_overtaken_by_a_lockout_is_refused() -> None:
    """A request that read the account before the change cannot open a session after it."""
    await sessions().revoke_all(ANA, below_version=5)
    with pytest.raises(Unauthenticated):
        await sessions().open(ANA, "admin", version=4)
    newer = await sessions().open(ANA, "student", version=5)
    assert await sessions().alive(newer.session.id)


async def test_sessions_that_ended_by_themselves_are_forgotten(fake_redis: FakeAsyncRedis) -> None:
    """The list of a user's sessions does not grow for ever."""
    gone = await sessions().open(ANA, "student")
    await fake_redis.delete(f"session:{gone.session.id}")
    assert await sessions().revoke_all(ANA) == 0
    assert await fake_redis.zcard(f"sessions-of:{ANA}") == 0


async def test_a_service_has_scopes_and_one_identity() -> None:
    """All tokens of a name act as one, and end together."""
    first = await sessions().open_service("reporting", ["user:list"], 3600)
    second = await sessions().open_service("reporting", ["user:list", "user:read:any"], 60)
    assert first.user_id == second.user_id
    assert await sessions().alive(second.id) == second
    assert second.scopes == {"user:list", "user:read:any"}
    assert await sessions().revoke_service("reporting") == 2
    assert await sessions().alive(first.id) is None


async def test_an_unknown_scope_is_refused() -> None:
    """A typing error must not wait for its first use."""
    with pytest.raises(ValueError, match="user:lst"):
        await issue_service_token("reporting", ["user:lst"], 60)


async def test_only_a_client_without_cookie_is_shown_its_refresh_token() -> None:
    """A browser's scripts never see it."""
    opened = await sessions().open(ANA, "student")
    assert tokens_for(opened, with_refresh_token=True).refresh_token == opened.refresh_token
    assert not tokens_for(opened, with_refresh_token=False).refresh_token


@pytest.fixture
def _answers_get_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every script twice with equal arguments, as the client does after a lost answer."""
    once = Script.__call__

    async def twice(
        script: Script, *, keys: Sequence[str] = (), args: Sequence[str | int | float | bytes] = ()
    ) -> object:
        await once(script, keys=keys, args=args)
        return await once(script, keys=keys, args=args)

    monkeypatch.setattr(Script, "__call__", twice)


@pytest.mark.usefixtures("_answers_get_lost")
async def test_a_repeated_script_answers_the_same() -> None:
    """A lost answer costs nobody the session, and ending it is not called a failure."""
    opened = await sessions().open(ANA, "student")
    second = await sessions().rotate(opened.refresh_token)
    third = await sessions().rotate(second.refresh_token)
    assert await sessions().alive(opened.session.id) == third.session
    assert await sessions().revoke_own(opened.session.id, ANA)
    assert not await sessions().revoke_own(opened.session.id, ANA)

    stolen = await sessions().open(ANA, "student")
    await sessions().rotate(stolen.refresh_token, user_agent="Firefox")
    with pytest.raises(InvalidToken):
        await sessions().rotate(stolen.refresh_token)
    assert await sessions().alive(stolen.session.id) is None


OPERATIONS: dict[str, Callable[[Sessions], Awaitable[object]]] = {
    "open": lambda store: store.open(ANA, "student"),
    "alive": lambda store: store.alive("sid"),
    "of": lambda store: store.of(ANA),
    "revoke_own": lambda store: store.revoke_own("sid", ANA),
    "rotate": lambda store: store.rotate("a.b"),
    "revoke": lambda store: store.revoke("sid"),
    "by_token": lambda store: store.by_token("a.b"),
    "revoke_all": lambda store: store.revoke_all(ANA),
}


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_without_redis_nothing_is_taken_for_granted(operation: str) -> None:
    """Neither that a session lives nor that it has ended."""
    with redis_away(), pytest.raises(Unavailable):
        await OPERATIONS[operation](sessions())
