"""The settings of the machine: defaults, then ``amends.toml``, then the environment.

One line of the class ``Settings`` is one setting: name, default, check, unit and help. What a shop
decides for itself (name, languages, target days …) is its row in the database, not here.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from widget import setting_checks as check
from widget.setting_checks import N_, DoesNotFitError, Network, is_loopback

PREFIX = "AMENDS_"
FILE_NAME = "amends.toml"


class Problem(NamedTuple):
    """One sentence about a setting: a text with ``%(name)s`` places, and what fills them.

    ``right`` says what would be right; empty where ``text`` says it all.
    """

    text: str
    values: Mapping[str, str]
    right: str = ""

    def said(self, translate: Callable[[str], str] = str) -> str:
        """The problem in words, in the language of ``translate``."""
        right = translate(self.right) if self.right else ""
        return f"{translate(self.text) % self.values} {right}".strip()


class SettingsError(Exception):
    """The settings cannot be used; ``problems`` holds everything that is wrong with them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(problem.said() for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class About:
    """What a setting is: how its value is checked, its unit and one phrase of help."""

    check: Callable[[object], Any]
    unit: str
    help: str


def _is(check: Callable[[object], Any], unit: str, help_text: str) -> dict[str, About]:
    return {"about": About(check, unit, help_text)}


@dataclass(frozen=True)
class Settings:
    """What the machine has been told: everything checked, nothing missing.

    Made by ``read_settings``, or by hand where a test or the demo knows what it wants. A field
    left empty gets the default that hangs on the others. Fields with ``repr=False`` are secret.
    """

    # fmt: off
    data: Path = field(default=Path("amends-data"), metadata=_is(
        check.folder, "path", "folder of the database and of amends.toml"))
    base_url: str = field(default="", metadata=_is(
        check.base_url, "URL", "where browsers find the desk; every link starts with it"))
    database_url: str = field(default="", repr=False, metadata=_is(
        check.database_url, "URL", "the database; by default amends.db in the data folder"))
    smtp_url: str = field(default="", repr=False, metadata=_is(
        check.mail_url, "URL", "mail server that all mail leaves by"))
    smtp_url_2: str = field(default="", repr=False, metadata=_is(
        check.mail_url, "URL", "second mail server, for the alarm that the first is down"))
    mail_from: str = field(default="", metadata=_is(
        check.address, "address", "address that all mail comes from"))
    trusted_proxies: tuple[Network, ...] = field(default=(), metadata=_is(
        check.networks, "addresses", "proxies whose X-Forwarded-For and -Proto are believed"))
    private_hosts: tuple[str, ...] = field(default=(), metadata=_is(
        check.hosts, "host names", "shops on a private network that the desk may call"))
    host: str = field(default="127.0.0.1", metadata=_is(
        check.host, "address", "address of this machine to listen on"))
    port: int = field(default=8000, metadata=_is(
        check.port, "number", "port to listen on"))
    contact: str = field(default="", metadata=_is(
        check.contact, "address or URL", "whom to tell of a security hole, for security.txt"))
    rates_url: str = field(default="memory://", repr=False, metadata=_is(
        check.rates_url, "URL", "where recent messages are counted: memory or a Redis"))
    self_test: bool = field(default=False, metadata=_is(
        check.yes_or_no, "true or false", "a test mail a day to the first shop's mailbox"))
    log_level: str = field(default="info", metadata=_is(
        check.log_level, "word", "how much is logged: debug, info, warning or error"))
    # fmt: on

    def __post_init__(self) -> None:
        """Fill in the defaults that hang on other settings."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        folder = self.data.absolute()
        for name, value in (
            ("data", folder),
            ("base_url", self.base_url or f"http://{shown}:{self.port}"),
            ("database_url", self.database_url or f"sqlite:///{folder}/amends.db"),
        ):
            object.__setattr__(self, name, value)

    @property
    def file(self) -> Path:
        """Where ``amends.toml`` is, if there is one."""
        return self.data / FILE_NAME

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is a file, which one service at a time may use."""
        return self.database_url.startswith("sqlite:")

    @property
    def beyond_loopback(self) -> bool:
        """Whether other machines can reach the port directly."""
        return not is_loopback(self.host)


LINES: Mapping[str, dataclasses.Field[Any]] = {
    line.name: line for line in dataclasses.fields(Settings)
}


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the file in the data folder and from the environment.

    ``environ`` is the process's own by default. A variable set to nothing counts as not set.
    Raises ``SettingsError`` with every problem at once.
    """
    environ = os.environ if environ is None else environ
    problems: list[Problem] = []
    said: dict[str, object] = {
        name.removeprefix(PREFIX).lower(): text
        for name, text in environ.items()
        if name.startswith(PREFIX) and text.strip()
    }
    values: dict[str, Any] = {}
    _take(values, {"data": said.pop("data", "amends-data")}, "", problems)
    file = Path(values.get("data", "amends-data")) / FILE_NAME
    _take(values, _read_file(file, problems), str(file), problems)
    _take(values, said, "", problems)
    if not problems:
        settings = Settings(**values)
        problems = _contradictions(settings, values)
    if problems:
        raise SettingsError(problems)
    return settings


def _read_file(file: Path, problems: list[Problem]) -> dict[str, object]:
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        # Only the place is said: the line itself may hold a password.
        place = str(error).rpartition("(at ")[2].rstrip(")") if "(at " in str(error) else "UTF-8"
        right = N_("Each line is a name, an equals sign and a value, and text stands in quotes.")
        text = N_("%(file)s cannot be read as TOML (%(place)s).")
        problems.append(Problem(text, {"file": str(file), "place": place}, right))
        return {}
    except OSError as error:
        values = {"file": str(file), "reason": error.strerror or type(error).__name__}
        problems.append(Problem(N_("%(file)s cannot be read: %(reason)s."), values))
        return {}
    if written.pop("data", None) is not None:
        text = N_("%(file)s: which folder holds the data is said by %(name)s, not in the folder.")
        problems.append(Problem(text, {"file": str(file), "name": f"{PREFIX}DATA"}))
    return written


def _take(
    values: dict[str, Any], said: Mapping[str, object], file: str, problems: list[Problem]
) -> None:
    """Check what one source said and add it to ``values``; ``file`` is empty: the environment."""
    for name, value in said.items():
        line = LINES.get(name)
        if line is None:
            problems.append(_unknown(name, file))
        elif value != "":
            try:
                values[name] = line.metadata["about"].check(value)
            except DoesNotFitError as error:
                problems.append(_does_not_fit(line, value, file, str(error)))


def _shown(name: str, file: str) -> str:
    return name if file else PREFIX + name.upper()


def _unknown(name: str, file: str) -> Problem:
    nearest = difflib.get_close_matches(name.lower(), LINES, 1, cutoff=0.0)[0]
    values = {"file": file, "name": _shown(name, file), "nearest": _shown(nearest, file)}
    if file:
        text = N_("%(file)s: there is no setting “%(name)s”. The nearest is “%(nearest)s”.")
    else:
        text = N_("Environment: there is no setting “%(name)s”. The nearest is “%(nearest)s”.")
    return Problem(text, values)


def _does_not_fit(line: dataclasses.Field[Any], value: object, file: str, right: str) -> Problem:
    # A secret is never shown, nor is a text that would fill the screen.
    shown = str(value)[:80] if line.repr else "…"
    values = {"file": file, "name": _shown(line.name, file), "value": shown}
    if file:
        return Problem(N_("%(file)s: “%(value)s” does not fit “%(name)s”."), values, right)
    return Problem(N_("Environment: “%(value)s” does not fit “%(name)s”."), values, right)


def _contradictions(settings: Settings, said: Mapping[str, Any]) -> list[Problem]:
    """What no setting can know by itself."""
    problems = []
    if settings.beyond_loopback and "base_url" not in said:
        text = N_("“base_url” is missing, but others can reach “host” %(host)s.")
        right = N_("It has to be the address that browsers use, such as https://desk.example.")
        problems.append(Problem(text, {"host": settings.host}, right))
    if settings.smtp_url.startswith("smtp") and not settings.mail_from:
        text = N_("“mail_from” is missing, but “smtp_url” is set.")
        right = N_("It has to be an address the mail server sends for, such as desk@shop.example.")
        problems.append(Problem(text, {}, right))
    return problems
