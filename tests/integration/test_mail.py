"""Emails handed to real SMTP servers: plain, with STARTTLS and a password, and with TLS."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lms_kernel import Unavailable
from lms_mail import Mail, MailRefused, MailSettings, SmtpMailer
from local.ports import LOOPBACK, free_port
from tests.patience import patience

MAIL = Mail(id="018f-1", to="ana@example.org", subject="Grüße", text="Línea\n.\nlast\n")


class Inbox:
    """Stores accepted emails; ``answers`` override the server's reply to each command."""

    def __init__(self) -> None:
        """Start empty, accepting everything."""
        self.kept: list[Envelope] = []
        self.answers: dict[str, str] = {}
        self.pause_seconds = 0.0

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self,
        server: object,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Reply to MAIL FROM."""
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        server: object,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Reply to RCPT TO."""
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: object, session: Session, envelope: Envelope
    ) -> str:
        """Reply to the email itself."""
        await asyncio.sleep(self.pause_seconds)
        answer = self.answers.get("DATA", "250 Kept as 42")
        if answer.startswith("250"):
            self.kept.append(envelope)
        return answer

    async def handle_QUIT(self, server: object, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Reply to QUIT."""
        return self.answers.get("QUIT", "221 Bye")


@contextmanager
def _serving(inbox: Inbox, **options: Any) -> Iterator[int]:
    """Serve the inbox on its own port."""
    server = Controller(inbox, hostname=LOOPBACK, port=free_port(), **options)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


@pytest.fixture
def inbox() -> Inbox:
    """Return an empty inbox."""
    return Inbox()


@pytest.fixture
def port(inbox: Inbox) -> Iterator[int]:
    """Return the port of a server without TLS or password."""
    with _serving(inbox) as port:
        yield port


def _mailer(url: str, seconds: float = 5.0) -> SmtpMailer:
    return SmtpMailer(
        MailSettings(
            smtp_url=url,
            lms_mail_from="Learning Platform <no-reply@learn.example.org>",
            lms_mail_seconds=seconds,
        )
    )


async def test_a_mail_arrives_as_it_was_written(inbox: Inbox, port: int) -> None:
    """Sender, recipient, subject and text arrive complete; the server's reply is returned."""
    answer = await _mailer(f"smtp://{LOOPBACK}:{port}").send(MAIL)

    assert answer == "Kept as 42"
    (mail,) = inbox.kept
    assert (mail.mail_from, mail.rcpt_tos) == ("no-reply@learn.example.org", ["ana@example.org"])
    assert isinstance(mail.content, bytes)
    message = message_from_bytes(mail.content, policy=default)
    assert message["Message-ID"] == "<018f-1@learn.example.org>"
    assert message["Subject"] == "Grüße"
    assert message.get_content().replace("\r\n", "\n") == MAIL.text


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
async def test_a_final_answer_is_final(inbox: Inbox, port: int, command: str) -> None:
    """A 5xx to sender, recipient or content refuses the email for good, with the server's reply."""
    inbox.answers[command] = "550 No such mailbox"

    with pytest.raises(MailRefused, match="550 No such mailbox"):
        await _mailer(f"smtp://{LOOPBACK}:{port}").send(MAIL)


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
async def test_a_passing_answer_passes(inbox: Inbox, port: int, command: str) -> None:
    """A 4xx is retried; the next attempt succeeds."""
    inbox.answers[command] = "451 Try again later"
    with pytest.raises(Unavailable, match="451 Try again later"):
        await _mailer(f"smtp://{LOOPBACK}:{port}").send(MAIL)

    inbox.answers.clear()
    await _mailer(f"smtp://{LOOPBACK}:{port}").send(MAIL)

    assert len(inbox.kept) == 1


async def test_what_is_accepted_is_accepted(inbox: Inbox, port: int) -> None:
    """A server that fails after accepting the email does not make us send it again."""
    inbox.answers["QUIT"] = "500 What?"

    assert await _mailer(f"smtp://{LOOPBACK}:{port}").send(MAIL) == "Kept as 42"


async def test_an_absent_server_is_tried_again() -> None:
    """Nothing listens: Unavailable."""
    with pytest.raises(Unavailable):
        await _mailer(f"smtp://{LOOPBACK}:{free_port()}").send(MAIL)


async def test_a_silent_server_is_not_waited_for(inbox: Inbox, port: int) -> None:
    """A server that takes too long is Unavailable after the configured time."""
    inbox.pause_seconds = 3

    began = asyncio.get_running_loop().time()
    with pytest.raises(Unavailable):
        await _mailer(f"smtp://{LOOPBACK}:{port}", seconds=0.3).send(MAIL)

    assert asyncio.get_running_loop().time() - began < patience(2)


async def test_an_address_that_the_server_cannot_write_is_refused(inbox: Inbox) -> None:
    """An address beyond ASCII needs SMTPUTF8; without it the mail can never be delivered."""
    beyond = Mail(id="1", to="añá@example.org", subject="Hello", text="Hi")

    with (
        _serving(inbox, enable_SMTPUTF8=False) as port,
        pytest.raises(MailRefused),
    ):
        await _mailer(f"smtp://{LOOPBACK}:{port}").send(beyond)


async def test_an_address_beyond_ascii_is_written_where_it_can_be(inbox: Inbox) -> None:
    """RFC 6531: the local part as it is, the domain as the DNS has it, in envelope and header."""
    beyond = Mail(id="1", to="añá@bücher.example", subject="Grüße ✓", text="Hi")

    with _serving(inbox, enable_SMTPUTF8=True) as port:
        await _mailer(f"smtp://{LOOPBACK}:{port}").send(beyond)

    (mail,) = inbox.kept
    assert mail.rcpt_tos == ["añá@xn--bcher-kva.example"]
    assert isinstance(mail.content, bytes)
    assert "To: añá@xn--bcher-kva.example\r\n".encode() in mail.content
    assert message_from_bytes(mail.content, policy=default)["Subject"] == beyond.subject


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and its certificate for the loopback address."""
    return _write_certificate(tmp_path_factory.mktemp("tls") / "server.pem")


@pytest.fixture
def context(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Return the server's TLS; its certificate is trusted by this process."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def locked(inbox: Inbox, context: ssl.SSLContext) -> Iterator[int]:
    """Return the port of a server that requires STARTTLS and a password."""

    def check(server: object, session: object, envelope: object, way: str, data: Any) -> Any:
        good = LoginPassword(b"ana", b"p/w")
        return AuthResult(success=data == good, handled=False)

    with _serving(
        inbox,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=check,
    ) as port:
        yield port


async def test_starttls_and_password_are_given(inbox: Inbox, locked: int) -> None:
    """The mail goes out after STARTTLS and a login, as the URL says."""
    await _mailer(f"smtp://ana:p%2Fw@{LOOPBACK}:{locked}").send(MAIL)

    assert len(inbox.kept) == 1


async def test_both_bodies_and_all_headers_arrive(inbox: Inbox, locked: int) -> None:
    """Over STARTTLS and with a password: text and HTML, and the headers programs act upon."""
    url = "https://learn.example.org/unsubscribe?token=" + "aB3-_." * 60
    mail = msgspec.structs.replace(
        MAIL, html="<p>Línea</p>", unsubscribe_url=url, language="es", subject="ñ" * 200
    )

    await _mailer(f"smtp://ana:p%2Fw@{LOOPBACK}:{locked}").send(mail)

    (received,) = inbox.kept
    assert isinstance(received.content, bytes)
    assert max(len(line) for line in received.content.splitlines()) <= 998
    message = message_from_bytes(received.content, policy=default)
    assert message["List-Unsubscribe"] == f"<{url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (message["X-Notification-Id"], message["Content-Language"]) == (MAIL.id, "es")
    assert message["Subject"] == mail.subject
    plain, html = message.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == MAIL.text
    assert html.get_content().strip() == mail.html


async def test_a_mail_that_is_too_large_is_not_even_offered(inbox: Inbox, port: int) -> None:
    """It is refused for good before a server is contacted."""
    large = msgspec.structs.replace(MAIL, html="x" * 1024**2)

    with pytest.raises(MailRefused):
        await _mailer(f"smtp://{LOOPBACK}:{port}").send(large)

    assert inbox.kept == []


async def test_a_wrong_password_is_not_the_mails_fault(inbox: Inbox, locked: int) -> None:
    """A refused login can be fixed: Unavailable, not failed."""
    with pytest.raises(Unavailable):
        await _mailer(f"smtp://ana:wrong@{LOOPBACK}:{locked}").send(MAIL)

    assert inbox.kept == []


async def test_no_password_is_told_to_an_unencrypted_server(inbox: Inbox, port: int) -> None:
    """A server without STARTTLS never sees the password: Unavailable."""
    with pytest.raises(Unavailable):
        await _mailer(f"smtp://ana:secret@{LOOPBACK}:{port}").send(MAIL)

    assert inbox.kept == []


async def test_an_unknown_certificate_is_not_trusted(
    inbox: Inbox, locked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate without a trusted authority ends the conversation."""
    monkeypatch.delenv("SSL_CERT_FILE")

    with pytest.raises(Unavailable):
        await _mailer(f"smtp://ana:p%2Fw@{LOOPBACK}:{locked}").send(MAIL)

    assert inbox.kept == []


async def test_smtps_is_encrypted_from_the_first_byte(
    inbox: Inbox, context: ssl.SSLContext
) -> None:
    """``smtps://`` uses TLS from the start."""
    with _serving(inbox, ssl_context=context) as port:
        await _mailer(f"smtps://{LOOPBACK}:{port}").send(MAIL)

    assert len(inbox.kept) == 1


def _write_certificate(file: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LOOPBACK)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOOPBACK))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return file
