"""Problems with certificates.

NotFound 404
├── CertificateNotFound   no certificate has this id
└── NoLearner             the learner who completed the course has no account
Forbidden 403
└── NotYourCourse         only the owner of the course and admins may revoke
Conflict 409
└── RevokedCertificate    a revoked certificate is not handed out any more
"""

from __future__ import annotations

from lms_kernel import Conflict, Forbidden, NotFound


class CertificateNotFound(NotFound):
    """No certificate has this id."""

    title = "No such certificate"


class NoLearner(NotFound):
    """The learner who completed the course has no account: there is no name to write down."""

    title = "The learner has no account"


class NotYourCourse(Forbidden):
    """The caller neither owns the certificate's course nor administers the platform."""

    title = "Only the owner of the course may revoke its certificates"


class RevokedCertificate(Conflict):
    """The certificate was revoked: its page says so, and there is nothing to download."""

    slug = "certificate-revoked"
    title = "This certificate was revoked"
