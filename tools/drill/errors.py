"""The failures of backups and restores.

DrillError
|-- BackupMissing      there is no complete backup under the prefix
|-- BackupDamaged      a file differs from what was backed up
|-- StepFailed         a store or its own tool failed
`-- ContentsDiffer     the restored contents differ from the backup
"""

from __future__ import annotations


class DrillError(Exception):
    """A backup or its restore failed; the message names the file, table or key."""


class BackupMissing(DrillError):  # noqa: N818 - what is the case
    """There is no complete backup under the prefix."""


class BackupDamaged(DrillError):  # noqa: N818 - what happened
    """A file differs from what was backed up. Nothing of the backup reaches a store."""


class StepFailed(DrillError):  # noqa: N818 - what happened
    """A store or its own tool failed."""


class ContentsDiffer(DrillError):  # noqa: N818 - what is the case
    """The restored contents differ from the backup."""
