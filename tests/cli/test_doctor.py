from __future__ import annotations

import os
import shutil
import sqlite3
from collections import namedtuple
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.live import free_port
from tests.mail.wire import PASSWORD, USER, Wire, make_certificate, smtp_server
from widget.app import open_desk
from widget.cli.doctor.machine import look_at_python
from widget.desk import Actor, all_shops, open_webhooks, people_of
from widget.settings import read_settings

QUOTED = "P%C3%A4sswort%20%231"
Doctor = Callable[..., tuple[int, list[str]]]
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def doctor(amends, made) -> Doctor:
    """Ask the doctor: the exit status and what is wrong, in sentences."""

    def ask(**settings: str) -> tuple[int, list[str]]:
        result = amends("doctor", **settings)
        assert not result.exception or isinstance(result.exception, SystemExit), result.exception
        assert QUOTED not in result.output
        assert PASSWORD not in result.output
        lines = result.output.splitlines()
        return result.exit_code, [line[7:] for line in lines if line.startswith("wrong  ")]

    return ask


def change(made: Path, statement: str) -> None:
    with closing(sqlite3.connect(made / "amends.db")) as database:
        database.execute(statement)
        database.commit()


def test_a_healthy_desk_is_said_to_be_well(amends, made):
    wire = Wire()
    with smtp_server(wire) as port:
        url = f"smtp://127.0.0.1:{port}"
        result = amends(
            "doctor", SMTP_URL=url, MAIL_FROM="desk@shop.example", CONTACT="a@b.example"
        )
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "All is well."
    assert "wrong  " not in result.output
    assert not wire.envelopes


def test_wrong_settings_are_said(doctor):
    status, (sentence,) = doctor(PRT="1")
    assert status == 1
    assert sentence.startswith("Environment: there is no setting “AMENDS_PRT”.")


def test_a_missing_folder_is_said(amends, data):
    result = amends("doctor")
    assert result.exit_code == 1
    assert f"wrong  There is no data folder {data}." in result.output
    assert not data.exists()


def test_T49_whatever_others_may_read_is_named_with_the_cure(doctor, made):
    made.chmod(0o755)
    (made / "amends.toml").chmod(0o644)
    (made / "amends.db").chmod(0o660)
    (made / "amends.before-20261117T140641Z.db").touch(0o644)
    status, sentences = doctor()
    assert status == 1
    assert len(sentences) == 4
    for mode, path in ((700, made), (600, made / "amends.toml"), (600, made / "amends.db")):
        assert any(sentence.endswith(f"chmod {mode} {path}") for sentence in sentences)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user_is_said(doctor, made):
    os.chown(made / "amends.db", 12345, 12345)
    _, (sentence,) = doctor()
    assert sentence.startswith(f"{made}/amends.db belongs to another user.")


def test_a_missing_database_is_said(doctor, made):
    (made / "amends.db").unlink()
    status, (sentence,) = doctor()
    assert (status, sentence) == (1, "There is no database yet. “amends init” makes one.")


