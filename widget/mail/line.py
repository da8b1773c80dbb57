"""One connection to a mail server, opened the careful way: TLS first, checked, then the log-in."""

from __future__ import annotations

import base64
import contextlib
import smtplib
import socket
import ssl

from widget.mail.errors import MailServerDown
from widget.mail.server import Server


class Line(smtplib.SMTP):
    """An SMTP connection that can be cut from another thread at any moment, even amid a handshake.

    Nothing is connected before ``open``.
    """

    def __init__(self, server: Server, timeout_s: float) -> None:
        """``timeout_s`` ends each single wait."""
        self.server = server
        super().__init__(local_hostname=server.hello, timeout=timeout_s)

    def open(self) -> None:
        """Connect, secure, log in. Raises ``MailServerDown``."""
        try:
            code = self._greet()
            if code != 220:
                raise MailServerDown("busy", code=code)
            if self.server.starttls:
                self._start_tls()
            self.ehlo_or_helo_if_needed()
            if self.server.user:
                self._log_in()
        except OSError as error:
            raise MailServerDown(_fault_of(error), code=_code_of(error)) from None

    def cut(self) -> None:
        """End the connection under whoever waits on it."""
        if self.sock is not None:
            # The plain method: that of a TLS socket takes its state away from the other thread.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def _greet(self) -> int:
        """Connect, with TLS before the first word where the server wants it; the reply's code."""
        host, port = self.server.host, self.server.port
        if not self.server.tls_at_once:
            return self.connect(host, port)[0]
        self.sock = socket.create_connection((host, port), self.timeout)
        self._secure()
        return self.getreply()[0]

    def _start_tls(self) -> None:
        self.ehlo_or_helo_if_needed()
        if not self.has_extn("starttls"):
            raise MailServerDown("no_tls")
        code, _ = self.docmd("STARTTLS")
        if code != 220:
            raise MailServerDown("no_tls", code=code)
        self._secure()
        # What was said in the clear may have been said by anybody: begin anew (RFC 3207, 4.2).
        self.file = None
        self.helo_resp = None
        self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False

    def _secure(self) -> None:
        assert self.sock is not None  # noqa: S101 (smtplib types it so)
        secured = self.server.context.wrap_socket(
            self.sock, server_hostname=self.server.host, do_handshake_on_connect=False
        )
        self.sock = secured
        secured.do_handshake()

    def _log_in(self) -> None:
        user, password = self.server.user, self.server.password
        offered = str(self.esmtp_features.get("auth", "")).upper().split()
        if "PLAIN" in offered:
            # By hand: smtplib's knows ASCII passwords only.
            proof = base64.b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
            code, _ = self.docmd("AUTH", f"PLAIN {proof}")
            if code not in {235, 503}:
                raise MailServerDown("login" if code >= 500 else "busy", code=code)
            return
        try:
            self.login(user, password)
        except UnicodeEncodeError:
            raise MailServerDown("login") from None


def _fault_of(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate"
    if isinstance(error, ssl.SSLError):
        return "no_tls"
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPNotSupportedError):
        return "login"
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "silent"
    return "unreachable"


def _code_of(error: OSError) -> int:
    return int(error.smtp_code) if isinstance(error, smtplib.SMTPResponseException) else 0
