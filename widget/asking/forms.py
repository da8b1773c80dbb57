"""The two forms of the customer's door: a new message, and a reply. What is typed is never lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, StringField

from widget.asking.addresses import LONGEST_ADDRESS, NotAnAddress, read_address
from widget.asking.boxes import CustomersForm, free_text, needs_look, one_line
from widget.asking.days import NotADay, read_day
from widget.asking.known_order import KnownOrder, read_posted
from widget.asking.phones import is_plausible_phone
from widget.asking.photo_box import PhotosField
from widget.asking.questions import KindWords
from widget.cases.model import Kind, Shop, Statement

# Characters, after cleaning.
LONGEST_NUMBER = 64
LONGEST_ITEMS = 500
LONGEST_WORDS = 5_000
LONGEST_NAME = 120
LONGEST_PHONE = 40

REACHES = ("email", "phone")


@dataclass(frozen=True)
class Asked:
    """Whom and what a form asks: the shop, the words of the kind, and the shop's day of today."""

    shop: Shop
    words: KindWords
    today: date

    @property
    def kind(self) -> Kind:
        """The kind of message."""
        return self.words.kind


class MessageForm(CustomersForm):
    """A new message, of any kind. Fields are in the order of the page.

    ``known`` is the order that a link named: the form shows it instead of asking.

    ``email_kept`` and ``phone_kept`` travel with the form: the entries that have been questioned
    once and are taken as they are the second time.
    """

    order = one_line(LONGEST_NUMBER)
    ordered = one_line()
    items = free_text(LONGEST_ITEMS)
    happened = free_text(LONGEST_WORDS)
    meant = free_text(LONGEST_WORDS)
    skip = BooleanField()
    photos = PhotosField()
    leave_empty = one_line()  # what people cannot see, and only machines fill in
    wish = one_line()
    name = one_line(LONGEST_NAME)
    email = one_line(LONGEST_ADDRESS)
    phone = one_line(LONGEST_PHONE)
    reach = one_line()
    email_kept = one_line()
    phone_kept = one_line()

    def __init__(
        self, posted: MultiDict[str, str] | None, asked: Asked, known: KnownOrder | None = None
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
            self.order.data, self.ordered.data = known.number, known.day
            self.items.data = known.items(LONGEST_ITEMS)
        self.asked = asked
        self.suggested_address = ""
        self.reach.data = self.reach.data or "email"

    @property
    def labels(self) -> dict[str, str]:
        """What stands above each box: name of the field to its question."""
        words = self.asked.words
        return {
            "order": _("Order number"),
            "ordered": _("About when did you order?"),
            "items": words.items.label,
            "happened": words.happened.label,
            "meant": words.meant.label,
            "wish": words.wish_title,
            "name": _("Your name"),
            "email": _("Email"),
            "phone": _("Phone"),
        }

    @property
    def hints(self) -> dict[str, str]:
        """What stands below a question, where there is something to say."""
        words = self.asked.words
        return {
            "order": _(
                "It is in the mail you got when you ordered. Cannot find it? Leave it empty."
            ),
            "ordered": _("A rough day will do."),
            "items": words.items.hint,
            "happened": words.happened.hint,
            "meant": words.meant.hint,
            "email": _("Your receipt and the answer go here, nothing else."),
        }

    def box_of(self, name: str) -> str:
        """The id that a link to this field leads to: of several boxes the first."""
        firsts = {"wish": f"wish-{next(iter(self.asked.words.wishes))}", "reach": "reach-email"}
        return firsts.get(name, name)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Every answer as name and value, so that the next page can hand it on unseen."""
        typed = [
            (field.name, "yes" if field is self.skip else field.data)
            for field in self
            if field.data
        ]
        return typed + (self.known.carried if self.known else [])

    @property
    def draft(self) -> str:
        """The name under which a browser keeps what is typed: one for each order that is known."""
        return f"{self.asked.kind}/{self.known.order.id}" if self.known else self.asked.kind

    def statement(self, locale: str) -> Statement:
        """What the customer said, once ``validate`` has said yes. Words outweigh the skip tick."""
        return Statement(
            kind=self.asked.kind,
            order_number=self.order.data or "",
            ordered_on=self.ordered.data or "",
            items=self.items.data or "",
            happened=self.happened.data or "",
            meant=self.meant.data or "",
            meant_skipped=bool(self.skip.data) and not self.meant.data,
            wish=self.wish.data or "",
            name=self.name.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            reach=self.reach.data or "",
            locale=locale,
        )

    def validate_ordered(self, field: StringField) -> None:
        """A day as ISO text, or nothing."""
        if self.known:
            return  # as the shop system has it, whatever its clock says
        sentences = {
            "unclear": _("Write the day like 9.11.2026, day first, or leave it empty."),
            "still to come": _("This day is still to come. Write the day you ordered."),
            "long ago": _("This day is very long ago. Look at the year once more."),
        }
        try:
            field.data = read_day(field.data or "", self.asked.today)
        except NotADay as unread:
            raise needs_look(sentences[unread.why], _("Look at the day you ordered")) from None

    def validate_happened(self, field: StringField) -> None:
        """The one thing nobody else can say; needed unless the kind lets it be."""
        if not field.data and not self.asked.words.happened.is_optional:
            if self.asked.kind == "complaint":
                raise needs_look(_("Write what happened. One sentence is enough."))
            raise needs_look(_("Write your reason. One sentence is enough."))

    def validate_meant(self, field: StringField) -> None:
        """Asked of everybody, and skipped by a tick, never by silence (practice B4)."""
        if not field.data and not self.skip.data:
            raise needs_look(
                _("Write a few words, or tick that you would rather skip this question."),
                _("Say what it meant for you, or skip the question"),
            )

    def validate_wish(self, field: StringField) -> None:
        """One of the wishes that are offered for this kind."""
        if field.data not in self.asked.words.wishes:
            if self.asked.kind == "complaint":
                sentence = _("Choose one. “Just that you know” is fine, too.")
            else:
                sentence = _("Choose one. If none fits, take the nearest.")
            raise needs_look(sentence, _("Choose what you would like"))

    def validate_name(self, field: StringField) -> None:
        """Some name, however short."""
        if not field.data:
            raise needs_look(
                _(
                    "Write your name, so that %(owner)s knows whom to answer.",
                    owner=self.asked.shop.owner_first,
                ),
                _("Write your name"),
            )

    def validate_email(self, field: StringField) -> None:
        """One plain address, or none for somebody who wants to be rung and left a number."""
        if not field.data:
            if self.reach.data == "phone" and self.phone.data:
                return
            raise needs_look(
                _("Write your email address. Or leave a phone number and choose to be rung."),
                _("Write your email address"),
            )
        try:
            address = read_address(field.data)
        except NotAnAddress as refused:
            self.suggested_address = refused.suggestion
            raise needs_look(
                _("This is not one whole email address. It looks like name@post.example."),
                _("Look at your email address"),
            ) from None
        field.data = address.stored
        if address.suggestion and self.email_kept.data != address.stored:
            self.email_kept.data = address.stored
            self.suggested_address = address.suggestion
            raise needs_look(
                _(
                    "“%(domain)s” looks like a typing error. If it is right, just go on.",
                    domain=address.stored.rpartition("@")[2],
                ),
                _("The email address may have a typing error"),
            )

    def validate_phone(self, field: StringField) -> None:
        """Any number; an unlikely one is asked about once. Needed only by who wants to be rung."""
        if not field.data:
            if self.reach.data == "phone":
                raise needs_look(
                    _("Write the number to ring, or choose an answer by email."),
                    _("Write your phone number"),
                )
            return
        kept = self.phone_kept.data == field.data
        if not kept and not is_plausible_phone(field.data, self.asked.shop.country):
            self.phone_kept.data = field.data
            raise needs_look(
                _("This number looks too short, too long or mistyped. If it is right, just go on."),
                _("The phone number may have a typing error"),
            )

    def validate_reach(self, field: StringField) -> None:
        """By email or by phone."""
        if field.data not in REACHES:
            raise needs_look(
                _("Choose one: by email or by phone."), _("Choose how you would like the answer")
            )


class ReplyForm(CustomersForm):
    """A customer's reply. ``end`` is how they mean it: empty, ``settled`` or ``not_meant``."""

    text = free_text(LONGEST_WORDS)
    photos = PhotosField()
    end = one_line()

    def __init__(self, posted: MultiDict[str, str] | None, owner: str) -> None:
        """``owner`` is whom the sentences name."""
        super().__init__(formdata=posted)
        self.owner = owner

    @property
    def labels(self) -> dict[str, str]:
        """What stands above the box."""
        return {"text": _("Write to %(owner)s", owner=self.owner)}

    def validate_text(self, field: StringField) -> None:
        """Words, unless photos or a button say it all."""
        if not (field.data or self.photos.kept or self.end.data in {"settled", "not_meant"}):
            raise needs_look(
                _("Write to %(owner)s first, then press Send.", owner=self.owner),
                _("Your reply is still empty"),
            )
