"""``amends policy build``: the pages of a policy, as the site's generator wants them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from widget.cli.policy.findings import tell_findings
from widget.cli.policy.kept import (
    OtherVersionError,
    Version,
    config_option,
    place_of,
    profile_in,
    pulled_version,
    read_text,
    today,
)
from widget.cli.policy.placing import place_files
from widget.cli.spoken import N_, SpokenCommand, StopError, _, option
from widget.speech import terminal_words

if TYPE_CHECKING:
    from policy_pages.edition import Edition
    from policy_pages.profile import Profile

SITES = ("hugo", "jekyll", "eleventy", "astro", "pelican", "mkdocs", "html")


class Day(click.ParamType[date]):
    """A day, written like 2026-11-21."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """A day that the calendar has, or a sentence."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(
                _("There is no day “%(day)s”; a day is written like 2026-11-21.", day=value),
                param,
                ctx,
            )


DAY = Day()


@click.command(
    cls=SpokenCommand,
    help=N_("Write the pages, ready for the site’s generator. Asks nobody, needs no server."),
)
@config_option
@option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help=N_("The top folder of the site, instead of this one."),
)
@option("--for", "site", type=click.Choice(SITES), required=True, help=N_("The site’s generator."))
@option("--desk", metavar="URL", help=N_("The desk whose form the pages lead to."))
@option("--shop", metavar="ID", help=N_("The shop’s id at the desk."))
@option(
    "--number",
    type=click.IntRange(min=0),
    help=N_("Number of the version; 0 for one that no desk published."),
)
@option("--day", type=DAY, help=N_("First day in force, such as 2026-11-21."))
@option("--languages", metavar="…", help=N_("Languages of the pages, the shop’s own first."))
@option("--layout", metavar="NAME", help=N_("The site’s layout for pages, if not the usual one."))
@option("--no-link", is_flag=True, help=N_("Leave the link out: it is in the site’s footer."))
@option("--replace", is_flag=True, help=N_("Also write over files that were changed by hand."))
def build(
    config: Path,
    folder: Path,
    site: str,
    desk: str | None,
    shop: str | None,
    number: int | None,
    day: date | None,
    languages: str | None,
    layout: str | None,
    no_link: bool,
    replace: bool,
) -> None:
    """Read, check against the law, write."""
    from policy_pages.lint import errors_of, has_errors, lint
    from policy_pages.sites import site_files

    text = read_text(config)
    profile = profile_in(text, str(config))
    edition = _edition(config, profile, (desk, shop, number, day, languages))
    findings = lint(profile, edition.day)
    if has_errors(findings):
        tell_findings(list(errors_of(findings)), text, config)
        raise StopError(_("Nothing was written: the law stands against it."))
    files = site_files(edition, site, layout=layout or "", with_link=not no_link)
    placed = place_files(folder, files, replace=replace)
    click.echo(_stamp(edition))
    click.echo(
        terminal_words().ngettext(
            "%(num)d file for %(site)s is in %(folder)s.",
            "%(num)d files for %(site)s are in %(folder)s.",
            len(files),
            site=site,
            folder=folder.resolve(),
        )
    )
    for path in placed.left:
        click.echo(
            _("%(file)s belongs no longer; it was changed by hand, so it was left.", file=path)
        )


Told = tuple[str | None, str | None, int | None, date | None, str | None]


def _edition(config: Path, profile: Profile, told: Told) -> Edition:
    """The version: as said on the command line, else as it was pulled, else a draft of today."""
    from policy_pages.edition import Edition

    desk, shop, number, day, languages = told
    pulled = pulled_version(config)
    if pulled is not None and told == (None,) * len(told):
        return _as_pulled(config, profile, pulled)
    place = place_of(desk, shop) or (pulled.place if pulled else None)
    locales = languages_of(languages) if languages else pulled.locales if pulled else None
    return Edition(
        profile,
        number if number is not None else 0,
        day or profile.policy.effective_date or today(),
        place.desk if place else "",
        place.shop if place else "",
        locales or own_language(profile),
    )


def _as_pulled(config: Path, profile: Profile, pulled: Version) -> Edition:
    edition = pulled.edition(profile)
    if edition.hash != pulled.hash:
        raise OtherVersionError(
            _(
                "The answers in %(file)s are not those of version %(number)s any more.",
                file=config,
                number=pulled.number,
            ),
            _(
                "Publish the change in the inbox and pull again; or say --number 0 for pages that "
                "are a draft."
            ),
        )
    return edition


def languages_of(answer: str) -> tuple[str, ...]:
    """Languages as they were typed; ends the command at one that there are no texts in."""
    from policy_pages.render import LOCALES

    codes = tuple(dict.fromkeys(answer.lower().replace(",", " ").split()))
    if not codes or set(codes) - set(LOCALES):
        raise StopError(f"--languages: {_('Choose from en and de, for example: en, de.')}")
    return codes


def own_language(profile: Profile) -> tuple[str, ...]:
    """The language of the policy where there are texts in it, else English."""
    from policy_pages.render import LOCALES

    return (profile.page.language,) if profile.page.language in LOCALES else ("en",)


def _stamp(edition: Edition) -> str:
    words = terminal_words()
    if not edition.number:
        return _("A draft: no desk published it. Fingerprint %(print)s.", print=edition.fingerprint)
    return _(
        "Version %(number)s, in force since %(day)s. Fingerprint %(fingerprint)s.",
        number=edition.number,
        day=words.day(edition.day.isoformat()),
        fingerprint=edition.fingerprint,
    )
