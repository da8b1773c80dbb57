"""The mails that the demo has sent, as its mailbox page shows them."""

from __future__ import annotations

import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

LINK = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,;:!?)])")


@dataclass(frozen=True)
class SentMail:
    """One mail. ``name`` is that of its file without the ending; ``at`` is when it left."""

    name: str
    at: datetime
    message: EmailMessage

    @property
    def at_ms(self) -> int:
        """When it left, as the words of a moment want it (ms UTC)."""
        return int(self.at.timestamp() * 1000)

    @property
    def sender(self) -> str:
        """Who it comes from."""
        return str(self.message["From"] or "")

    @property
    def to(self) -> str:
        """Whom it goes to."""
        return str(self.message["To"] or "")

    @property
    def answers_to(self) -> str:
        """Where an answer by mail would go."""
        return str(self.message["Reply-To"] or "")

    @property
    def subject(self) -> str:
        """What it is about."""
        return str(self.message["Subject"] or "")

    @property
    def text(self) -> str:
        """Its plain text."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """Its HTML; empty where it has none."""
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part is not None else ""


def sent_mails(folder: Path) -> list[SentMail]:
    """All mails in the folder, newest first."""
    # Sorted by file first: what left in the same second keeps the order it left in.
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return sorted(map(_read, files), key=lambda mail: mail.at)[::-1]


def find_mail(folder: Path, name: str) -> SentMail | None:
    """The mail of that name, or ``None``. The name is compared, never made into a path."""
    return next((mail for mail in sent_mails(folder) if mail.name == name), None)


def _read(file: Path) -> SentMail:
    parser = BytesParser(policy=email.policy.default)
    message = parser.parsebytes(file.read_bytes())
    try:
        at = parsedate_to_datetime(str(message["Date"]))
    except ValueError:
        at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return SentMail(file.stem, at if at.tzinfo else at.replace(tzinfo=UTC), message)


def with_links(text: str, origin: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a link into the desk at ``origin``."""
    for piece in LINK.split(text):
        if piece:
            yield piece, piece.startswith(f"{origin}/")
