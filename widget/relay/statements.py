"""What a customer sent by a form in the shop: taken once, and answered with its receipt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from widget.asking.all_forms import MESSAGE_LANGUAGES
from widget.asking.receipt_told import receipt_told
from widget.asking.relayed import Unfit, declaration_from, message_from
from widget.cases.budget import BY_LAW
from widget.cases.deadlines import local_day
from widget.cases.model import KIND_OF_PATH, Shop, Statement
from widget.cases.storefront import BadOrder, read_moment
from widget.cases.text import clean_line
from widget.desk import Desk, Relayed, note_seen, take_relayed
from widget.doors import iso_moment, the_desk
from widget.mail.law_words import LANGUAGES, law_words
from widget.relay.bodies import read_json, text_of
from widget.relay.door import BadBody, blueprint
from widget.relay.signed import signed_call

MOST_FIELDS = 40
_LONGEST_NAME = 60  # letters of a box's name
_LONGEST_VISITOR = 64
_ORDER = re.compile("[A-Za-z0-9_-]{1,40}", re.ASCII)


@blueprint.post("/statements")
def take_statement() -> ResponseReturnValue:
    """Take what a form in the shop was sent with; the answer is the customer's receipt."""
    desk, call = the_desk(), signed_call()
    said = read_json(call.body)
    shop = note_seen(desk, call.storefront)
    relayed = _relayed(said, shop)
    with force_locale(relayed.language):
        try:
            statement = _statement(desk, shop, relayed)
        except Unfit as unfit:
            sentence = _("Everything you typed is still here.")
            return jsonify(error="unfit", sentence=sentence, fields=dict(unfit.fields)), 422
        receipt = take_relayed(desk, shop, call, relayed, statement)
        told = receipt_told(desk, receipt, relayed.language)
    return jsonify(
        reference=receipt.case.reference,
        received_at=iso_moment(receipt.case.opened_at),
        **told.as_data(),
    )


def _statement(desk: Desk, shop: Shop, relayed: Relayed) -> Statement:
    kind = KIND_OF_PATH[relayed.path]
    if kind in BY_LAW:
        return declaration_from(relayed.fields, kind, law_words(relayed.language))
    today = local_day(desk.clock(), shop.zone)
    return message_from(relayed.fields, shop, kind, today, relayed.language, kept=relayed.kept)


def _relayed(said: dict[str, Any], shop: Shop) -> Relayed:
    """The relayed form of a body. Raises ``BadBody`` where it has no form or no fields.

    All else is taken as far as it can be read: a slip of a plugin must not cost a statement.
    """
    path = text_of(said, "form", 20)
    if path not in KIND_OF_PATH:
        raise BadBody("form")
    order, visitor = said.get("order"), said.get("visitor")
    return Relayed(
        path=path,
        language=_language(said.get("lang"), path, shop),
        fields=_fields(said.get("fields")),
        received_at=_moment(said.get("received_at")),
        order=order if isinstance(order, str) and _ORDER.fullmatch(order) else "",
        visitor=visitor[:_LONGEST_VISITOR] if isinstance(visitor, str) else "",
        kept=said.get("kept") is True,
    )


def _fields(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or len(value) > MOST_FIELDS:
        raise BadBody("fields")
    for name, text in value.items():
        if not isinstance(text, str) or len(name) > _LONGEST_NAME:
            raise BadBody("fields")
    return {clean_line(name): text for name, text in value.items()}


def _language(asked: object, path: str, shop: Shop) -> str:
    spoken = LANGUAGES if KIND_OF_PATH[path] in BY_LAW else MESSAGE_LANGUAGES
    if isinstance(asked, str) and asked in spoken:
        return asked
    return shop.languages[0] if shop.languages[0] in spoken else "en"


def _moment(said: object) -> int | None:
    try:
        return read_moment(said, "received_at")
    except BadOrder:
        return None
