"""Who signs: a key from the settings, or the identity of the pod, which changes every few hours."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple

from lms_kernel import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

# Between the check and the moment when the store looks at the clock.
_SPARE_SECONDS = 30


class Credentials(NamedTuple):
    """What a signature is made with, in the shape that botocore's signer reads."""

    access_key: str
    secret_key: str
    token: str | None = None


class Identity:
    """The credentials of this process, renewed before what they sign would outlive them."""

    def __init__(self, key: str | None, load: Callable[[], Any] | None = None) -> None:
        """Remember the key; without one, ``load`` asks the pod's agent."""
        self._fixed = Credentials(*key.split(":", 1)) if key else None
        self._load = load or _of_the_pod
        self._renewable: Any = None
        self._renewing = asyncio.Lock()

    async def credentials(self, seconds: float) -> Credentials:
        """Return credentials that are valid so long, if there are any. Raises Unavailable."""
        if self._fixed is not None:
            return self._fixed
        async with self._renewing:
            held = self._renewable
            if held is None or held.refresh_needed(seconds + _SPARE_SECONDS):
                self._renewable = held = await asyncio.to_thread(self._loaded)
        return Credentials(held.access_key, held.secret_key, held.token)

    def _loaded(self) -> Any:
        from botocore.exceptions import BotoCoreError

        try:
            loaded = self._load()
        except (BotoCoreError, OSError, ValueError) as fault:
            # Its words name the agent's address, never the credentials.
            raise Unavailable(f"The identity of this pod cannot be had: {fault}") from fault
        if loaded is None:
            raise Unavailable("This process has no identity with which to use the object store.")
        return loaded


def _of_the_pod() -> Any:
    """Ask the agent of EKS Pod Identity, whose address and token are in the environment."""
    from botocore.credentials import ContainerProvider

    return ContainerProvider().load()
