"""``amends policy pull URL``: the answers of the version in force, as a file in the site."""

from __future__ import annotations

import json
from pathlib import Path

import click

from widget.cli.policy.kept import (
    LARGEST_FILE,
    BadVersionError,
    NotReachedError,
    OtherVersionError,
    Place,
    Version,
    config_option,
    place_of,
    profile_in,
    record_of,
    version_file,
    version_told,
    write_whole,
)
from widget.cli.spoken import LINE, N_, SpokenCommand, StopError, _
from widget.speech import terminal_words

LARGEST_VERSION = 64_000  # bytes


@click.command(
    cls=SpokenCommand,
    help=N_("Fetch the policy in force from the desk, such as https://desk.example/p/wren-tide."),
)
@click.argument("url", metavar="URL", type=LINE)
@config_option
def pull(url: str, config: Path) -> None:
    """Fetch, check, keep what was there, write, and say which version it is."""
    from widget.cli.policy.fetch import fetch

    place = place_of(url, None)
    if place is None:
        raise StopError(_("Say where the policy stands: https://desk.example/p/wren-tide."))
    version = version_at(place)
    content = fetch(f"{place.address}/policy.toml", LARGEST_FILE)
    _check(version, content)
    kept = _keep_what_was_there(config, content)
    write_whole(config, content)
    write_whole(version_file(config), record_of(version))
    click.echo(described(version))
    click.echo(_("%(file)s is written.", file=config))
    if kept is not None:
        click.echo(_("What stood there before is in %(file)s.", file=kept))


def version_at(place: Place) -> Version:
    """The version in force at a desk. Raises ``NotReachedError``."""
    from widget.cli.policy.fetch import fetch

    address = f"{place.address}/version.json"
    try:
        told = json.loads(fetch(address, LARGEST_VERSION))
        return version_told(told, place)
    except (BadVersionError, ValueError, RecursionError):
        raise NotReachedError(
            _("%(address)s does not name a version. Is this a desk?", address=address)
        ) from None


def described(version: Version) -> str:
    """Number, day and fingerprint in a sentence."""
    fingerprint = " ".join(version.hash[at : at + 4] for at in (0, 4, 8))
    return _(
        "Version %(number)s, in force since %(day)s. Fingerprint %(fingerprint)s.",
        number=version.number,
        day=terminal_words().day(version.day.isoformat()),
        fingerprint=fingerprint,
    )


def _check(version: Version, content: bytes) -> None:
    """Nothing is written that this command could not read, or that is of another version."""
    address = f"{version.place.address}/policy.toml"
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise NotReachedError(_("%(file)s is not a text in UTF-8.", file=address)) from None
    if version.edition(profile_in(text, address)).hash != version.hash:
        raise OtherVersionError(
            _("What came is not the version that the desk names."),
            _(
                "If the owner is publishing just now, try again. Else this Amends and that of the "
                "desk are of different releases, or the desk knows itself by another address."
            ),
        )


def _keep_what_was_there(config: Path, content: bytes) -> Path | None:
    """Copy a file that would be lost to a name of its own; ``None`` where nothing would be."""
    if not config.is_file() or config.read_bytes() == content:
        return None
    number, kept = 1, config.with_suffix(config.suffix + ".bak")
    while kept.exists():
        number += 1
        kept = config.with_suffix(f"{config.suffix}.bak{number}")
    write_whole(kept, config.read_bytes())
    return kept
