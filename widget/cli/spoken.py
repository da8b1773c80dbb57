"""How the command line speaks: in the language of the terminal, in whole sentences.

Help texts are marked with ``N_`` where they are written and looked up when they are shown, so
that importing a command reads no environment.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import click

from widget.cases.text import clean_line
from widget.settings import Settings, SettingsError, read_settings
from widget.speech import terminal_words


def N_(text: str) -> str:
    """Mark a text for the translators."""
    return text


def _(text: str, **values: Any) -> str:
    """The text in the language of the terminal, with its ``%(name)s`` filled."""
    return terminal_words().gettext(text, **values)


class StopError(click.ClickException):
    """The command cannot go on; its sentences, ready to be read, go to the error output."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))

    def show(self, file: Any = None) -> None:
        """Print the sentences as they are, without a word before them."""
        click.echo(self.message, file=file, err=file is None)


class WrongSettingsError(StopError):
    """The settings cannot be used: trying again is no use before somebody changes them."""

    exit_code = 2


def unusable(error: OSError) -> str:
    """What a file or folder refused, as a sentence."""
    reason = error.strerror or type(error).__name__
    return _("%(path)s cannot be used: %(reason)s.", path=error.filename, reason=reason)


def settings_or_stop(context: click.Context) -> Settings:
    """The settings, or an end of the command that says everything that is wrong with them."""
    try:
        return read_settings(context.find_root().obj)
    except SettingsError as error:
        look_up = terminal_words().gettext
        sentences = [problem.said(look_up) for problem in error.problems]
        raise WrongSettingsError(*sentences) from None


class Line(click.ParamType[str]):
    """One line of text, cleaned as whatever comes in at a door."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Bytes that are no text, controls and line breaks do not get further than here."""
        del param, ctx
        return clean_line(str(value))


LINE = Line()


class SpokenOption(click.Option):
    """An option whose help is looked up when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Name and help, translated."""
        record = super().get_help_record(ctx)
        return (record[0], _(record[1])) if record and record[1] else record


class SpokenCommand(click.Command):
    """A command whose help is looked up when it is shown."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """Its line in the list of commands, translated and never cut."""
        del limit
        text = self.short_help or self.help
        return _(text) if text else ""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its own help, translated."""
        _write(formatter, self.help)
        del ctx


class SpokenGroup(click.Group):
    """A group of such commands, listed in the order they were added."""

    command_class = SpokenCommand
    group_class = type

    def get_short_help_str(self, limit: int = 45) -> str:
        """Its line in the list of commands, translated and never cut."""
        del limit
        text = self.short_help or self.help
        return _(text) if text else ""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its own help, translated."""
        _write(formatter, self.help)
        del ctx

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what the machine refuses is a sentence, not a trace."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            # A reader that went away (`amends shop list | head -1`) is click's own affair.
            if error.errno == errno.EPIPE or error.filename is None:
                raise
            raise StopError(unusable(error)) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of a first day, not of the alphabet."""
        del ctx
        return list(self.commands)


def option(*names: str, **about: Any) -> Callable[[Any], Any]:
    """``click.option`` whose ``help`` is a text marked with ``N_``."""
    if not about.get("is_flag"):
        about.setdefault("type", LINE)
    return click.option(*names, cls=SpokenOption, **about)


def _write(formatter: click.HelpFormatter, text: str | None) -> None:
    if text:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_(text))
