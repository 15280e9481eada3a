"""Problems with limits.

TooManyRequests 429
└── ManyGuesses    strangers have used up the guesses at an account; its owner gets in by mail
"""

from __future__ import annotations

from lms_kernel import TooManyRequests


class ManyGuesses(TooManyRequests):
    """Others try passwords of the account; a link by mail lets its owner in without waiting."""

    slug = "many-guesses"
    title = "Others are trying passwords of this account"