@pytest.mark.parametrize("damage", ["rubbish", "a page in the middle", "cut"])
def test_a_damaged_database_is_said_and_not_touched(doctor, made, damage):
    file = made / "amends.db"
    whole = file.read_bytes()
    if damage == "rubbish":
        broken = b"no database at all, " * 500
    elif damage == "cut":
        broken = whole[: len(whole) // 2]
    else:
        middle = len(whole) // 4096 // 2 * 4096
        broken = whole[:middle] + b"\xff" * 8192 + whole[middle + 8192 :]
    file.write_bytes(broken)
    status, sentences = doctor()
    assert status == 1
    assert sentences[0].startswith(f"The database {file} is damaged.")
    assert file.read_bytes() == broken


def test_a_database_of_an_earlier_version_is_said_and_not_migrated(doctor, made):
    change(made, "DELETE FROM alembic_version")
    _, (sentence,) = doctor()
    assert sentence.startswith("The database is of an earlier version.")
    with closing(sqlite3.connect(made / "amends.db")) as database:
        assert database.execute("SELECT count(*) FROM alembic_version").fetchone() == (0,)


def test_a_database_of_a_later_version_is_said(doctor, made):
    change(made, "UPDATE alembic_version SET version_num = '9999'")
    _, (sentence,) = doctor()
    assert sentence == "The database is of a later version of Amends than this one."


def test_a_postgresql_that_is_not_there_is_said(doctor):
    _, (sentence,) = doctor(DATABASE_URL=f"postgresql://me:{QUOTED}@127.0.0.1:{free_port()}/amends")
    assert sentence.startswith("The database cannot be reached")


def test_a_clock_that_went_back_is_said(doctor, made):
    # A year ahead of any clock this test will meet.
    change(made, "UPDATE events SET at = 4102444800000")
    _, (sentence,) = doctor()
    assert "The clock of this machine says" in sentence
    assert "Friday 1 January 2100" in sentence


def test_no_mail_server_is_said(doctor, made):
    (made / "amends.toml").write_text("")
    _, (sentence,) = doctor()
    assert sentence.startswith("There is no mail server")


def test_a_mail_server_that_does_not_answer_is_said(doctor):
    url = f"smtp://{USER}:{QUOTED}@127.0.0.1:{free_port()}"
    status, (sentence,) = doctor(SMTP_URL=url, MAIL_FROM="desk@shop.example")
    assert (status, sentence) == (1, "127.0.0.1: The mail server cannot be reached.")


def test_a_mail_server_of_an_unknown_name_is_said(doctor):
    url = "smtp://mail.invalid"
    _, (sentence,) = doctor(SMTP_URL=url, MAIL_FROM="desk@shop.example")
    assert sentence == "mail.invalid: The mail server cannot be reached."


def test_the_second_mail_server_is_looked_at_too(doctor):
    url = f"smtp://127.0.0.1:{free_port()}"
    _, (sentence,) = doctor(SMTP_URL_2=url)
    assert sentence == "127.0.0.1: The mail server cannot be reached."


def test_a_wrong_password_is_said(doctor, tmp_path):
    wire = Wire()
    made = make_certificate(tmp_path, "localhost")
    with smtp_server(
        wire,
        auth_required=True,
        tls_context=made.server_context(),
        authenticator=wire.authenticate,
    ) as port:

        def ask(password):
            url = f"smtp://{USER}:{password}@localhost:{port}?ca_file={made.certificate}"
            return doctor(SMTP_URL=url, MAIL_FROM="desk@shop.example")[1]

        assert ask(QUOTED) == []
        (sentence,) = ask("wrong")
    assert sentence.startswith("localhost: The mail server does not accept the user name and")
    assert not wire.envelopes


def test_a_certificate_that_nobody_vouches_for_is_said(doctor, tmp_path):
    made = make_certificate(tmp_path, "localhost")
    with smtp_server(Wire(), ssl_context=made.server_context()) as port:
        _, (sentence,) = doctor(SMTP_URL=f"smtps://localhost:{port}", MAIL_FROM="a@b.example")
    assert sentence.startswith("localhost: The mail server shows a certificate")


def test_mail_that_waits_is_said(doctor, made):
    change(made, "INSERT INTO health VALUES ('mail', 1794924401000, 'login 535', 1794924401000)")
    _, (sentence,) = doctor()
    assert sentence.startswith("Mail is not leaving: 0 messages wait. Nothing is lost.")
    assert "user name and password" in sentence


def test_a_full_disk_is_said(doctor, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, 499_999_999))
    _, (sentence,) = doctor()
    assert sentence.startswith("Only 499 MB are free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, 500_000_000))
    assert doctor() == (0, [])


def test_links_that_lead_elsewhere_are_said(doctor):
    _, (sentence,) = doctor(PORT="8100")
    expected = "Links lead to http://127.0.0.1:8000, but the desk listens on port 8100."
    assert sentence == expected


def test_T60_https_without_a_trusted_proxy_is_said(doctor):
    _, (sentence,) = doctor(BASE_URL="https://desk.example")
    assert "“trusted_proxies” is empty" in sentence
    assert doctor(BASE_URL="https://desk.example", TRUSTED_PROXIES="127.0.0.1") == (0, [])


def test_T61_serving_beyond_this_machine_without_a_proxy_is_warned_of(amends, made):
    (made / "amends.toml").write_text(f'smtp_url = "folder://{made}/mails"')
    (made / "amends.toml").chmod(0o600)
    settings = {"HOST": "0.0.0.0", "BASE_URL": "https://desk.example"}
    assert "a few slow connections can keep everybody out" in amends("doctor", **settings).output
    quiet = amends("doctor", TRUSTED_PROXIES="10.0.0.1", **settings).output
    assert "slow connections" not in quiet


def test_T79_a_missing_security_contact_is_warned_of(amends, made):
    said = amends("doctor").output
    assert "“contact” is empty, so security holes are told to orla@wrenandtide.example." in said
    (made / "amends.toml").write_text("")
    assert "cannot tell you." in amends("doctor").output
    told = amends("doctor", CONTACT="security@shop.example").output
    assert "Security holes are told to mailto:security@shop.example." in told


@pytest.mark.parametrize(
    ("version", "level"),
    [
        ((3, 11, 9), "note"),
        ((3, 11, 10), "fine"),
        ((3, 12, 4), "note"),
        ((3, 12, 5), "fine"),
        ((3, 13, 0), "fine"),
    ],
)
def test_T26_a_python_with_the_hole_in_mail_headers_is_warned_of(version, level):
    (finding,) = look_at_python(version)
    assert finding.level == level


def test_a_folder_that_does_not_let_us_look_is_said_and_the_rest_is_still_looked_at(
    doctor, made, monkeypatch
):
    def refuse(path: Path) -> Usage:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(shutil, "disk_usage", refuse)
    (made / "amends.toml").chmod(0o644)
    status, sentences = doctor()
    assert status == 1
    assert len(sentences) == 2
    assert sentences[1] == f"{made} cannot be used: Permission denied."


def connect_a_shop(made: Path) -> Path:
    """Connect the shop of the desk, as its owner does; returns the key file."""
    desk = open_desk(read_settings({"AMENDS_DATA": str(made)}))
    try:
        (shop,) = all_shops(desk)
        (person, *_) = people_of(desk, shop.id)
        open_webhooks(desk, Actor(shop.id, person.id, "owner", person.name))
    finally:
        desk.store.close()
    return made / "storefronts.key"


def test_nothing_is_said_of_a_key_file_where_no_shop_is_connected(amends, made):
    assert "storefronts.key" not in amends("doctor").output


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        ("gone", "storefronts.key is not in the data folder, so nothing that "),
        ("cut", "cannot be read, is cut off or was changed"),
        ("short", "cannot be read, is cut off or was changed"),
        ("odd", "cannot be read, is cut off or was changed"),
        ("open", "Other users of this machine can get at"),
    ],
)
def test_T49_each_fault_of_the_key_file_is_said(amends, made, doctor, harm, sentence):
    key = connect_a_shop(made)
    assert "The key file of connected shops is whole" in amends("doctor").output
    before = doctor()[1]
    if harm == "gone":
        key.unlink()
    elif harm == "open":
        key.chmod(0o640)
    else:
        key.write_bytes({"cut": b"", "short": b"ab\n", "odd": b"\xff" * 64}[harm])
    status, sentences = doctor()
    assert status == 1
    (said,) = [each for each in sentences if each not in before]
    assert sentence in said
