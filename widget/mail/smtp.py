"""Handing a mail to a mail server, on one connection that is reused, with an end to all waiting.

Whatever goes wrong becomes ``MailServerDown`` (the server) or ``MailRefused`` (this mail).
``SMTPException`` and every error of a socket are kinds of ``OSError``, so that is what is caught.
"""

from __future__ import annotations

import contextlib
import smtplib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage

from widget.mail.errors import MailRefused, MailServerDown
from widget.mail.line import Line
from widget.mail.server import Server, server_of

_TOO_LARGE = 552
_GOES_AWAY = 421
# Replies to a recipient that speak of us, not of them: we are not logged in.
_NOT_LOGGED_IN = frozenset({530, 534, 535, 538})


@dataclass(frozen=True)
class Timeouts:
    """In seconds. ``whole`` stays below an order's lease, so that nobody else sends meanwhile.

    ``step`` ends each wait; ``taken`` the one for the server's word that it took the mail, which it
    may look through first (RFC 5321, 4.5.3.2.6).
    """

    step: float = 20.0
    taken: float = 60.0
    whole: float = 90.0


USUAL = Timeouts()


class SmtpTransport:
    """Sends by SMTP; for one thread, the deliverer's."""

    def __init__(self, server: Server, timeouts: Timeouts = USUAL) -> None:
        """Nothing is opened before the first mail."""
        self.server = server
        self._timeouts = timeouts
        self._line: Line | None = None

    @classmethod
    def from_url(cls, url: str, timeouts: Timeouts = USUAL, hello: str = "") -> SmtpTransport:
        """``smtp://user:password@host:587`` or ``smtps://…:465``. Raises ``BadMailServer``."""
        return cls(server_of(url, hello), timeouts)

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Hand one mail over, on the open connection or a new one."""
        data = message.as_bytes()
        with self._time_limit() as check_time:
            try:
                line = self._name_both(sender, recipient, len(data))
                check_time()
                self._hand_over(line, data)
            except MailRefused:
                self._begin_again()
                raise
            except MailServerDown:
                self._drop()
                raise

    def close(self) -> None:
        """Say good-bye, if the server still listens."""
        if self._line is not None:
            with self._time_limit(), contextlib.suppress(OSError):
                self._line.quit()
            self._drop()

    @contextlib.contextmanager
    def _time_limit(self) -> Iterator[Callable[[], None]]:
        """Cut the connection when all of it takes too long; each step's own end is not enough.

        A server that says a byte now and then would keep the deliverer for ever.
        """
        end = time.monotonic() + self._timeouts.whole

        def check_time() -> None:
            if time.monotonic() > end:
                raise MailServerDown("silent")

        def cut() -> None:
            if self._line is not None:
                self._line.cut()

        timer = threading.Timer(self._timeouts.whole, cut)
        timer.daemon = True
        timer.start()
        try:
            yield check_time
        finally:
            timer.cancel()

    def _name_both(self, sender: str, recipient: str, size: int) -> Line:
        """Say who writes to whom, on the connection that is open, or on a new one if it died."""
        if self._line is not None:
            try:
                _envelope(self._line, sender, recipient, size)
            except MailServerDown:
                # Idle too long, or enough mails for one connection: that is no fault yet.
                self._drop()
            else:
                return self._line
        self._line = Line(self.server, self._timeouts.step)
        self._line.open()
        _envelope(self._line, sender, recipient, size)
        return self._line

    def _hand_over(self, line: Line, data: bytes) -> None:
        _wait_for(line, self._timeouts.taken)
        try:
            code, _ = line.data(data)
        except smtplib.SMTPDataError as error:
            code = error.smtp_code  # to the DATA command: nothing was handed over
        except OSError:
            raise MailServerDown("broke_off", maybe_sent=True) from None
        _wait_for(line, self._timeouts.step)
        if 200 <= code < 300:
            return
        if code == _GOES_AWAY:
            raise MailServerDown("busy", code=code)
        if code < 400:
            raise MailServerDown("broke_off", maybe_sent=True)
        raise _refusal(code)

    def _begin_again(self) -> None:
        """Make the connection ready for the next mail, or let go of it."""
        try:
            if self._line is not None and self._line.rset()[0] != 250:
                self._drop()
        except OSError:
            self._drop()

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


def _wait_for(line: Line, seconds: float) -> None:
    if line.sock is not None:
        line.sock.settimeout(seconds)


def _envelope(line: Line, sender: str, recipient: str, size: int) -> None:
    try:
        options = [f"size={size}"] if line.has_extn("size") else []
        code, _ = line.mail(sender, options)
        if code == _TOO_LARGE:
            raise _refusal(code)
        if code != 250:
            raise MailServerDown("sender" if code >= 500 else "busy", code=code)
    except OSError as error:
        raise MailServerDown(_fault_of(error)) from None
    try:
        code, said = line.rcpt(recipient)
    except OSError as error:
        if _fault_of(error) == "silent":
            raise MailServerDown("silent") from None
        # Hung up at this very name: the next mail shows whether it is the server or the name.
        raise MailRefused("later", permanent=False) from None
    if 200 <= code < 300:
        return
    # A refused relay is our log-in's fault; taken for the recipient's it would end every mail.
    if code in _NOT_LOGGED_IN or (code >= 500 and b"relay" in said.lower()):
        raise MailServerDown("sender", code=code)
    raise _refusal(code) if code >= 400 else MailServerDown("busy")


def _fault_of(error: OSError) -> str:
    return "silent" if isinstance(error.__context__, TimeoutError) else "unreachable"


def _refusal(code: int) -> MailRefused:
    permanent = code >= 500
    return MailRefused("refused" if permanent else "later", permanent=permanent, code=code)
