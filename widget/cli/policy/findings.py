"""Prints what the law says against a policy, each with its place in the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from widget.cli.policy.kept import spoken
from widget.cli.spoken import N_, _

if TYPE_CHECKING:
    from policy_pages.edition import Edition
    from policy_pages.lint import Finding

LEVELS = {"error": N_("error"), "warning": N_("warning")}


def tell_findings(findings: Sequence[Finding], text: str, config: Path) -> None:
    """One paragraph a finding: place, level and reason; then the repair, and the source."""
    from policy_pages.toml_lines import line_of, lines_of
    from policy_pages.words import say

    locale, lines = spoken(), lines_of(text)
    for finding in findings:
        line = line_of(finding.field, lines)
        numbered = _("line %(line)s", line=line) if line else ""
        place = ", ".join(part for part in (str(config), numbered, finding.field) if part)
        level = _(LEVELS[finding.level])
        click.echo(f"{place} ({finding.country}): {level}: {say(finding.reason, locale)}")
        if finding.words:
            click.echo("  " + _("Found: “%(words)s”", words=finding.words))
        click.echo(f"  {say(finding.repair, locale)}")
        click.echo("  " + _("Source: %(source)s", source=finding.source))
        if finding.unconfirmed:
            click.echo("  " + _("Nobody has compared this with its source yet."))


def tell_unconfirmed(edition: Edition) -> int:
    """A note for each sentence of the pages that rests on an unconfirmed row; returns how many."""
    from policy_pages.render import unconfirmed

    rows = {row.rule: row for locale in edition.locales for row in unconfirmed(edition, locale)}
    for row in rows.values():
        sentence = row.sentence if len(row.sentence) <= 200 else row.sentence[:200] + "…"
        note = _("note: nobody has compared this with its source yet: “%(sentence)s”",
                 sentence=sentence)  # fmt: skip
        click.echo(f"{note}\n  {row.rule}: {row.source}")
    return len(rows)
