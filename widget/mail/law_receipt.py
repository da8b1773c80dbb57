"""The receipt of a withdrawal or termination: what it says, the same on page, by mail, on paper.

It says that a statement arrived, what it was and when, and nothing else: no answer, no thanks, no
advertising.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from widget.cases.declarations import unlinked
from widget.cases.model import Shop
from widget.cases.text import clean_line
from widget.mail.law_words import W_, LawWords

# Where the private link comes to stand in a mail: no readable copy of it is ever stored.
LINK_PLACE = "[…]"

_HEADINGS: Mapping[str, str] = {
    "withdrawal": W_("We have received your withdrawal"),
    "termination": W_("We have received your termination"),
}
_SUBJECTS: Mapping[str, str] = {
    "withdrawal": W_("%(shop)s: receipt of your withdrawal, %(reference)s"),
    "termination": W_("%(shop)s: receipt of your termination, %(reference)s"),
}


@dataclass(frozen=True)
class LawReceipt:
    """A receipt in one language. ``facts`` are label and value, in the order in which they stand.

    ``statement`` is what was declared, in the language in which it was.
    """

    heading: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    statement_label: str
    statement: str


def law_receipt(
    words: LawWords, shop: Shop, reference: str, at: int, payload: Mapping[str, Any]
) -> LawReceipt:
    """The receipt of what came in at ``at`` (ms UTC); ``payload`` is that of its first event."""
    _w = words.gettext
    pressed_at = payload.get("pressed_at")
    facts = [
        (_w("Your reference"), reference),
        (_w("Received on"), words.moment(at, shop.zone)),
    ]
    shop_received_at = payload.get("shop_received_at")
    if isinstance(shop_received_at, int):
        label = _w("Received by the shop’s website on")
        facts.append((label, words.moment(shop_received_at, shop.zone)))
    if isinstance(pressed_at, int):
        label = _w("Sent on, by the clock of your device")
        facts.append((label, words.moment(pressed_at, shop.zone)))
    facts.append((_w("Sent to"), ", ".join(part for part in _addressee(shop) if part)))
    return LawReceipt(
        heading=_w(_HEADINGS[str(payload["kind"])]),
        lead=_w("This confirms that your statement has arrived. It is not yet an answer to it."),
        facts=tuple(facts),
        statement_label=_w("Your statement"),
        statement=str(payload["statement"]),
    )


def _addressee(shop: Shop) -> tuple[str, str, str]:
    return (shop.name, shop.owner_name if not shop.address else "", shop.address)


def receipt_mail(
    words: LawWords, shop: Shop, reference: str, at: int, payload: Mapping[str, Any]
) -> str:
    """The whole mail as it is stored: its subject, an empty line, its text.

    Nothing in it that a stranger typed can become a link.
    """
    _w = words.gettext
    receipt = law_receipt(words, shop, reference, at, payload)
    subject = _w(_SUBJECTS[str(payload["kind"])], shop=shop.name, reference=reference)
    private_page = _w("Your private page")
    blocks = [
        clean_line(subject),
        receipt.heading,
        receipt.lead,
        "\n".join(f"{label}: {value}" for label, value in receipt.facts),
        f"{receipt.statement_label}:\n{unlinked(receipt.statement)}",
        f"{private_page}:\n{LINK_PLACE}",
        _w("This receipt stays at this address. Who has the link can read it."),
        _w(
            "Was it not you? Then somebody gave your address, perhaps by mistake. "
            "You need not do anything."
        ),
    ]
    return "\n\n".join(blocks)


def with_link(body: str, link: str) -> tuple[str, list[str]]:
    """A stored mail's subject, and the blocks of its text with the private link in its place."""
    before, _, after = body.rpartition(LINK_PLACE)
    subject, *blocks = f"{before}{link}{after}".split("\n\n")
    return subject, blocks
