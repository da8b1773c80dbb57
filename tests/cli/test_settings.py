from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from widget.settings import LINES, Settings, SettingsError, read_settings

ROOT = Path(__file__).resolve().parents[2]
SECRET = "tide-and-wren-4711"


def read(folder: Path, text: str | bytes = "", **environ: str) -> Settings:
    raw = text if isinstance(text, bytes) else text.encode()
    if raw:
        (folder / "amends.toml").write_bytes(raw)
    named = {f"AMENDS_{name}": value for name, value in environ.items()}
    return read_settings({"AMENDS_DATA": str(folder), "HOME": "/nowhere", **named})


def refused(folder: Path, text: str | bytes = "", **environ: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read(folder, text, **environ)
    return [problem.said() for problem in caught.value.problems]


def test_without_a_word_the_desk_is_on_this_machine_with_its_database_in_the_folder(tmp_path):
    settings = read(tmp_path)
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.database_url == f"sqlite:///{tmp_path}/amends.db"
    assert settings.on_sqlite
    assert not settings.beyond_loopback
    assert settings.trusted_proxies == ()


def test_the_environment_wins_over_the_file_and_the_file_over_the_defaults(tmp_path):
    assert read(tmp_path, "port = 8100").port == 8100
    assert read(tmp_path, "port = 8100", PORT="8200").port == 8200
    assert read(tmp_path, "port = 8100", PORT="").port == 8100


def test_unknown_setting_stops_the_start_and_names_the_nearest(tmp_path):
    file = tmp_path / "amends.toml"
    assert refused(tmp_path, 'baseurl = "https://desk.example"') == [
        f"{file}: there is no setting “baseurl”. The nearest is “base_url”."
    ]
    file.unlink()
    assert refused(tmp_path, TRUSTED_PROXY="127.0.0.1") == [
        "Environment: there is no setting “AMENDS_TRUSTED_PROXY”. "
        "The nearest is “AMENDS_TRUSTED_PROXIES”."
    ]


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    sentences = refused(tmp_path, 'port = "eighty"\nhots = "127.0.0.1"', LOG_LEVEL="loud")
    assert len(sentences) == 3
    assert sentences[0] == (
        f"{tmp_path}/amends.toml: “eighty” does not fit “port”. "
        "It has to be a number from 1 to 65535, such as 8000."
    )
    assert "The nearest is “host”." in sentences[1]
    assert "AMENDS_LOG_LEVEL" in sentences[2]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("BASE_URL", "desk.example"),
        ("BASE_URL", "http://desk.example"),
        ("BASE_URL", "https://desk.example/help"),
        ("BASE_URL", "https://me@desk.example"),
        ("BASE_URL", "https://desk.example?x"),
        ("BASE_URL", "https://desk.example:99999"),
        ("BASE_URL", "javascript:alert(1)"),
        ("BASE_URL", "https://desk example"),
        ("BASE_URL", f"https://{'a' * 70}.example"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///relative.db"),
        ("DATABASE_URL", "mysql://localhost/amends"),
        ("DATABASE_URL", "postgresql://localhost"),
        ("SMTP_URL", "mail.shop.example"),
        ("SMTP_URL", "http://mail.shop.example"),
        ("SMTP_URL", "smtp://user@mail.shop.example"),
        ("SMTP_URL", "smtps://user:p@ss/word@mail.shop.example"),
        ("SMTP_URL", "smtp://mail.shop.example:port"),
        ("SMTP_URL", "smtps://mail.shop.example?ca_file=/nowhere/ca.pem"),
        ("SMTP_URL", "folder:relative"),
        ("MAIL_FROM", "Orla <orla@shop.example>"),
        ("MAIL_FROM", "orla"),
        ("MAIL_FROM", "a@b.example, c@d.example"),
        ("MAIL_FROM", "a@b.example\nBcc: c@d.example"),
        ("TRUSTED_PROXIES", "0.0.0.0/0"),
        ("TRUSTED_PROXIES", "::/0"),
        ("TRUSTED_PROXIES", "0.0.0.0/1,128.0.0.0/1"),
        ("TRUSTED_PROXIES", "nginx"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("HOST", "desk.example"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "80.5"),
        ("PORT", "8" * 5000),
        ("PORT", "٨٠٠٠"),
        ("CONTACT", "ask Orla"),
        ("CONTACT", "http://shop.example"),
        ("LOG_LEVEL", "trace"),
        ("LOG_LEVEL", "info\x00"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would_be_right(tmp_path, name, wrong):
    more = {"MAIL_FROM": "desk@shop.example"} if name == "SMTP_URL" else {}
    (sentence,) = refused(tmp_path, **more, **{name: wrong})
    assert sentence.startswith("Environment: “")
    assert f"does not fit “AMENDS_{name}”. " in sentence
    assert len(sentence) < 400


@pytest.mark.parametrize(
    ("name", "said", "read_as"),
    [
        ("base_url", "https://Desk.Example/", "https://desk.example"),
        ("base_url", "https://desk.example:443", "https://desk.example"),
        ("base_url", "https://desk.example:8443", "https://desk.example:8443"),
        ("base_url", "https://bücher.example", "https://xn--bcher-kva.example"),
        ("base_url", "http://localhost:8000", "http://localhost:8000"),
        ("base_url", "http://[::1]:8000", "http://[::1]:8000"),
        ("database_url", "postgresql://a:b@h/d", "postgresql+psycopg://a:b@h/d"),
        ("contact", "security@shop.example", "mailto:security@shop.example"),
        ("contact", "mailto:security@shop.example", "mailto:security@shop.example"),
        ("contact", "https://shop.example/security", "https://shop.example/security"),
        ("host", "localhost", "127.0.0.1"),
        ("host", "[::1]", "::1"),
        ("log_level", "WARNING", "warning"),
    ],
)
def test_what_can_be_meant_only_one_way_is_taken(tmp_path, name, said, read_as):
    assert getattr(read(tmp_path, **{name.upper(): said}), name) == read_as


def test_a_list_is_a_list_in_the_file_and_commas_in_the_environment(tmp_path):
    there = read(tmp_path, 'trusted_proxies = ["127.0.0.1", "10.1.0.0/16"]')
    here = read(tmp_path, TRUSTED_PROXIES="127.0.0.1, 10.1.0.0/16")
    assert there.trusted_proxies == here.trusted_proxies
    assert [str(network) for network in here.trusted_proxies] == ["127.0.0.1/32", "10.1.0.0/16"]


def test_private_hosts_are_names_and_addresses_in_one_spelling(tmp_path):
    there = read(tmp_path, 'private_hosts = ["Shop.Internal.", "10.0.0.5", "[::1]"]')
    here = read(tmp_path, "", PRIVATE_HOSTS="shop.internal, 10.0.0.5 ::1")
    assert there.private_hosts == here.private_hosts == ("shop.internal", "10.0.0.5", "::1")


@pytest.mark.parametrize(
    "text",
    ["port = true", "port = 80.5", "base_url = 7", 'trusted_proxies = [1]', 'host = ["::1"]',
     "log_level = { a = 1 }", "smtp_url = 1979-05-27", "trusted_proxies = 1", "private_hosts = 1",
     "private_hosts = [7]", 'private_hosts = ["https://shop.internal"]', 'private_hosts = ["a b"]'],
)  # fmt: skip
def test_a_value_of_the_wrong_type_is_refused(tmp_path, text):
    (sentence,) = refused(tmp_path, text)
    assert "does not fit" in sentence


def test_the_desk_that_others_can_reach_needs_to_know_its_address(tmp_path):
    (sentence,) = refused(tmp_path, HOST="0.0.0.0")
    assert sentence.startswith("“base_url” is missing")
    assert read(tmp_path, HOST="0.0.0.0", BASE_URL="https://desk.example").beyond_loopback


def test_a_mail_server_without_a_sender_is_refused(tmp_path):
    (sentence,) = refused(tmp_path, SMTP_URL="smtp://mail.shop.example")
    assert sentence.startswith("“mail_from” is missing")


def test_secrets_are_in_no_repr_and_in_no_sentence(tmp_path):
    settings = read(
        tmp_path,
        SMTP_URL=f"smtps://orla:{SECRET}@mail.shop.example:465",
        SMTP_URL_2=f"smtps://orla:{SECRET}@other.example:465",
        DATABASE_URL=f"postgresql://orla:{SECRET}@localhost/amends",
        MAIL_FROM="desk@shop.example",
    )
    assert SECRET not in repr(settings)
    assert SECRET not in str(settings)
    for name in ("SMTP_URL", "SMTP_URL_2", "DATABASE_URL"):
        sentences = refused(tmp_path, **{name: f"gopher://orla:{SECRET}@mail.shop.example"})
        assert SECRET not in " ".join(sentences)
    for text in (f'smtp_url = "smtp://orla:{SECRET}', f"{SECRET} {SECRET}", f'port = "{SECRET}'):
        assert SECRET not in " ".join(refused(tmp_path, text))


@pytest.mark.parametrize(
    "raw", [b"port 8000", b"\xff\xfe\x00", b'port = "8000', b"a = 1\na = 2", b"[[[", b"\x00"]
)
def test_a_file_that_is_no_toml_is_refused_with_its_place(tmp_path, raw):
    (sentence,) = refused(tmp_path, raw)
    assert sentence.startswith(f"{tmp_path}/amends.toml cannot be read as TOML (")


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "amends.toml").mkdir()
    (sentence,) = refused(tmp_path)
    assert sentence.startswith(f"{tmp_path}/amends.toml cannot be read: ")


def test_the_folder_cannot_be_moved_from_inside(tmp_path):
    (sentence,) = refused(tmp_path, 'data = "/elsewhere"')
    assert "AMENDS_DATA" in sentence


def test_the_example_file_shows_every_setting_and_can_be_used_line_by_line(tmp_path):
    shown = [
        line.removeprefix("#")
        for line in (ROOT / "amends.toml.example").read_text(encoding="utf-8").splitlines()
        if line.startswith("#") and line[1:2].isalpha()
    ]
    names = {name for line in shown for name in tomllib.loads(line)}
    assert names == set(LINES) - {"data"}
    for line in shown:
        more = {} if line.startswith("mail_from") else {"MAIL_FROM": "desk@shop.example"}
        read(tmp_path, line, BASE_URL="https://desk.example", **more)


def test_the_example_file_says_nothing_before_it_is_edited(tmp_path):
    assert tomllib.loads((ROOT / "amends.toml.example").read_text(encoding="utf-8")) == {}


def test_the_example_file_shows_the_defaults_where_there_are_some():
    text = (ROOT / "amends.toml.example").read_text(encoding="utf-8")
    for name in ("host", "port", "log_level"):
        default = LINES[name].default
        written = f'"{default}"' if isinstance(default, str) else str(default)
        assert f"\n#{name} = {written}\n" in text


def test_the_page_about_settings_names_every_setting_and_its_variable():
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for name in LINES:
        assert f"`AMENDS_{name.upper()}`" in text
        assert name == "data" or f"| `{name}` |" in text
