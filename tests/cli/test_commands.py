from __future__ import annotations

import re
import sqlite3
import stat
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import INIT
from widget.app import open_desk
from widget.cli.init import toml_of
from widget.cli.questions import guess_country, guess_id
from widget.desk import all_shops, look_at_login, people_of
from widget.settings import Settings


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_amends_alone_shows_what_there_is(amends):
    result = amends()
    assert result.exit_code == 0
    for command in ("demo", "init", "serve", "login", "shop", "doctor", "keys"):
        assert re.search(rf"^  {command}  +[A-Z]", result.output, re.MULTILINE)
    assert result.output == amends("--help").output


def test_the_version_is_said(amends):
    result = amends("--version")
    assert result.exit_code == 0
    assert re.fullmatch(r"amends .+\n", result.output)


def test_help_and_version_need_no_settings(amends):
    assert amends("--version", BASEURL="x").exit_code == 0
    assert amends("serve", "--help", BASEURL="x").exit_code == 0


def test_every_command_says_what_is_wrong_with_the_settings_and_ends_with_2(amends):
    for command in (["serve"], ["login"], ["shop", "list"], ["init", "--yes"], ["keys", "rotate"]):
        result = amends(*command, PRT="8000", PORT="eighty")
        assert result.exit_code == 2, command
        assert "there is no setting “AMENDS_PRT”" in result.output
        assert "“eighty” does not fit “AMENDS_PORT”" in result.output


def test_the_data_folder_can_be_said_before_the_command(amends, made, tmp_path):
    assert "wren-tide" in amends("--data", str(made), "shop", "list", DATA="").output
    assert "no desk" in amends("--data", str(tmp_path / "none"), "shop", "list").output


def test_init_makes_a_desk_that_nobody_else_can_read(amends, data):
    result = amends(*INIT, "--smtp-url", "smtps://me:pa%22ss@mail.shop.example", "--mail-from",
                    "desk@shop.example", "--base-url", "https://desk.example")  # fmt: skip
    assert result.exit_code == 0, result.output
    assert mode_of(data) == 0o700
    assert {mode_of(file) for file in data.iterdir()} == {0o600}
    assert "http" in result.output
    assert "pa%22ss" not in result.output
    listed = amends("shop", "list").output
    assert listed == "wren-tide\tWren & Tide\thttps://desk.example/s/wren-tide\n"


def test_init_behind_https_trusts_the_proxy_on_the_same_machine(amends, data):
    amends(*INIT, "--base-url", "https://desk.example")
    assert 'trusted_proxies = ["127.0.0.1", "::1"]' in (data / "amends.toml").read_text()


def test_init_listens_where_its_links_lead(amends, data):
    amends(*INIT, "--base-url", "http://127.0.0.1:8123")
    assert "port = 8123" in (data / "amends.toml").read_text()


def test_init_makes_shop_and_owner(amends, made):
    desk = open_desk(Settings(data=made))
    (shop,) = all_shops(desk)
    (person,) = people_of(desk, shop.id)
    desk.store.close()
    assert (shop.slug, shop.zone, shop.country) == ("wren-tide", "Europe/Dublin", "IE")
    assert shop.languages == ("en", "de")
    assert (person.email, person.role) == ("orla@wrenandtide.example", "owner")


def test_init_refuses_to_overwrite_a_desk(amends, made):
    before = {file: file.read_bytes() for file in made.iterdir()}
    result = amends(*INIT)
    assert result.exit_code == 1
    assert result.output.startswith(f"There is a desk in {made} already.")
    assert {file: file.read_bytes() for file in made.iterdir()} == before


def test_init_refuses_a_database_that_is_there_without_its_settings(amends, made):
    (made / "amends.toml").unlink()
    result = amends(*INIT)
    assert result.exit_code == 1
    assert "There is a database" in result.output
    assert not (made / "amends.toml").exists()


def test_init_without_questions_says_all_that_is_missing_or_does_not_do(amends, data):
    result = amends("init", "--yes", "--name", " ", "--zone", "Mars", "--languages", "xx",
                    "--email", "a@b@c", "--country", "Ireland", "--base-url", "http://desk.example",
                    "--smtp-url", "mail")  # fmt: skip
    assert result.exit_code == 1
    lines = result.output.splitlines()
    for option in ("--name", "--zone", "--languages", "--email", "--country", "--base-url",
                   "--smtp-url"):  # fmt: skip
        assert any(line.startswith(f"{option}: ") for line in lines), option
    assert "--owner is missing." in lines
    assert not data.exists()


def test_init_that_fails_can_simply_be_run_again(amends, data):
    failed = amends(*INIT, "--id", "x" * 48, "--name", "y" * 200)
    assert failed.exit_code == 1
    assert not (data / "amends.toml").exists()
    assert amends(*INIT).exit_code == 0


def test_init_without_a_sender_is_told_so_and_leaves_nothing(amends, data):
    result = amends(*INIT, "--smtp-url", "smtp://mail.shop.example", "--mail-from", "")
    assert result.exit_code == 2
    assert "“mail_from” is missing" in result.output
    assert not (data / "amends.toml").exists()


