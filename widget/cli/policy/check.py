"""``amends policy check``: lawful, readable, and the same as at the desk? Also for a site’s CI."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from widget.cli.policy.build import DAY, own_language
from widget.cli.policy.findings import tell_findings, tell_unconfirmed
from widget.cli.policy.kept import (
    OtherVersionError,
    config_option,
    place_of,
    profile_in,
    pulled_version,
    read_text,
    today,
)
from widget.cli.policy.pull import described, version_at
from widget.cli.spoken import N_, SpokenCommand, StopError, _, option
from widget.speech import terminal_words


@click.command(
    cls=SpokenCommand,
    help=N_(
        "Check the file against the law, and with --desk against what the desk published. Ends "
        "with 1 for what the law forbids, 2 for a file that cannot be read, 3 for another "
        "version, 4 for a desk that does not answer."
    ),
)
@config_option
@option("--desk", metavar="URL", help=N_("Also compare with the version in force at this desk."))
@option("--shop", metavar="ID", help=N_("The shop’s id at the desk."))
@option("--day", type=DAY, help=N_("Look at the law of this day, instead of today’s."))
def check(config: Path, desk: str | None, shop: str | None, day: date | None) -> None:
    """Print all there is to say, then end with what weighs most."""
    from policy_pages.edition import Edition
    from policy_pages.lint import has_errors, lint

    place = place_of(desk, shop)
    text = read_text(config)
    profile = profile_in(text, str(config))
    on = day or today()
    findings = lint(profile, on)
    tell_findings(findings, text, config)
    pulled = pulled_version(config)
    locales = pulled.locales if pulled else own_language(profile)
    tell_unconfirmed(Edition(profile, 0, on, locales=locales))
    if has_errors(findings):
        errors = sum(finding.level == "error" for finding in findings)
        raise StopError(
            terminal_words().ngettext(
                "%(num)d thing stands against publishing this.",
                "%(num)d things stand against publishing this.",
                errors,
            )
        )
    click.echo(_("Nothing stands against publishing this."))
    version = version_at(place) if place else pulled
    if version is None:
        return
    if version.edition(profile).hash != version.hash:
        raise OtherVersionError(
            described(version),
            _(
                "The answers here are others. Publish them in the inbox, or fetch those: "
                "amends policy pull %(address)s",
                address=version.place.address,
            ),
        )
    click.echo(described(version))
