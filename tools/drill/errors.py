"""What can go wrong between a backup and its store.

DrillError
|-- BackupMissing      there is no complete backup where one is looked for
|-- BackupDamaged      a file is not, byte for byte, what was backed up
|-- StepFailed         a store's own tool refused
`-- ContentsDiffer     restored, but not what was backed up
"""

from __future__ import annotations


class DrillError(Exception):
    """A backup or its restore failed; the message names the file, table or key."""


class BackupMissing(DrillError):  # noqa: N818 - what is the case
    """There is no complete backup where one is looked for."""


class BackupDamaged(DrillError):  # noqa: N818 - what happened
    """A file is not, byte for byte, what was backed up. Nothing of it reaches a store."""


class StepFailed(DrillError):  # noqa: N818 - what happened
    """A store's own tool refused, or the store did."""


class ContentsDiffer(DrillError):  # noqa: N818 - what is the case
    """What was restored is not what was backed up."""
