"""The first page of a withdrawal or termination: what was typed, and what is asked about it once.

Nothing here refuses. Whatever is missing or cannot be used is asked about, and whoever presses
again is taken as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from werkzeug.datastructures import MultiDict

from widget.asking.addresses import NotAnAddress, read_address
from widget.asking.boxes import CustomersForm, Finding, one_line
from widget.asking.known_order import KnownOrder, read_posted
from widget.cases.declarations import LONGEST_FIELD, Declared, Ending
from widget.cases.model import Kind
from widget.mail.law_words import LawWords

_TYPED = ("name", "contract", "items", "reason", "ends_on", "email")


class DeclarationForm(CustomersForm):
    """What a withdrawal or termination needs. Fields are in the order of the page.

    ``asked`` travels with the form: the names of what has been asked about, each once. ``known``
    is the order that a link named: the form shows it instead of asking.
    """

    ending = one_line()
    reason = one_line()
    name = one_line()
    contract = one_line()
    items = one_line()
    ends_on = one_line()
    email = one_line()
    asked = one_line()

    def __init__(
        self,
        posted: MultiDict[str, str] | None,
        kind: Kind,
        words: LawWords,
        known: KnownOrder | None = None,
    ) -> None:
        """``posted`` is ``None`` for an empty form. Pressing "Use …" replaces the address."""
        if posted is not None and known is None:
            posted = read_posted(posted)
        if posted is not None and posted.get("use_email"):
            posted = MultiDict(posted)
            posted["email"] = posted["use_email"]
        super().__init__(formdata=posted)
        self.known = known
        if known is not None:
            self.contract.data = known.number
            self.items.data = "" if known.is_whole else known.items(LONGEST_FIELD)
        self.kind = kind
        self.words = words
        self.suggested_address = ""
        self._address = ""
        if self.ending.data != "extraordinary":
            self.ending.data = "ordinary"

    @property
    def labels(self) -> dict[str, str]:
        """What stands above each box: name of the field to its question."""
        _w = self.words.gettext
        return {
            "ending": _w("Kind of termination"),
            "reason": _w("Reason"),
            "name": _w("Your name"),
            "contract": _w("Which contract?"),
            "items": _w("Only a part of it?"),
            "ends_on": _w("When should the contract end?"),
            "email": _w("Where should the receipt go?"),
        }

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Every answer as name and value, so that the second page can hand it on unseen."""
        typed = [(field.name, field.data) for field in self if field.data]
        # Everything ticked is the whole contract, as nothing ticked is: said once, in one way.
        return typed + (self.known.carried if self.known and not self.known.is_whole else [])

    @property
    def _is_extraordinary(self) -> bool:
        return bool(self.ending.data == "extraordinary")

    def is_ready(self) -> bool:
        """Whether the second page may follow: nothing is left that has not been asked about."""
        before = frozenset((self.asked.data or "").split())
        found = list(self._questions())
        for field in self:
            field.errors = [finding for name, _, finding in found if name == field.name]
        open_questions = [key for _, key, _ in found if key not in before or key == "nothing"]
        self.asked.data = " ".join(sorted(before | {key for _, key, _ in found}))
        if open_questions:
            return False
        for field in self:
            field.errors = []
        return True

    def _questions(self) -> Iterator[tuple[str, str, Finding]]:
        """What to ask: the field, what it is remembered by, and the sentence."""
        _w = self.words.gettext
        said = {name: self[name].data or "" for name in _TYPED}
        if not (said["name"] or said["contract"] or said["email"]):
            sentence = _w("Write your name, the contract or your email address.")
            yield "name", "nothing", Finding(sentence)
            return
        if self.kind == "termination" and self._is_extraordinary and not said["reason"]:
            sentence = _w("Write the reason in a few words. If you cannot, just go on.")
            yield "reason", "reason", Finding(sentence)
        if not said["name"]:
            sentence = _w("Write your name. If you cannot, just go on.")
            yield "name", "name", Finding(sentence)
        if not said["contract"]:
            sentence = _w(
                "Write the order number, or what you bought and when. If you cannot, just go on."
            )
            yield "contract", "contract", Finding(sentence)
        yield from self._too_long(said)
        yield from self._about_address(said["email"])

    def _too_long(self, said: dict[str, str]) -> Iterator[tuple[str, str, Finding]]:
        _w = self.words.gettext
        for name in _TYPED:
            if name != "email" and len(said[name]) > LONGEST_FIELD:
                sentence = _w(
                    "This is longer than %(longest)s characters. Shorten it. If you just go on, "
                    "only the beginning is sent.",
                    longest=LONGEST_FIELD,
                )
                yield name, f"long-{name}", Finding(sentence)

    def _about_address(self, typed: str) -> Iterator[tuple[str, str, Finding]]:
        _w = self.words.gettext
        try:
            address = read_address(typed)
        except NotAnAddress as refused:
            self.suggested_address = refused.suggestion
            if typed:
                sentence = _w(
                    "This is not one whole email address. It looks like name@post.example. If you "
                    "just go on, you get the receipt on the screen and as a file."
                )
            else:
                sentence = _w(
                    "Write your email address. If you just go on, you get the receipt on the "
                    "screen and as a file."
                )
            yield "email", "email", Finding(sentence)
            return
        self._address = self.email.data = address.stored
        if address.suggestion:
            self.suggested_address = address.suggestion
            sentence = _w(
                "“%(domain)s” looks like a typing error. If it is right, just go on.",
                domain=address.stored.rpartition("@")[2],
            )
            yield "email", "typing", Finding(sentence)

    @property
    def declared(self) -> Declared:
        """What was typed, as it will be sent. Call ``is_ready`` first, which reads the address."""
        said = {name: (self[name].data or "")[:LONGEST_FIELD].rstrip() for name in _TYPED}
        ending: Ending = ""
        if self.kind == "termination":
            ending = "extraordinary" if self._is_extraordinary else "ordinary"
        is_withdrawal = self.kind == "withdrawal"
        return Declared(
            kind=self.kind,
            name=said["name"],
            contract=said["contract"],
            receipt_to=said["email"],
            email=self._address,
            items=said["items"] if is_withdrawal else "",
            ending=ending,
            reason=said["reason"] if ending == "extraordinary" else "",
            ends_on="" if is_withdrawal else said["ends_on"],
            ordered_on=self.known.day if self.known else "",
        )
