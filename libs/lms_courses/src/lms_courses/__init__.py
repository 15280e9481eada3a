"""Courses as their authors know them: model, events, store and the rules of authoring."""

from __future__ import annotations

from lms_courses._authoring import May, look_up, revise, withdraw
from lms_courses._events import (
    CourseArchived,
    CourseCreated,
    CourseDeleted,
    CourseEvent,
    CoursePublished,
    CourseUpdated,
)
from lms_courses._fields import Price
from lms_courses._model import Change, Course, CourseChanges, NewCourse
from lms_courses._outbox import CoursesOutbox, courses_outbox
from lms_courses._outline import Lesson, Module, Outline
from lms_courses._store import MongoCourses, Written, courses
from lms_courses.errors import (
    CourseBusy,
    CourseNotFound,
    NotYourCourse,
    SlugTaken,
    StaleCourse,
)

__all__ = [
    "Change",
    "Course",
    "CourseArchived",
    "CourseBusy",
    "CourseChanges",
    "CourseCreated",
    "CourseDeleted",
    "CourseEvent",
    "CourseNotFound",
    "CoursePublished",
    "CourseUpdated",
    "CoursesOutbox",
    "Lesson",
    "May",
    "Module",
    "MongoCourses",
    "NewCourse",
    "NotYourCourse",
    "Outline",
    "Price",
    "SlugTaken",
    "StaleCourse",
    "Written",
    "courses",
    "courses_outbox",
    "look_up",
    "revise",
    "withdraw",
]
