"""The ways out: a mail server by SMTP, or a folder of files for the demo.

A transport raises ``MailServerDown`` or ``MailRefused`` and nothing else.
"""

from __future__ import annotations

import contextlib
import re
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from widget.mail.errors import BadMailServer, MailServerDown
from widget.mail.smtp import SmtpTransport
from widget.mail.words import N_

BAD_FOLDER = N_("The folder for mails has to be folder:///path/to/folder.")


class Transport(Protocol):
    """Takes a mail to where it goes."""

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Hand one mail over. Raises ``MailServerDown`` or ``MailRefused``."""

    def close(self) -> None:
        """Let go of whatever is open; the next ``send`` opens it again."""


class FolderTransport:
    """Writes each mail into a folder, as ``<message id>.eml``; the same mail is one file."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made when the first mail comes."""
        self.folder = folder

    @classmethod
    def from_url(cls, url: str) -> FolderTransport:
        """``folder:///path``. Raises ``BadMailServer``."""
        parts = urlsplit(url)
        if parts.scheme != "folder" or parts.netloc or not parts.path.strip("/"):
            raise BadMailServer(BAD_FOLDER)
        return cls(Path(unquote(parts.path)))

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Write the mail; it is there whole or not at all."""
        del sender, recipient
        name = re.sub(r"[^A-Za-z0-9@._-]", "_", str(message["Message-ID"]).strip("<> "))[:200]
        half = self.folder / f".{name}.part"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            half.write_bytes(message.as_bytes())
            half.replace(self.folder / f"{name}.eml")
        except OSError:
            with contextlib.suppress(OSError):
                half.unlink()
            raise MailServerDown("unwritable") from None

    def close(self) -> None:
        """Nothing stays open."""


class NoTransport:
    """Stands where no mail server is set: every mail waits, and the desk says so."""

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Raise ``MailServerDown``."""
        del message, sender, recipient
        raise MailServerDown("unset")

    def close(self) -> None:
        """Nothing is open."""


def transport_for(url: str, hello: str = "") -> Transport:
    """The transport that a setting names: ``smtp:``, ``smtps:`` or ``folder:``.

    Empty: none is set, and mail waits. ``hello`` is the name this machine gives itself to a mail
    server, such as the desk's host. Raises ``BadMailServer``, which never repeats the URL: it may
    hold a password.
    """
    if not url:
        return NoTransport()
    if url.partition(":")[0].lower() == "folder":
        return FolderTransport.from_url(url)
    return SmtpTransport.from_url(url, hello=hello)
