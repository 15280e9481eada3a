"""Problems."""

from __future__ import annotations

from lms_kernel import Conflict, TooManyRequests, Unauthenticated, Unavailable


def test_a_problem_says_its_title_when_there_is_no_more_to_say() -> None:
    """No problem is without words."""
    assert Conflict().detail == "Conflict"
    assert Conflict("The name is taken.").detail == "The name is taken."


def test_problems_that_pass_say_when_to_come_back() -> None:
    """Retry-After is the kind's own pause unless a better one is known."""
    assert Unavailable().headers == {"Retry-After": "2"}
    assert TooManyRequests(retry_after=7).headers == {"Retry-After": "7"}


def test_a_challenge_comes_with_every_401() -> None:
    """The default challenge can be made more precise."""
    assert Unauthenticated().headers["WWW-Authenticate"].startswith("Bearer")
    precise = Unauthenticated(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
    assert precise.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
