"""Courses as their authors know them: model, events, store and the rules of authoring."""

from __future__ import annotations

from lms_courses._authoring import May, look_up, look_up_authored, revise, withdraw
from lms_courses._completion import Completion
from lms_courses._content import Captions, Content, Exercise, Lesson, Module
from lms_courses._events import (
    CourseArchived,
    CourseCreated,
    CourseDeleted,
    CourseEvent,
    CoursePublished,
    CourseUpdated,
)
from lms_courses._fields import Price
from lms_courses._model import Change, Course, CourseChanges, CourseOverview, NewCourse
from lms_courses._outbox import CoursesOutbox, courses_outbox
from lms_courses._outline import LessonKind, Outline, OutlineLesson, OutlineModule
from lms_courses._store import MongoCourses, Written, courses
from lms_courses.errors import (
    CourseBusy,
    CourseNotFound,
    NotYourCourse,
    SlugTaken,
    StaleCourse,
)

__all__ = [
    "Captions",
    "Change",
    "Completion",
    "Content",
    "Course",
    "CourseArchived",
    "CourseBusy",
    "CourseChanges",
    "CourseCreated",
    "CourseDeleted",
    "CourseEvent",
    "CourseNotFound",
    "CourseOverview",
    "CoursePublished",
    "CourseUpdated",
    "CoursesOutbox",
    "Exercise",
    "Lesson",
    "LessonKind",
    "May",
    "Module",
    "MongoCourses",
    "NewCourse",
    "NotYourCourse",
    "Outline",
    "OutlineLesson",
    "OutlineModule",
    "Price",
    "SlugTaken",
    "StaleCourse",
    "Written",
    "courses",
    "courses_outbox",
    "look_up",
    "look_up_authored",
    "revise",
    "withdraw",
]
