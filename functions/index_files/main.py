"""On course.created, published, updated and deleted: note which files the course refers to."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_courses import CourseNotFound, courses
from lms_events import payload, subscriber
from lms_files import CourseChange, CourseFiles, files


@functions_framework.aio.cloud_event
@subscriber
async def index_files(event: CloudEvent) -> None:
    """Note the files of the course as it is now, unless a newer version is known.

    No event carries content: it says that the course has changed, and its document what is in it. A
    course that is gone refers to none.
    """
    changed = payload(event, CourseChange)
    try:
        used = CourseFiles.of(await courses().find(changed.course_id))
    except CourseNotFound:
        used = CourseFiles(
            course_id=changed.course_id,
            version=changed.version,
            owner_id=changed.owner_id,
            title=changed.title,
        )

    await files().refer(used)
