"""What the machine is told about mail, for the owner to read. Never a password."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from flask import current_app

from widget.inbox.words import _
from widget.settings import Settings

_USUAL_PORTS = {"smtp": 587, "smtps": 465}


def machine_mail() -> list[tuple[str, str]]:
    """The settings of mail as label and value."""
    settings: Settings = current_app.extensions["settings"]
    lines = _server_lines(settings.smtp_url)
    lines.append((_("Sender"), settings.mail_from or _("not set")))
    if settings.smtp_url_2:
        second = urlsplit(settings.smtp_url_2).hostname or ""
        lines.append((_("Second server, for alarms"), second))
    return lines


def _server_lines(url: str) -> list[tuple[str, str]]:
    parts = urlsplit(url)
    if not parts.scheme:
        return [(_("Mail server"), _("not set"))]
    if parts.scheme == "folder":
        return [(_("Mail server"), _("none: mails are written into a folder of this machine"))]
    port = parts.port or _USUAL_PORTS.get(parts.scheme, 0)
    safety = _("from the first byte (TLS)") if parts.scheme == "smtps" else _("STARTTLS")
    lines = [
        (_("Mail server"), parts.hostname or ""),
        (_("Port"), str(port)),
        (_("Encryption"), safety),
    ]
    if parts.username:
        lines.append((_("User name"), unquote(parts.username)))
    return lines
