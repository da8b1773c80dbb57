"""The ways out that work: SMTP on a real socket, a folder of files, and the URLs that name them."""

from __future__ import annotations

import pytest

from tests.mail.paper import a_case, a_shop, material_for, written
from tests.mail.wire import (
    Wire,
    free_port,
    read,
    scripted_server,
    smtp_server,
)
from widget.mail.errors import BadMailServer, MailServerDown, fault_sentence
from widget.mail.server import server_of
from widget.mail.smtp import SmtpTransport, Timeouts
from widget.mail.transports import FolderTransport, transport_for
from widget.mail.words import words_for

FROM, TO = "desk@desk.example", "hanna.lind@post.example"
QUICK = Timeouts(step=0.5, taken=0.5, whole=5)


def test_a_mail_arrives_whole_at_its_one_recipient(message):
    wire = Wire()
    with smtp_server(wire) as port:
        transport = transport_for(f"smtp://127.0.0.1:{port}")
        transport.send(message, FROM, TO)
        transport.close()
    [envelope] = wire.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (FROM, [TO])
    assert envelope.content == message.as_bytes()


def test_one_connection_carries_many_mails(message):
    wire = Wire()
    with smtp_server(wire) as port:
        transport = transport_for(f"smtp://127.0.0.1:{port}")
        for _ in range(3):
            transport.send(message, FROM, TO)
        transport.close()
    assert len(wire.mails) == 3
    assert len(wire.sessions) == 1


def test_a_connection_that_died_meanwhile_is_made_again(message):
    wire, port = Wire(), free_port()
    transport = transport_for(f"smtp://127.0.0.1:{port}")
    with smtp_server(wire, port):
        transport.send(message, FROM, TO)
    with smtp_server(wire, port):
        transport.send(message, FROM, TO)
        transport.close()
    assert len(wire.mails) == 2


def test_a_server_that_takes_one_mail_a_connection_gets_one_a_connection(message):
    # It hangs up on the second MAIL of a connection: the next connection brings that mail.
    def script(connection, heard):
        before = len(heard.mails)
        lines = connection.makefile("rb")
        connection.sendall(b"220 here\r\n")
        for raw in lines:
            command = raw.split()[0].upper()
            if command == b"MAIL" and len(heard.mails) > before:
                connection.sendall(b"421 one is enough\r\n")
                return
            if command == b"DATA":
                connection.sendall(b"354 go on\r\n")
                body = b""
                for line in lines:
                    if line == b".\r\n":
                        break
                    body += line
                heard.mails.append(read(body))
            connection.sendall(b"250 fine\r\n")

    with scripted_server(script) as (port, heard):
        transport = SmtpTransport.from_url(f"smtp://127.0.0.1:{port}", QUICK)
        for _ in range(3):
            transport.send(message, FROM, TO)
        transport.close()
    assert len(heard.mails) == 3
    assert heard.calls == 3


@pytest.mark.parametrize(
    "typed", ["=?utf-8?q?a=0ABcc:_v@x?=", "a\r\nBcc: v@x", "a\u2028Bcc: v@x", "a\x00Bcc: v@x"]
)
@pytest.mark.parametrize("mail", ["receipt", "notice", "answer"])
def test_T26_one_recipient_and_no_header_of_a_strangers_on_the_wire(mail, typed):
    case = a_case(name=typed, items=typed, order_number=typed)
    sent = written(mail, material_for(mail, a_shop(name=typed), case))
    wire = Wire()
    with smtp_server(wire) as port:
        transport = transport_for(f"smtp://127.0.0.1:{port}")
        transport.send(sent, FROM, str(sent["To"]))
        transport.close()
    [envelope] = wire.envelopes
    assert envelope.rcpt_tos == [str(sent["To"])]
    [received] = wire.mails
    assert received.keys() == sent.keys()
    assert received["Bcc"] is None
    assert isinstance(envelope.content, bytes)
    head = envelope.content.partition(b"\r\n\r\n")[0].lower()
    assert not any(line.startswith(b"bcc") for line in head.splitlines())


def test_the_folder_gets_one_whole_file_a_mail(tmp_path, message):
    folder = tmp_path / "not" / "there yet"
    transport = transport_for(f"folder://{folder}".replace(" ", "%20"))
    transport.send(message, FROM, TO)
    transport.send(message, FROM, TO)
    transport.close()
    [file] = folder.iterdir()
    assert file.name == "77.abcDEF_-12@desk.example.eml"
    assert file.read_bytes() == message.as_bytes()


def test_a_folder_that_cannot_be_written_is_a_server_that_is_down(tmp_path, message):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(MailServerDown) as down:
        FolderTransport(tmp_path / "file").send(message, FROM, TO)
    assert down.value.fault == "unwritable"


def test_a_message_id_never_leaves_the_folder(tmp_path):
    sent = written("test", message_id="<../../x/1@desk.example>")
    FolderTransport(tmp_path / "mails").send(sent, FROM, TO)
    [file] = (tmp_path / "mails").iterdir()
    assert file.name == ".._.._x_1@desk.example.eml"


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:99999",
        "smtp://mail.example/path",
        "smtp://mail.example#x",
        "smtp://user@mail.example",
        "smtp://:secret-pass@mail.example",
        "smtp://[::1",
        "smtps://mail.example?ca_file=/does/not/exist.pem",
        "folder://host/path",
        "folder:///",
    ],
)
def test_a_mail_server_that_cannot_be_meant_is_a_sentence_without_the_password(url):
    with pytest.raises(BadMailServer) as bad:
        transport_for(url)
    assert "secret-pass" not in str(bad.value)
    assert str(bad.value).endswith(".")


def test_ports_are_the_usual_ones_unless_named():
    assert server_of("smtp://mail.example").port == 587
    assert server_of("smtps://mail.example").port == 465
    assert server_of("smtp://localhost").port == 25
    assert server_of("smtp://mail.example:2525").port == 2525


def test_a_password_shows_in_no_picture_of_the_server():
    server = server_of("smtps://desk:secret-pass@mail.example")
    assert server.password == "secret-pass"
    assert "secret-pass" not in repr(server)


def test_a_fault_is_a_sentence_for_the_owner():
    words = words_for("en")
    assert fault_sentence("", words) == ""
    assert fault_sentence("login 535", words) == (
        "The mail server does not accept the user name and password in the settings. (535)"
    )
    assert (
        fault_sentence("something new", words) == fault_sentence("defect", words)[:-1] + ". (new)"
    )


def test_without_a_mail_server_every_mail_waits(message):
    transport = transport_for("")
    with pytest.raises(MailServerDown) as down:
        transport.send(message, FROM, TO)
    transport.close()
    assert down.value.fault == "unset"
    assert not down.value.maybe_sent
