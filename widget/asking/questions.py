"""What the form asks, by kind of message: every heading, question and wish in one place.

Made anew for each request, since the words are in the customer's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from widget.cases.model import ASKED_KINDS, WISHES_OF_KIND, Kind


@dataclass(frozen=True)
class Question:
    """A question with its hint. An optional one says so and may be left empty."""

    label: str
    hint: str = ""
    is_optional: bool = False


@dataclass(frozen=True)
class Wish:
    """One thing that would put it right: as the customer picks it, and within a sentence.

    ``phrase`` completes "you would like …"; it is empty where nothing is wished for.
    """

    label: str
    hint: str
    phrase: str


@dataclass(frozen=True)
class KindWords:
    """The words of one kind of message. ``wishes`` are in the order in which they are offered."""

    kind: Kind
    choice: str
    choice_hint: str
    title: str
    items: Question
    happened_title: str
    happened: Question
    meant: Question
    wish_title: str
    wishes: Mapping[str, Wish]


def words_of_kind(kind: Kind) -> KindWords:
    """All that is asked and offered for one kind of message."""
    return _WORDS[kind]()


def all_kinds() -> list[KindWords]:
    """The words of every kind with questions, in the order of the first page."""
    return [words_of_kind(kind) for kind in ASKED_KINDS]


def _complaint() -> KindWords:
    return KindWords(
        kind="complaint",
        choice=_("Something is wrong with what I got"),
        choice_hint=_("Broken, the wrong thing, not as described, or it never came."),
        title=_("Tell us about it"),
        items=Question(_("Which items is it about?"), is_optional=True),
        happened_title=_("What happened"),
        happened=Question(
            _("What happened?"), _("In your own words, as short or as long as you like.")
        ),
        meant=Question(
            _("What did that mean for you?"),
            _("It helps to put right what matters. Was it a present? Did you have to buy another?"),
        ),
        wish_title=_("What would put it right?"),
        wishes=_wishes("complaint", {}),
    )


def _refund() -> KindWords:
    return KindWords(
        kind="refund",
        choice=_("I would like my money back"),
        choice_hint=_("All of it or part of it."),
        title=_("You would like your money back"),
        items=Question(_("Which items is it about?"), is_optional=True),
        happened_title=_("Your reason"),
        happened=Question(_("Why would you like it back?"), _("A sentence is enough.")),
        meant=Question(
            _("What did that mean for you?"),
            _("It helps to put right what matters. Did you have to buy another, for example?"),
        ),
        wish_title=_("What would put it right?"),
        wishes=_wishes("refund", {}),
    )


def _return() -> KindWords:
    return KindWords(
        kind="return",
        choice=_("I want to send something back or swap it"),
        choice_hint=_("The wrong size, a second thought, or not what you expected."),
        title=_("You want to send something back"),
        items=Question(_("What would you like to send back?"), is_optional=True),
        happened_title=_("Your reason"),
        happened=Question(
            _("Is there a reason?"),
            _("You need not give one. It helps to choose better for you."),
            is_optional=True,
        ),
        meant=Question(
            _("What does that mean for you?"),
            _("For example, whether you need another by a certain day."),
        ),
        wish_title=_("What would you like for it?"),
        wishes=_wishes(
            "return",
            {
                "refund": Wish(
                    _("My money back"), _("I send it back to you."), _("your money back")
                ),
                "replacement": Wish(
                    _("Another one"),
                    _("Say above which size, colour or thing."),
                    _("another one for it"),
                ),
            },
        ),
    )


def _cancellation() -> KindWords:
    return KindWords(
        kind="cancellation",
        choice=_("I want to cancel"),
        choice_hint=_("An order that has not left yet, or a booking."),
        title=_("You want to cancel"),
        items=Question(
            _("What would you like to cancel?"),
            _("The whole order, a part of it, or a booking and its date."),
            is_optional=True,
        ),
        happened_title=_("Your reason"),
        happened=Question(_("Is there a reason?"), _("You need not give one."), is_optional=True),
        meant=Question(
            _("What does that mean for you?"), _("For example, by when you need to know.")
        ),
        wish_title=_("What would you like for it?"),
        wishes=_wishes(
            "cancellation",
            {
                "redo": Wish(
                    _("A new date"), _("For a booking, or work to be done."), _("a new date")
                ),
                "listen": Wish(_("Only cancel it"), _("Nothing was paid, or nothing is due."), ""),
            },
        ),
    )


def _wishes(kind: Kind, own: Mapping[str, Wish]) -> dict[str, Wish]:
    """The wishes of a kind in their order; ``own`` are those it words differently."""
    usual = {
        "refund": Wish(_("My money back"), _("All that I paid for it."), _("your money back")),
        "part_refund": Wish(
            _("Part of the money back"), _("I keep what I have."), _("part of the money back")
        ),
        "replacement": Wish(_("New ones"), _("You send me the same again."), _("new ones")),
        "repair": Wish(_("A repair"), _("You mend what I have."), _("a repair")),
        "redo": Wish(
            _("The work done again"),
            _("For a service, or a thing made for me."),
            _("the work done again"),
        ),
        "resend": Wish(
            _("The parcel sent again"),
            _("It never came, or went astray."),
            _("the parcel sent again"),
        ),
        "explanation": Wish(
            _("An explanation"), _("I would like to know why."), _("an explanation")
        ),
        "listen": Wish(_("Just that you know"), _("Nothing to do but read it."), ""),
    }
    return {wish: own.get(wish, usual[wish]) for wish in WISHES_OF_KIND[kind]}


def _withdrawal() -> KindWords:
    return _by_law("withdrawal", _("Your withdrawal"))


def _termination() -> KindWords:
    return _by_law("termination", _("Your termination"))


def _by_law(kind: Kind, title: str) -> KindWords:
    """A kind that has pages of its own, and whose conversation is on the page of all others."""
    nothing = Question("", is_optional=True)
    return KindWords(
        kind=kind,
        choice=title,
        choice_hint="",
        title=title,
        items=nothing,
        happened_title=_("Your statement"),
        happened=nothing,
        meant=nothing,
        wish_title="",
        wishes={},
    )


_WORDS = {
    "complaint": _complaint,
    "refund": _refund,
    "return": _return,
    "cancellation": _cancellation,
    "withdrawal": _withdrawal,
    "termination": _termination,
}
