"""``amends doctor``: what is wrong with this desk, in plain words; status 1 if anything is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

import click

from widget.cli.doctor.database import look_at_database
from widget.cli.doctor.findings import FINE, NOTE, WRONG, Finding, fine, wrong
from widget.cli.doctor.machine import (
    look_at_addresses,
    look_at_contact,
    look_at_disk,
    look_at_folder,
    look_at_python,
)
from widget.cli.doctor.mail import look_at_mail
from widget.cli.spoken import N_, SpokenCommand, _, unusable
from widget.settings import Settings, SettingsError, read_settings
from widget.speech import terminal_words

LOOKS = (
    look_at_folder,
    look_at_database,
    look_at_mail,
    look_at_disk,
    look_at_addresses,
    look_at_contact,
)
LABELS = {FINE: N_("fine"), NOTE: N_("note"), WRONG: N_("wrong")}


@click.command(
    cls=SpokenCommand,
    help=N_("Say in plain words what is wrong with settings, database, mail, clock or disk."),
)
@click.pass_context
def doctor(context: click.Context) -> None:
    """Look at everything, print a line for each finding, end with 1 if something is wrong."""
    findings = _look(context.find_root().obj)
    width = max(len(_(label)) for label in LABELS.values())
    for finding in findings:
        click.echo(f"{_(LABELS[finding.level]):{width}}  {finding.sentence}")
    faults = sum(finding.level == WRONG for finding in findings)
    click.echo()
    if not faults:
        click.echo(_("All is well."))
        return
    click.echo(
        terminal_words().ngettext("%(num)d thing is wrong.", "%(num)d things are wrong.", faults)
    )
    context.exit(1)


def _look(environ: dict[str, str]) -> list[Finding]:
    try:
        settings = read_settings(environ)
    except SettingsError as error:
        look_up = terminal_words().gettext
        # Without settings there is nothing else to look at but the machine.
        sentences = [Finding(WRONG, problem.said(look_up)) for problem in error.problems]
        return [*sentences, *look_at_python()]
    if not settings.data.is_dir():
        return [
            wrong(
                N_("There is no data folder %(folder)s. “amends init” makes one."),
                folder=settings.data,
            ),
            *look_at_python(),
        ]
    os.umask(0o077)
    return [
        fine(N_("The settings are complete; the data folder is %(folder)s."), folder=settings.data),
        *(finding for look in LOOKS for finding in _guarded(look, settings)),
        *look_at_python(),
    ]


def _guarded(look: Callable[[Settings], Iterable[Finding]], settings: Settings) -> list[Finding]:
    """What a look finds; where the machine does not let it look, that is the finding."""
    findings: list[Finding] = []
    try:
        findings.extend(look(settings))
    except OSError as error:
        findings.append(Finding(WRONG, unusable(error)))
    return findings
