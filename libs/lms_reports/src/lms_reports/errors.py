"""Problems with reports.

Conflict 409
└── ReportTooLong    the course has more learners than one table takes
"""

from __future__ import annotations

from lms_kernel import Conflict


class ReportTooLong(Conflict):
    """One table has up to 10,000 lines; pages, or those who are stuck, are shorter."""

    slug = "report-too-long"
    title = "The report is too long for one table"
