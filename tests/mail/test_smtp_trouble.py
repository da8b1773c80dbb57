"""Mail servers that are down, silent, slow or say no: whose fault it is, and how soon it shows."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from tests.mail.wire import (
    USER,
    Wire,
    free_port,
    scripted_server,
    smtp_server,
    speak,
)
from widget.mail.errors import MailRefused, MailServerDown
from widget.mail.smtp import SmtpTransport, Timeouts
from widget.mail.transports import transport_for

FROM, TO = "desk@desk.example", "hanna.lind@post.example"
QUICK = Timeouts(step=0.5, taken=0.5, whole=5)


def test_a_wrong_password_is_the_servers_fault_not_the_mails(message):
    wire = Wire()
    options: dict[str, Any] = {
        "authenticator": wire.authenticate,
        "auth_require_tls": False,
    }
    with smtp_server(wire, **options) as port:
        transport = transport_for(f"smtp://{USER}:wrong@127.0.0.1:{port}")
        with pytest.raises(MailServerDown) as down:
            transport.send(message, FROM, TO)
    assert (down.value.fault, down.value.code) == ("login", 535)
    assert not wire.envelopes


def test_a_server_without_log_in_is_not_spoken_to_further(message):
    wire = Wire()
    with smtp_server(wire) as port:
        transport = transport_for(f"smtp://{USER}:secret@127.0.0.1:{port}")
        with pytest.raises(MailServerDown) as down:
            transport.send(message, FROM, TO)
    assert down.value.fault == "login"
    assert not wire.envelopes


def test_nobody_at_the_port_is_a_server_that_is_down(message):
    with pytest.raises(MailServerDown) as down:
        transport_for(f"smtp://127.0.0.1:{free_port()}").send(message, FROM, TO)
    assert down.value.fault == "unreachable"
    assert not down.value.maybe_sent


def test_a_name_that_does_not_exist_is_a_server_that_is_down(message):
    with pytest.raises(MailServerDown) as down:
        transport_for("smtps://mail.invalid").send(message, FROM, TO)
    assert down.value.fault == "unreachable"


@pytest.mark.parametrize("silent_after", ["", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_silent_server_is_left_after_the_time_for_one_step(silent_after, message):
    released = threading.Event()

    def script(connection, heard):
        if silent_after:
            speak(connection, heard, stop_at=silent_after)
        released.wait(30)

    with scripted_server(script) as (port, _):
        begun = time.monotonic()
        transport = SmtpTransport.from_url(f"smtp://127.0.0.1:{port}", QUICK)
        with pytest.raises(MailServerDown) as down:
            transport.send(message, FROM, TO)
        taken = time.monotonic() - begun
        released.set()
    assert down.value.fault == ("broke_off" if silent_after == "DATA" else "silent")
    assert taken < 4


def test_a_server_that_says_a_byte_now_and_then_is_left_after_the_time_for_the_whole(message):
    ended = threading.Event()

    def drip(connection, heard):
        del heard
        while not ended.wait(0.05):
            connection.sendall(b"2")

    with scripted_server(drip) as (port, _):
        begun = time.monotonic()
        timeouts = Timeouts(step=0.5, taken=0.5, whole=1)
        with pytest.raises(MailServerDown):
            SmtpTransport.from_url(f"smtp://127.0.0.1:{port}", timeouts).send(message, FROM, TO)
        taken = time.monotonic() - begun
        ended.set()
    assert taken < 4


def test_a_tls_handshake_that_never_ends_is_left_too(message):
    ended = threading.Event()

    def drip(connection, heard):
        del heard
        # The head of a long handshake record, and then its body byte by byte.
        connection.sendall(b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb")
        while not ended.wait(0.05):
            connection.sendall(b"\x03")

    with scripted_server(drip) as (port, _):
        begun = time.monotonic()
        timeouts = Timeouts(step=0.5, taken=0.5, whole=1)
        with pytest.raises(MailServerDown):
            SmtpTransport.from_url(f"smtps://localhost:{port}", timeouts).send(message, FROM, TO)
        taken = time.monotonic() - begun
        ended.set()
    assert taken < 4


def test_a_server_that_dies_after_the_mail_may_have_taken_it(message):
    with (
        scripted_server(lambda line, heard: speak(line, heard, stop_at=".")) as (port, heard),
        pytest.raises(MailServerDown) as down,
    ):
        transport_for(f"smtp://127.0.0.1:{port}").send(message, FROM, TO)
    assert down.value.fault == "broke_off"
    assert down.value.maybe_sent
    assert len(heard.mails) == 1


@pytest.mark.parametrize(
    ("answer", "permanent", "fault"),
    [
        ("450 4.2.0 greylisted, come back", False, "later"),
        ("452 4.2.2 mailbox full", False, "later"),
        ("550 5.1.1 nobody of that name", True, "refused"),
        ("553 5.1.3 bad address", True, "refused"),
    ],
)
def test_a_refused_recipient_is_this_mails_fault_and_the_next_one_leaves(
    answer, permanent, fault, message
):
    wire = Wire(rcpt=lambda address: answer if address == "gone@post.example" else None)
    with smtp_server(wire) as port:
        transport = transport_for(f"smtp://127.0.0.1:{port}")
        with pytest.raises(MailRefused) as refused:
            transport.send(message, FROM, "gone@post.example")
        transport.send(message, FROM, TO)
        transport.close()
    assert (refused.value.fault, refused.value.permanent) == (fault, permanent)
    assert refused.value.code == int(answer[:3])
    assert wire.recipients == [[TO]]


@pytest.mark.parametrize(
    ("answer", "permanent"), [("554 5.7.1 looks like spam", True), ("451 4.7.1 try later", False)]
)
def test_a_refused_text_is_this_mails_fault(answer, permanent, message):
    wire = Wire(data=lambda _message: answer)
    with smtp_server(wire) as port:
        transport = transport_for(f"smtp://127.0.0.1:{port}")
        with pytest.raises(MailRefused) as refused:
            transport.send(message, FROM, TO)
        transport.close()
    assert refused.value.permanent is permanent


@pytest.mark.parametrize("answer", ["554 5.7.1 Relay access denied", "530 5.7.0 log in first"])
def test_a_refused_relay_is_the_servers_fault_for_it_would_refuse_everybody(answer, message):
    with smtp_server(Wire(rcpt=lambda _address: answer)) as port:
        transport = transport_for(f"smtp://127.0.0.1:{port}")
        with pytest.raises(MailServerDown) as down:
            transport.send(message, FROM, TO)
    assert down.value.fault == "sender"


def test_a_server_that_hangs_up_at_one_name_may_be_well_otherwise(message):
    with (
        scripted_server(lambda line, heard: speak(line, heard, stop_at="RCPT")) as (port, _),
        pytest.raises(MailRefused) as refused,
    ):
        transport_for(f"smtp://127.0.0.1:{port}").send(message, FROM, TO)
    assert not refused.value.permanent


@pytest.mark.parametrize("greeting", [b"421 too busy\r\n", b"554 not you\r\n", b"garbage\r\n"])
def test_a_server_that_greets_with_no_is_down(greeting, message):
    def script(connection, heard):
        del heard
        connection.sendall(greeting)

    with scripted_server(script) as (port, _), pytest.raises(MailServerDown):
        transport_for(f"smtp://127.0.0.1:{port}").send(message, FROM, TO)