def test_init_asks_again_until_an_answer_does(amends, data):
    answers = ["Bücher & Meer", "", "Orla Byrne", "orla at sea", "orla@wrenandtide.example", "",
               "Europe/Nowhere", "Europe/Dublin", "", "", "", ""]  # fmt: skip
    result = amends("init", input="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    assert "Write one email address, for example orla@shop.example." in result.output
    assert "Write a zone such as Europe/Dublin" in result.output
    assert "bucher-meer" in amends("shop", "list").output
    assert "No mail server yet" in result.output
    assert "smtp_url" not in (data / "amends.toml").read_text()


def test_init_that_is_broken_off_leaves_nothing(amends, data):
    result = amends("init", input="Wren & Tide\n")
    assert result.exit_code == 1
    assert not (data / "amends.toml").exists()


def test_what_the_environment_says_is_neither_asked_nor_written(amends, data):
    url = f"folder://{data}/mails"
    result = amends(*INIT, SMTP_URL=url, MAIL_FROM="desk@shop.example")
    assert result.exit_code == 0, result.output
    assert "smtp_url" not in (data / "amends.toml").read_text()


def test_login_prints_a_link_that_works_once_and_nothing_else(amends, made):
    result = amends("login")
    assert result.exit_code == 0
    link = result.stdout.strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/inbox/login/[\w-]{43}", link)
    assert "orla@wrenandtide.example" in result.stderr
    desk = open_desk(Settings(data=made))
    view = look_at_login(desk, link.rpartition("/")[2], None)
    desk.store.close()
    assert view.state == "button"


def test_login_of_a_stranger_is_refused(amends, made):
    result = amends("login", "--email", "stranger@post.example")
    assert result.exit_code == 1
    assert result.output == "Nobody can log in as stranger@post.example.\n"


def test_login_asks_who_where_several_can(amends, made):
    added = amends("shop", "add", "--yes", "--name", "North Oven", "--owner", "Kaja Holm",
                   "--email", "kaja@northoven.example", "--zone", "Europe/Oslo")  # fmt: skip
    assert added.exit_code == 0, added.output
    result = amends("login")
    assert result.exit_code == 1
    assert "kaja@northoven.example" in result.output
    assert amends("login", "--email", "kaja@northoven.example").exit_code == 0


def test_a_shop_is_added_listed_and_shown(amends, made):
    added = amends("shop", "add", "--yes", "--name", "North Oven", "--owner", "Kaja Holm",
                   "--email", "kaja@northoven.example", "--zone", "Europe/Oslo")  # fmt: skip
    assert added.output == "North Oven is open at http://127.0.0.1:8000/s/north-oven\n"
    listed = [line.split("\t")[0] for line in amends("shop", "list").output.splitlines()]
    assert listed == ["north-oven", "wren-tide"]
    shown = amends("shop", "show", "north-oven").output
    assert "Time zone: Europe/Oslo" in shown
    assert "Kaja Holm <kaja@northoven.example>, owner" in shown


def test_a_second_shop_of_the_same_name_is_refused(amends, made):
    result = amends("shop", "add", *INIT[1:])
    assert result.exit_code == 1
    assert result.output == "Another shop of this desk has that name.\n"


def test_a_folder_that_cannot_be_made_is_a_sentence(amends, tmp_path):
    (tmp_path / "file").write_text("")
    for command in (INIT, ("serve",)):
        result = amends("--data", str(tmp_path / "file" / "desk"), *command)
        assert result.exit_code in {1, 2}
        assert "Not a directory" in result.output


def test_an_unknown_shop_is_said_to_be_unknown(amends, made):
    for name in ("nobody", "../x", "x" * 1000, "ä\udcff"):
        result = amends("shop", "show", name)
        assert result.exit_code == 1, name
        assert "There is no shop" in result.output


def test_commands_without_a_desk_say_how_to_make_one(amends, data):
    for command in (["login"], ["shop", "list"], ["shop", "show", "x"], ["keys", "rotate"]):
        result = amends(*command)
        assert result.exit_code == 1
        assert result.output == f"There is no desk in {data} yet. “amends init” makes one.\n"
        assert not data.exists()


def test_rotated_keys_stand_beside_the_old_ones(amends, made):
    def keys() -> list[tuple[str, bytes]]:
        with closing(sqlite3.connect(made / "amends.db")) as database:
            return database.execute("SELECT purpose, secret FROM keys ORDER BY key_id").fetchall()

    amends("keys", "rotate")
    before = keys()
    result = amends("keys", "rotate")
    assert result.exit_code == 0, result.output
    assert keys()[: len(before)] == before
    assert {purpose for purpose, _ in keys()[len(before) :]} == {"form", "link", "csrf"}
    assert not any(secret.hex() in result.output for _, secret in keys())


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Wren & Tide", "wren-tide"),
        ("Bücher am Meer", "bucher-am-meer"),
        ("  --x--  ", "x"),
        ("海", None),
        ("a" * 100, "a" * 48),
    ],
)
def test_an_id_is_guessed_from_the_name(name, slug):
    assert guess_id({"name": name}) == slug


def test_a_country_is_guessed_from_the_zone():
    assert guess_country({"zone": "Europe/Dublin"}) == "IE"
    assert guess_country({"zone": "America/New_York"}) == "US"
    assert guess_country({"zone": "UTC"}) is None


def test_init_writes_toml_whatever_stands_in_an_answer():
    odd = {"mail_from": 'o"\\’#=[\u2028]@shop.example', "port": 8100, "trusted_proxies": ["::1"]}
    assert tomllib.loads(toml_of(odd)) == odd


def test_help_is_in_the_language_of_the_terminal_when_there_is_one(amends, monkeypatch):
    monkeypatch.setenv("LANG", "xx_XX.UTF-8")
    assert amends().exit_code == 0
    monkeypatch.setenv("LANG", "C")
    assert "Run the desk" in amends().output
