"""Sending a mail by SMTP: over TLS, with a limit on waiting, and with no header that holds two lines."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal

SECONDS = 20.0
"""After that long without a word a mail server is away."""
Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True)
class Mail:
    """A mail of plain text. `name` is unique, and the same when it is sent again: mailboxes tell by it."""

    to: str
    subject: str
    text: str
    name: str


class NotSent(Exception):
    """The mail was not taken. `final`: trying again will not help."""

    def __init__(self, code: str, *, final: bool = False) -> None:
        super().__init__(code)
        self.code, self.final = code, final


@dataclass(frozen=True)
class MailServer:
    """A server that takes mails. Without TLS no password is sent to it."""

    host: str
    port: int
    sender: str
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = SECONDS

    def send(self, mail: Mail) -> None:
        """Hands the mail over. Raises NotSent."""
        message = written(mail, self.sender)
        with self._open() as server:
            server.send_message(message, self.sender, [mail.to])

    def look(self) -> None:
        """Goes as far as the sign-in, and sends nothing. Raises NotSent."""
        with self._open():
            pass

    @contextmanager
    def _open(self) -> Iterator[smtplib.SMTP]:
        try:
            with self._connect() as server:
                if self.security == "starttls":
                    server.starttls(context=ssl.create_default_context())
                    server.ehlo()
                if self.user:
                    server.login(self.user, self.password)
                yield server
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise NotSent("recipient_refused", final=all(500 <= code < 600 for code in codes)) from error
        except smtplib.SMTPAuthenticationError as error:
            raise NotSent("sign_in_refused") from error
        except ssl.SSLError as error:
            raise NotSent("tls_failed") from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotSent("not_supported") from error
        except smtplib.SMTPResponseException as error:
            raise NotSent("refused") from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent("away") from error

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=self.seconds)


def written(mail: Mail, sender: str) -> EmailMessage:
    """The mail as it is sent. Raises NotSent for an address that is none, or would be two headers."""
    message = EmailMessage()
    try:
        message["From"] = Address("Sidetone", addr_spec=sender)
        message["To"] = Address(addr_spec=mail.to)
        domain = Address(addr_spec=sender).domain
    except (ValueError, IndexError, MessageError) as error:  # the parser of addresses raises all three
        raise NotSent("bad_address", final=True) from error
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{mail.name}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message
