"""What can go wrong, each with what a person should do next.

OpsError
|-- UsageError        the wish makes no sense: nothing was touched
|-- ClusterError      the Kubernetes API refused or could not be reached
|-- GitError          a git command failed
|-- PrometheusError   Prometheus could not be asked
|-- ServiceFailed     a service reports that it cannot become ready
`-- TimedOut          a service was not there in time
Interrupted           someone pressed Ctrl-C or the process was told to stop: clean up, then go
"""

from __future__ import annotations


class OpsError(Exception):
    """A failure, and the next step for the person who reads it."""

    def __init__(self, message: str, *, next_step: str) -> None:
        super().__init__(message)
        self.next_step = next_step


class UsageError(OpsError):
    """The wish makes no sense as it stands; nothing was touched."""


class ClusterError(OpsError):
    """The Kubernetes API refused, or could not be reached."""


class GitError(OpsError):
    """A git command failed."""


class PrometheusError(OpsError):
    """Prometheus could not be asked, or did not understand."""


class ServiceFailed(OpsError):  # noqa: N818 - what happened, as the service says it
    """A service reports that it cannot become ready."""


class TimedOut(OpsError):  # noqa: N818 - what happened
    """A service was not there in time."""


class Interrupted(BaseException):
    """The process was told to stop. Not an Exception, so that only clean-up code sees it."""
