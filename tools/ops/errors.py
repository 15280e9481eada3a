"""What can go wrong, each with the next step.

OpsError
|-- UsageError        the request is invalid: nothing was changed
|-- ClusterError      the Kubernetes API refused or could not be reached
|-- GitError          a git command failed
|-- PrometheusError   Prometheus could not be queried
|-- ServiceFailed     a service reports that it cannot become ready
`-- TimedOut          a service was not ready in time
Interrupted           someone pressed Ctrl-C or the process was told to stop: clean up, then go
"""

from __future__ import annotations


class OpsError(Exception):
    """A failure, and the next step for the person who reads it."""

    def __init__(self, message: str, *, next_step: str) -> None:
        super().__init__(message)
        self.next_step = next_step


class UsageError(OpsError):
    """The request is invalid; nothing was changed."""


class ClusterError(OpsError):
    """The Kubernetes API refused, or could not be reached."""


class GitError(OpsError):
    """A git command failed."""


class PrometheusError(OpsError):
    """Prometheus could not be queried, or did not understand."""


class ServiceFailed(OpsError):  # noqa: N818 - what happened, as the service says it
    """A service reports that it cannot become ready."""


class TimedOut(OpsError):  # noqa: N818 - what happened
    """A service was not ready in time."""


class Interrupted(BaseException):
    """The process was told to stop. Not an Exception, so that only clean-up code sees it."""
