"""The box *Refund* on a case's screen: figures, what was decided, and whether more can be."""

from __future__ import annotations

from dataclasses import dataclass

from widget.desk import CaseFile, refunds_of
from widget.doors import the_desk
from widget.inbox.refund_words import RefundLine, money, plain_number, refund_line
from widget.inbox.words import _


@dataclass(frozen=True)
class RefundPanel:
    """What the box shows. ``figures`` are empty where the order is not known (any more)."""

    order: str
    currency: str
    figures: tuple[tuple[str, str], ...]
    lines: tuple[RefundLine, ...]
    offered: str
    may: bool


def refund_panel(file: CaseFile) -> RefundPanel | None:
    """The box for a case; ``None`` where there is nothing to say of money."""
    found = refunds_of(the_desk(), file.case)
    now = the_desk().clock()
    lines = tuple(refund_line(call, now) for call in found.refunds)
    ground = found.ground
    if ground is None or file.case.state == "suspect":
        return RefundPanel("", "", (), lines, "", False) if lines else None
    figures = (
        (_("Paid"), money(ground.paid, ground.currency)),
        (_("Refunded"), money(ground.refunded, ground.currency)),
        (_("Left"), money(ground.left, ground.currency)),
    )
    offered = plain_number(ground.left)
    may = found.may_refund and ground.left > 0
    return RefundPanel(ground.number, ground.currency, figures, lines, offered, may)
