"""What all forms of the customer's door have in common: clean text, a length, one sentence each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from wtforms import Form, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import StopValidation

from widget.cases.text import clean_line, clean_text


class Finding(str):
    """What needs a look at a field: the whole sentence beside it, and ``short`` for the summary."""

    short: str

    def __new__(cls, sentence: str, short: str = "") -> Finding:
        """``short`` says what to do in a few words; empty means the sentence is short enough."""
        finding = super().__new__(cls, sentence)
        finding.short = short or sentence
        return finding


class CustomersForm(Form):
    """A form whose boxes know their questions, and whose findings are sentences for a person."""

    @property
    def labels(self) -> dict[str, str]:
        """What stands above each box: name of the field to its question."""
        raise NotImplementedError

    def box_of(self, name: str) -> str:
        """The id that a link to this field leads to."""
        return name

    @property
    def findings(self) -> list[tuple[str, Finding]]:
        """What needs a look, in the order of the page: the id of the box, and the finding."""
        told = [(field.name, error) for field in self for error in field.errors]
        return [(self.box_of(name), error) for name, error in told if isinstance(error, Finding)]


def needs_look(sentence: str, short: str = "") -> StopValidation:
    """What a check raises: the sentence for the field, and ``short`` for the summary."""
    return StopValidation(Finding(sentence, short))


def at_most(longest: int) -> Callable[[CustomersForm, Field], None]:
    """Nothing longer than ``longest`` characters; nothing is cut off either."""

    def check(form: CustomersForm, field: Field) -> None:
        length = len(field.data)
        if length > longest:
            raise needs_look(
                too_long(format_decimal(length), longest),
                _("Shorten “%(question)s”", question=form.labels[field.name]),
            )

    return check


def too_long(length: str, longest: int) -> str:
    """The sentence about too many characters; ``length`` is how many, as it is written."""
    sentence: str = _(
        "This is %(length)s characters long, and %(longest)s fit."
        " Shorten it; nothing has been cut off.",
        length=length,
        longest=format_decimal(longest),
    )
    return sentence


def one_line(longest: int | None = None) -> StringField:
    """A box for one line, cleaned as it comes in; ``None`` for one that is compared with a list."""
    return StringField(filters=[_cleaned_line], validators=[at_most(longest)] if longest else [])


def free_text(longest: int) -> TextAreaField:
    """A box for free words, cleaned as they come in."""
    return TextAreaField(filters=[_cleaned_text], validators=[at_most(longest)])


def _cleaned_line(typed: Any) -> str:
    return clean_line(typed or "")


def _cleaned_text(typed: Any) -> str:
    return clean_text(typed or "")
