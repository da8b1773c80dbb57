"""The files of a policy on this disk: ``policy.toml``, and which version was pulled from where."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from widget import setting_checks
from widget.cli.questions import SLUG
from widget.cli.spoken import N_, StopError, _, option
from widget.speech import terminal_language

if TYPE_CHECKING:
    from policy_pages.edition import Edition
    from policy_pages.profile import Profile

LARGEST_FILE = 1_000_000  # bytes
CONFIG = Path("policy.toml")
HASH = re.compile(r"[0-9a-f]{64}")
ADDRESS = re.compile(r"(?P<desk>[^?#]+?)/p/(?P<shop>[^/?#]+)(?:/policy\.toml)?/?")

config_option = option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=CONFIG,
    show_default=True,
    metavar="FILE",
    help=N_("The file with the answers."),
)


class BadFileError(StopError):
    """The file cannot be used as a policy."""

    exit_code = 2


class OtherVersionError(StopError):
    """What is here is not what the desk published."""

    exit_code = 3


class NotReachedError(StopError):
    """The desk did not answer, or not with what was asked for."""

    exit_code = 4


class BadVersionError(ValueError):
    """What should name a version does not."""


@dataclass(frozen=True)
class Place:
    """A shop at a desk: the desk's address without a slash at its end, and the shop's id."""

    desk: str
    shop: str

    @property
    def address(self) -> str:
        """Where the shop's policy stands."""
        return f"{self.desk}/p/{self.shop}"


@dataclass(frozen=True)
class Version:
    """A version as a desk published it, and what its pages are stamped with."""

    place: Place
    number: int
    day: date
    hash: str
    locales: tuple[str, ...]

    def edition(self, profile: Profile) -> Edition:
        """These answers with the stamps of this version."""
        from policy_pages.edition import Edition

        place = self.place
        return Edition(profile, self.number, self.day, place.desk, place.shop, self.locales)


def today() -> date:
    """The day it is where this machine stands."""
    return datetime.now(UTC).astimezone().date()


def spoken() -> str:
    """The language of the terminal, for what the policy room says."""
    return terminal_language(os.environ)


def place_of(desk: str | None, shop: str | None) -> Place | None:
    """The shop that ``--desk`` and ``--shop`` name; ``None`` without both.

    The whole address of a policy may stand in ``desk`` alone. Ends the command where it does not
    do.
    """
    if not desk:
        if shop:
            raise StopError(_("--shop needs --desk: the address of the desk."))
        return None
    whole = ADDRESS.fullmatch(desk)
    if whole and not shop:
        desk, shop = whole["desk"], whole["shop"]
    if not shop or not SLUG.fullmatch(shop):
        raise StopError(
            _(
                "Say which shop: --desk https://desk.example --shop wren-tide, or "
                "--desk https://desk.example/p/wren-tide."
            )
        )
    try:
        return Place(setting_checks.base_url(desk), shop)
    except setting_checks.DoesNotFitError as error:
        raise StopError(f"--desk: {_(str(error))}") from None


def read_text(config: Path) -> str:
    """The text of the file; ends the command where it cannot be one."""
    if not config.is_file():
        raise BadFileError(_("There is no %(file)s. “amends policy new” makes one.", file=config))
    with config.open("rb") as source:
        content = source.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise BadFileError(_("%(file)s is too large for a policy.", file=config))
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise BadFileError(_("%(file)s is not a text in UTF-8.", file=config)) from None


def profile_in(text: str, name: str) -> Profile:
    """The answers in a text; ends the command with every fault, each with file, line and field."""
    from policy_pages.errors import BadPolicy
    from policy_pages.profile import read_profile

    try:
        return read_profile(text, name)
    except BadPolicy as error:
        locale = spoken()
        raise BadFileError(*(fault.sentence(locale) for fault in error.faults)) from None


def version_file(config: Path) -> Path:
    """The file beside ``policy.toml`` that says which version was pulled."""
    return config.with_suffix(".version.json")


def pulled_version(config: Path) -> Version | None:
    """Which version was pulled last; ``None`` where none was. Ends the command at a broken file."""
    file = version_file(config)
    if not file.is_file():
        return None
    try:
        told = json.loads(read_text(file))
        match = ADDRESS.fullmatch(str(told["address"]))
        if match is None:
            raise BadVersionError(told["address"])
        return version_told(told, Place(match["desk"], match["shop"]))
    except (ValueError, KeyError, TypeError):
        raise BadFileError(
            _("%(file)s is not as “amends policy pull” wrote it. Pull again.", file=file)
        ) from None


def version_told(told: Mapping[str, Any], place: Place) -> Version:
    """A version as ``version.json`` names it. Raises ``BadVersionError`` for anything else."""
    from policy_pages.render import LOCALES

    try:
        number, found, locales = told["number"], told["hash"], tuple(told["locales"])
        day = date.fromisoformat(told["day"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadVersionError(str(error)) from error
    if type(number) is not int or number < 1 or not HASH.fullmatch(str(found)):
        raise BadVersionError("number or hash")
    if not locales or set(locales) - set(LOCALES):
        raise BadVersionError("locales")
    return Version(place, number, day, found, locales)


def record_of(version: Version) -> bytes:
    """What is kept of a version that was pulled."""
    told = {
        "address": version.place.address,
        "number": version.number,
        "day": version.day.isoformat(),
        "locales": version.locales,
        "hash": version.hash,
    }
    return (json.dumps(told, indent=2) + "\n").encode()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there as a whole or as it was before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
