"""Certificates: issued once for each completed course, shown by their id, revoked for a reason."""

from __future__ import annotations

from lms_certificates._events import CertificateIssued, CertificateRevoked, CompletedCourse
from lms_certificates._model import (
    Certificate,
    CertificateEntry,
    CertificateRecord,
    Revocation,
)
from lms_certificates._store import PostgresCertificates, certificates
from lms_certificates.errors import (
    CertificateNotFound,
    NoLearner,
    NotYourCourse,
    RevokedCertificate,
)

__all__ = [
    "Certificate",
    "CertificateEntry",
    "CertificateIssued",
    "CertificateNotFound",
    "CertificateRecord",
    "CertificateRevoked",
    "CompletedCourse",
    "NoLearner",
    "NotYourCourse",
    "PostgresCertificates",
    "Revocation",
    "RevokedCertificate",
    "certificates",
]
