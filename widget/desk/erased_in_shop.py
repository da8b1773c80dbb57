"""A customer was erased in the shop: what they wrote here stays, and the owner is told so."""

from __future__ import annotations

from sqlalchemy import Connection

from widget.cases.errors import CaseMovedOn, StorageUnavailable
from widget.desk.customers import cases_of_address
from widget.desk.steps import record_step
from widget.desk.wired import Desk
from widget.storage import cases
from widget.storage.cases import Doer

KIND = "erased_in_shop"
_DOER = Doer(role="desk", actor=0, door="relay")


def tell_of_erasure(desk: Desk, connection: Connection, shop_id: int, email: str, now: int) -> int:
    """Note it once in each case under an address, inside a change; returns in how many.

    The event says nobody's name: the case does, and that is the owner's to erase. Raises
    ``StorageUnavailable`` where another process was at a case in this moment.
    """
    told = 0
    for case in cases_of_address(connection, shop_id, email) if email else ():
        if any(event.kind == KIND for event in cases.events_of(connection, shop_id, case.id)):
            continue
        try:
            record_step(desk, connection, case, KIND, {}, now, _DOER)
        except CaseMovedOn:
            raise StorageUnavailable("a case has just moved on") from None
        told += 1
    return told
