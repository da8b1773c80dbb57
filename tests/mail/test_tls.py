"""TLS or nothing: no password and no mail to a server that cannot prove its name [T38]."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.mail.wire import (
    PASSWORD,
    USER,
    Certificate,
    Wire,
    make_certificate,
    scripted_server,
    smtp_server,
    speak,
)
from widget.mail.errors import BadMailServer, MailServerDown
from widget.mail.server import server_of
from widget.mail.smtp import SmtpTransport, Timeouts
from widget.mail.transports import transport_for

FROM, TO = "desk@desk.example", "hanna.lind@post.example"
QUICK = Timeouts(step=0.5, taken=0.5, whole=5)


@pytest.fixture(scope="session")
def localhost(tmp_path_factory) -> Certificate:
    """A certificate for this machine's name."""
    return make_certificate(tmp_path_factory.mktemp("tls"), "localhost")


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory) -> Certificate:
    """A certificate for another name."""
    return make_certificate(tmp_path_factory.mktemp("tls"), "mail.elsewhere.example")


def test_T38_starttls_and_log_in_with_a_trusted_certificate(localhost, message):
    wire = Wire()
    options: dict[str, Any] = {
        "tls_context": localhost.server_context(),
        "require_starttls": True,
        "authenticator": wire.authenticate,
        "auth_required": True,
    }
    with smtp_server(wire, **options) as port:
        url = f"smtp://{USER}:P%C3%A4sswort%20%231@localhost:{port}?ca_file={localhost.certificate}"
        transport = transport_for(url)
        transport.send(message, FROM, TO)
        transport.close()
    assert wire.logins == [(USER.encode(), PASSWORD.encode())]
    assert len(wire.mails) == 1


def test_T38_tls_from_the_first_byte(localhost, message):
    wire = Wire()
    with smtp_server(wire, ssl_context=localhost.server_context()) as port:
        transport = transport_for(f"smtps://localhost:{port}?ca_file={localhost.certificate}")
        transport.send(message, FROM, TO)
        transport.close()
    assert len(wire.mails) == 1


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize("wrong", ["nobody vouches for it", "it is for another name"])
def test_T38_a_certificate_that_is_wrong_gets_no_password_and_no_mail(
    scheme, wrong, localhost, elsewhere, message
):
    wire = Wire()
    if wrong == "nobody vouches for it":
        context, ca_file = localhost.server_context(), ""
    else:
        context, ca_file = elsewhere.server_context(), f"?ca_file={elsewhere.certificate}"
    tls: dict[str, Any] = (
        {"ssl_context": context}
        if scheme == "smtps"
        else {"tls_context": context, "authenticator": wire.authenticate}
    )
    with smtp_server(wire, **tls) as port:
        server = server_of(f"{scheme}://{USER}:secret@localhost:{port}{ca_file}")
        # As it is for any name but this machine's own.
        transport = SmtpTransport(replace(server, starttls=scheme == "smtp"))
        with pytest.raises(MailServerDown) as down:
            transport.send(message, FROM, TO)
    assert down.value.fault == "certificate"
    assert not wire.logins
    assert not wire.envelopes


@pytest.mark.parametrize(
    "script",
    [
        # Offers a log-in but, as if somebody in between had cut it out, no STARTTLS.
        lambda connection, heard: speak(connection, heard, ehlo="250-here\n250 AUTH PLAIN LOGIN"),
        # Offers it and then says that it cannot.
        lambda connection, heard: speak(
            connection, heard, ehlo="250-here\n250-AUTH PLAIN\n250 STARTTLS"
        ),
    ],
    ids=["stripped", "refused"],
)
def test_T38_without_starttls_no_password_and_no_mail_is_sent(script, message):
    with scripted_server(script) as (port, heard):
        server = server_of(f"smtp://{USER}:secret@127.0.0.1:{port}")
        transport = SmtpTransport(replace(server, starttls=True), QUICK)
        with pytest.raises(MailServerDown) as down:
            transport.send(message, FROM, TO)
    assert down.value.fault == "no_tls"
    assert set(heard.commands) <= {"EHLO", "STARTTLS"}
    assert not heard.mails


def test_T38_tls_is_demanded_beyond_this_machine_and_cannot_be_switched_off():
    assert server_of("smtp://mail.example").starttls
    assert server_of("smtp://user:secret@10.0.0.5:25").starttls
    assert server_of("smtp://localhost.evil.example").starttls
    assert server_of("smtps://mail.example").tls_at_once
    assert not server_of("smtp://127.0.0.1:25").starttls
    assert not server_of("smtp://[::1]:25").starttls
    for url in ("smtp://mail.example?tls=no", "smtp://mail.example?starttls=0"):
        with pytest.raises(BadMailServer):
            server_of(url)
