"""``amends init``: a few questions, and there is a desk with a shop on it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from widget import setting_checks
from widget.cli.opened import opened_desk
from widget.cli.questions import (
    SHOP_QUESTIONS,
    AskAgainError,
    Question,
    answers_to,
    asked_as_options,
)
from widget.cli.shop import make_shop_and_owner
from widget.cli.spoken import (
    N_,
    SpokenCommand,
    StopError,
    _,
    option,
    settings_or_stop,
)
from widget.settings import LINES, PREFIX, Settings


def _setting(check: Callable[[object], Any], *, may_miss: bool = False) -> Callable[[str], Any]:
    def checked(answer: str) -> Any:
        if may_miss and not answer.strip():
            return ""
        try:
            return check(answer)
        except setting_checks.DoesNotFitError as error:
            raise AskAgainError(str(error)) from None

    return checked


def _sender(so_far: Mapping[str, Any]) -> str:
    return str(so_far.get("mailbox", "")) if so_far.get("smtp_url") else ""


MACHINE_QUESTIONS = (
    Question(
        "base_url",
        "--base-url",
        N_("Where will browsers find the desk? (https://…)"),
        _setting(setting_checks.base_url),
        "http://127.0.0.1:8000",
    ),
    Question(
        "smtp_url",
        "--smtp-url",
        N_("Mail server, as smtps://user:password@host:465 (may be left out for now)"),
        _setting(setting_checks.mail_url, may_miss=True),
        "",
    ),
    Question(
        "mail_from",
        "--mail-from",
        N_("The address that mail comes from"),
        _setting(setting_checks.address, may_miss=True),
        _sender,
    ),
)
QUESTIONS = SHOP_QUESTIONS + MACHINE_QUESTIONS
SETTINGS_ASKED = tuple(question.name for question in MACHINE_QUESTIONS)


@click.command(
    cls=SpokenCommand,
    help=N_("Set up a desk: asks for shop, owner and mail server, then makes what is needed."),
)
@asked_as_options(QUESTIONS)
@option("--yes", is_flag=True, help=N_("Ask nothing; take what is given, and guess the rest."))
@click.pass_context
def init(context: click.Context, /, yes: bool, **given: str | None) -> None:
    """Ask, write ``amends.toml``, make the database, the shop and its owner."""
    settings = settings_or_stop(context)
    _refuse_what_is_there(settings)
    # What the environment says already is not asked, and not written down either.
    environ = context.find_root().obj
    known = {
        name: environ[PREFIX + name.upper()]
        for name in SETTINGS_ASKED
        if environ.get(PREFIX + name.upper())
    }
    if not yes:
        click.echo(_("A few questions. Enter takes what stands in brackets."))
    answers = answers_to(QUESTIONS, {**known, **_said(given)}, ask=not yes)
    os.umask(0o077)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not any(settings.data.iterdir()):
        settings.data.chmod(0o700)
    written = {name: answers[name] for name in SETTINGS_ASKED if name not in known}
    written.update(_what_goes_with(answers["base_url"]))
    _write_private(settings.file, toml_of(written))
    try:
        _make_desk(settings_or_stop(context), answers)
    except BaseException:
        # As it was before, so that `init` can simply be run again.
        settings.file.unlink()
        raise
    _say_what_next(settings, answers)


def _said(given: Mapping[str, str | None]) -> dict[str, str | None]:
    return {name: text for name, text in given.items() if text is not None}


def _refuse_what_is_there(settings: Settings) -> None:
    if settings.file.exists():
        raise StopError(
            _(
                "There is a desk in %(folder)s already. “amends shop add” adds a shop to it.",
                folder=settings.data,
            )
        )
    if settings.on_sqlite and (settings.data / "amends.db").exists():
        raise StopError(
            _(
                "There is a database in %(folder)s already; nothing was changed.",
                folder=settings.data,
            )
        )


def _make_desk(settings: Settings, answers: Mapping[str, Any]) -> None:
    from widget.storage.upgrade import upgrade

    upgrade(settings.database_url, time.time_ns() // 1_000_000)
    try:
        with opened_desk(settings) as desk:
            make_shop_and_owner(desk, {q.name: answers[q.name] for q in SHOP_QUESTIONS})
    except StopError:
        for left in settings.data.glob("amends.db*"):
            left.unlink()
        raise


def _what_goes_with(base_url: str) -> dict[str, Any]:
    """Settings that follow from where browsers find the desk."""
    parts = urlsplit(base_url)
    if parts.scheme == "https":
        # https is a proxy's work, and the desk listens on this machine only.
        return {"trusted_proxies": ["127.0.0.1", "::1"]}
    return {"port": parts.port or 80} if parts.port != LINES["port"].default else {}


def toml_of(values: Mapping[str, Any]) -> str:
    """The settings as TOML. JSON writes text, numbers and lists as TOML reads them."""
    lines = [
        "# Settings of this desk. All there are, with comments: amends.toml.example and",
        "# docs/settings.md. Keep this file to its owner: it may hold a password.",
    ]
    lines += [
        f"{name} = {json.dumps(value, ensure_ascii=False)}"
        for name, value in values.items()
        if value
    ]
    return "\n".join(lines) + "\n"


def _write_private(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        target.write(text)


def _say_what_next(settings: Settings, answers: Mapping[str, Any]) -> None:
    click.echo(
        _(
            "The desk of %(shop)s is made. Its settings are in %(file)s",
            shop=answers["name"],
            file=settings.file,
        )
    )
    if not answers["smtp_url"]:
        click.echo(
            _("No mail server yet: mail waits until “smtp_url” and “mail_from” are in that file.")
        )
    shop = f"{answers['base_url']}/s/{answers['slug']}"
    lines = [
        (_("Start it"), "amends serve"),
        (_("Log in"), "amends login"),
        (_("See if all is well"), "amends doctor"),
        (_("Link for your shop"), shop),
    ]
    width = max(len(label) for label, _ in lines)
    click.echo()
    for label, what in lines:
        click.echo(f"  {label:{width}}  {what}")
