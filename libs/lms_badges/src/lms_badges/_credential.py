"""An AchievementCredential: what somebody achieved, said by us (Open Badges 3.0, appendix B)."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from lms_badges._issuer import (
    ISSUER_NAME,
    OB_CONTEXT,
    OB_EXTENSIONS,
    VC_CONTEXT,
    issuer_id,
    moment,
    signed,
)
from lms_badges._status import status_entry
from lms_links import public_url

# Verifiable Credential JWT: "Securing Verifiable Credentials using JOSE and COSE", section 6.1.
CREDENTIAL = "application/vc+jwt"


class Certified(Protocol):
    """What a credential needs of a certificate; the context's own shape has it."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def course_id(self) -> str: ...
    @property
    def course_title(self) -> str: ...
    @property
    def completed_at(self) -> datetime: ...
    @property
    def issued_at(self) -> datetime: ...


def badge_of(certificate: Certified, index: int) -> bytes:
    """Return the signed credential of a certificate that has this index in the status lists.

    It names the learner and nothing else about them: neither account nor address.
    """
    address = public_url(f"/api/certificates/{certificate.id}/credential")
    page = public_url(f"/certificates/{certificate.id}")
    learner = f"urn:uuid:{certificate.id}"
    credential = {
        "@context": [VC_CONTEXT, OB_CONTEXT, OB_EXTENSIONS],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": certificate.course_title,
        "description": f"Completion of a course on {ISSUER_NAME}.",
        "issuer": {
            "id": issuer_id(),
            "type": ["Profile"],
            "name": ISSUER_NAME,
            "url": issuer_id(),
        },
        "validFrom": moment(certificate.issued_at),
        "awardedDate": moment(certificate.completed_at),
        "credentialSubject": {
            "id": learner,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": certificate.name,
                    # As 1EdTech recommends: a person has no identifier that we could publish.
                    "identityType": "ext:name",
                }
            ],
            "achievement": {
                "id": public_url(f"/courses/{certificate.course_id}"),
                "type": ["Achievement"],
                "achievementType": "CertificateOfCompletion",
                "name": certificate.course_title,
                "description": f"The course “{certificate.course_title}” on {ISSUER_NAME}.",
                "criteria": {"narrative": "Complete what the course requires of its learners."},
            },
        },
        "evidence": [{"id": page, "type": ["Evidence"], "name": "The certificate"}],
        "credentialSchema": [
            {
                "id": (
                    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
                    "ob_v3p0_achievementcredential_schema.json"
                ),
                "type": "1EdTechJsonSchemaValidator2019",
            }
        ],
        "credentialStatus": status_entry(index),
        # After a change of keys a backpack fetches it again, signed with the new one.
        "refreshService": {"id": address, "type": "1EdTechCredentialRefresh"},
    }
    return signed(credential, subject=learner, valid_from=certificate.issued_at)
