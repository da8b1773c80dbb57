"""``amends policy new [FILE]``: twelve questions in the terminal, and there is a policy."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from widget.cli.policy.asking import HINTS, PARTS, matters
from widget.cli.policy.findings import tell_findings
from widget.cli.policy.kept import CONFIG, spoken, today, write_whole
from widget.cli.policy.typed import answer_typed, shown
from widget.cli.questions import AskAgainError, guess_country, guess_zone
from widget.cli.spoken import N_, SpokenCommand, StopError, _, option

if TYPE_CHECKING:
    from policy_pages.answers import FieldSpec
    from policy_pages.profile import Profile
    from policy_pages.questions import Question

ALL_PARTS = "?"


@click.command(
    cls=SpokenCommand,
    help=N_("Answer at most twelve questions and have a policy: one file that you can edit."),
)
@click.argument(
    "file", type=click.Path(path_type=Path, dir_okay=False), default=CONFIG, required=False
)
@option(
    "--set",
    "told",
    multiple=True,
    metavar="FIELD=ANSWER",
    help=N_("An answer beforehand, such as contact.name=“Wren & Tide”; may be said often."),
)
@option("--yes", is_flag=True, help=N_("Ask nothing; take what is given, and the defaults."))
@option("--replace", is_flag=True, help=N_("Take the place of a file that is there already."))
def new(file: Path, told: tuple[str, ...], yes: bool, replace: bool) -> None:
    """Ask, and only then write: an interview that is broken off leaves nothing behind."""
    from policy_pages.lint import lint
    from policy_pages.profile import write_profile

    _may_write(file, ask=not yes, replace=replace)
    profile, given = _with_told(_first(), told)
    if not yes:
        click.echo(
            _(
                "Enter takes what stands in brackets and goes on. “?” asks for all parts of a "
                "question, “-” leaves something out. Ctrl-C ends it, and nothing is written."
            )
        )
        profile = _interviewed(profile, given)
    text = write_profile(profile)
    _refuse_faults(text, file)
    write_whole(file, text.encode())
    click.echo(_("%(file)s is written. You can edit it; each line says what it means.", file=file))
    findings = lint(profile, today())
    tell_findings(findings, text, file)
    click.echo(_("See how it stands by the law: amends policy check --config %(file)s", file=file))


def _may_write(file: Path, *, ask: bool, replace: bool) -> None:
    if not file.exists() or replace:
        return
    if not ask:
        raise StopError(
            _("%(file)s is there already. --replace takes its place.", file=file),
        )
    click.confirm(_("%(file)s is there already. Write over it in the end?", file=file), abort=True)


def _first() -> Profile:
    """The defaults, with what the terminal tells of language and country."""
    from policy_pages.profile import Profile, with_answer
    from policy_pages.render import LOCALES

    language = spoken().replace("_", "-").partition("-")[0].lower()
    profile = Profile()
    if language in LOCALES:
        profile = with_answer(profile, "page.language", language)
    if country := guess_country({"zone": guess_zone({})}):
        profile = with_answer(profile, "seller.country", country)
    return profile


def _with_told(profile: Profile, told: Iterable[str]) -> tuple[Profile, set[str]]:
    """The answers of ``--set``, and which fields they were for. Says all that is wrong at once."""
    from policy_pages.profile import field_specs, with_answer

    wrong, given = [], set()
    for each in told:
        name, _equals, text = each.partition("=")
        spec = field_specs().get(name.strip())
        if spec is None or spec.name == "own":
            wrong.append(_("--set: there is no answer “%(name)s”.", name=name))
            continue
        try:
            profile = with_answer(profile, spec.name, answer_typed(spec, text))
            given.add(spec.name)
        except AskAgainError as error:
            wrong.append(f"--set {spec.name}: {error}")
    if wrong:
        raise StopError(*wrong)
    return profile, given


def _refuse_faults(text: str, file: Path) -> None:
    from policy_pages.errors import BadPolicy
    from policy_pages.profile import read_profile

    try:
        read_profile(text, str(file))
    except BadPolicy as error:
        locale = spoken()
        raise StopError(
            *(fault.sentence(locale) for fault in error.faults), _("Nothing was written.")
        ) from None


def _interviewed(profile: Profile, given: set[str]) -> Profile:
    from policy_pages.questions import QUESTIONS

    for number, question in enumerate(QUESTIONS, start=1):
        if not matters(question.fields[0], profile) or given.issuperset(question.fields):
            continue
        profile = _until_it_holds(profile, question, f"{number}/{len(QUESTIONS)}", given)
    return profile


def _until_it_holds(profile: Profile, question: Question, place: str, given: set[str]) -> Profile:
    """Ask a question, and again where its answers cannot hold together with those before."""
    from policy_pages.contradictions import contradictions
    from policy_pages.words import say

    before = {(each.field, each.reason.text) for each in contradictions(profile)}
    while True:
        answered = _asked(profile, question, place, given)
        faults = [
            each
            for each in contradictions(answered)
            if (each.field, each.reason.text) not in before
        ]
        if not faults:
            return answered
        for fault in faults:
            click.echo(say(fault.reason, spoken()))


def _asked(profile: Profile, question: Question, place: str, given: set[str]) -> Profile:
    """One question: its first part, and the others unless the first was skipped."""
    from policy_pages.profile import answer_of, field_specs
    from policy_pages.words import Sentence, say

    first, *others = [field_specs()[name] for name in question.fields]
    click.echo()
    text = f"{place}  {say(Sentence(question.text), spoken())}"
    if first.name in given:
        click.echo(text)
        skipped = False
    else:
        typed = _prompt(first, profile, text, may_ask_all=True)
        skipped = typed is None
        if typed == ALL_PARTS:
            typed = _prompt(first, profile, text, may_ask_all=False)
        profile = _with_typed(profile, first, typed)
    for spec in others:
        must = spec.ask.required and not answer_of(profile, spec.name)
        if spec.name in given or not matters(spec.name, profile) or (skipped and not must):
            continue
        typed = _prompt(spec, profile, f"      {_(PARTS[spec.name])}", may_ask_all=False)
        profile = _with_typed(profile, spec, typed)
    return profile


def _with_typed(profile: Profile, spec: FieldSpec, typed: str | None) -> Profile:
    from policy_pages.profile import with_answer

    return profile if typed is None else with_answer(profile, spec.name, answer_typed(spec, typed))


def _prompt(spec: FieldSpec, profile: Profile, text: str, *, may_ask_all: bool) -> str | None:
    """What was typed and does; ``None`` where the default was taken."""
    from policy_pages.profile import answer_of

    now = answer_of(profile, spec.name)
    default = None if spec.ask.required and not now else shown(now)
    click.echo(text)
    if spec.ask.values:
        click.echo(f"      {', '.join(spec.ask.values)}")
    elif spec.name in HINTS:
        click.echo(f"      {_(HINTS[spec.name])}")

    def check(typed: str) -> str | None:
        if typed is default:  # the very text that was offered, not the same one typed
            return None
        if typed.strip() == ALL_PARTS and may_ask_all:
            return ALL_PARTS
        try:
            answer_typed(spec, typed)
        except AskAgainError as error:
            raise click.UsageError(str(error)) from None
        return typed

    found: str | None = click.prompt("     >", default=default, value_proc=check)
    return found
