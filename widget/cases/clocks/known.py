"""What is known of a case when its clocks are set. Every day is one of the shop's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policy_pages.terms import family_of as family_of_item
from widget.cases.model import Kind

FAMILIES = ("goods", "regular", "services")

__all__ = ["FAMILIES", "Known", "family_of_item"]


@dataclass(frozen=True)
class Known:
    """What is known of a case and its order; ``None`` always means: nobody has said.

    ``received_on`` is the day of the customer's message. ``places`` are the countries or regions
    whose law may hold: one where ``place_known``, else all that the shop sells to. ``families``
    says in the same way from what the days run (``FAMILIES``). ``delivered_on`` is the day of the
    last item, ``returned_on`` the day on which the goods were back or the customer had shown that
    they were sent, whichever was earlier. ``informed``: whether the customer was told what the law
    wants told, ``informed_on`` the day if that was later than the order. ``by_law`` is the shop's
    word on whether the message is a withdrawal or cancellation that the law gives; ``excepted``:
    every item is one that the law excepts. ``collects``: the shop fetches goods itself.
    ``ended``: the case is over, and the shop says that there is nothing left to do.
    """

    kind: Kind
    received_on: date
    today: date
    places: tuple[str, ...]
    place_known: bool = True
    families: tuple[str, ...] = ("goods",)
    family_known: bool = True
    ordered_on: date | None = None
    delivered_on: date | None = None
    shipped: bool | None = None
    returned_on: date | None = None
    refunded_on: date | None = None
    repaired_on: date | None = None
    agreed_on: date | None = None
    answered_on: date | None = None
    informed: bool | None = None
    informed_on: date | None = None
    by_law: bool | None = None
    excepted: bool = False
    collects: bool = False
    ended: bool = False

    @property
    def law_day(self) -> date:
        """The day whose law counts: that of the contract, or of the message if it is not known."""
        return self.ordered_on or self.received_on

    @property
    def declares(self) -> bool | None:
        """Whether the message ends a contract by law; ``None`` where that is open to reading."""
        if self.by_law is not None:
            return self.by_law
        return True if self.kind == "withdrawal" else None
