"""The doctor's look at the mail servers: reached, encrypted, logged in; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from widget.cli.doctor.findings import Finding, fine, note, wrong
from widget.cli.spoken import N_
from widget.settings import Settings
from widget.speech import terminal_words

if TYPE_CHECKING:
    from widget.mail.line import Line

STEP_S = 10.0


def look_at_mail(settings: Settings) -> Iterator[Finding]:
    """The mail server, and the second one where there is one."""
    if not settings.smtp_url:
        yield wrong(
            N_("There is no mail server: set “smtp_url” and “mail_from”. Mail waits until then.")
        )
    elif settings.smtp_url.startswith("folder:"):
        path = urlsplit(settings.smtp_url).path
        yield note(N_("Mail is not sent, but written to the folder %(folder)s."), folder=path)
    else:
        yield _look_at_server(settings.smtp_url, settings.mail_from)
    if settings.smtp_url_2.startswith("smtp"):
        yield _look_at_server(settings.smtp_url_2, settings.mail_from)


def _look_at_server(url: str, sender: str) -> Finding:
    from widget.mail.errors import MailError, fault_sentence
    from widget.mail.line import Line
    from widget.mail.server import server_of

    server = server_of(url)
    line = Line(server, STEP_S)
    try:
        line.open()
        fault = _fault_of_sender(line, sender)
    except MailError as error:
        fault = str(error)
    finally:
        with suppress(OSError):
            line.quit()
        line.close()
    if fault:
        return Finding("wrong", f"{server.host}: {fault_sentence(fault, terminal_words())}")
    return fine(N_("The mail server %(host)s lets this desk in."), host=server.host)


def _fault_of_sender(line: Line, sender: str) -> str:
    """Name the sender and take it back: the server says whether it would send for it."""
    try:
        code, _ = line.mail(sender)
        line.rset()
    except OSError:
        return "silent"
    return "" if code == 250 else f"sender {code}"
