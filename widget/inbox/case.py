"""One case: its screen."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from widget.cases.errors import UnknownCase
from widget.cases.model import Shop
from widget.desk import case_file, photo_for_shop, shops_of
from widget.doors import photo_answer, photo_number, the_desk
from widget.inbox.case_screen import show_case
from widget.inbox.door import blueprint
from widget.inbox.frame import show
from widget.inbox.rights import needs
from widget.inbox.sessions import the_session


@blueprint.get("/case/<reference>")
@needs("read")
def case(reference: str) -> ResponseReturnValue:
    """Show a case of the session's shop; a foreign one is as unknown as a made-up one [T01].

    Whoever has several shops and follows a mail of another one of them is offered the way there.
    """
    try:
        return show_case(reference)
    except UnknownCase:
        elsewhere = _own_shop_with(reference)
        if elsewhere is None:
            raise
        return show("case_elsewhere", 404, elsewhere=elsewhere, reference=reference)


@blueprint.get("/case/<reference>/photo/<number>")
@needs("read")
def photo(reference: str, number: str) -> ResponseReturnValue:
    """One photo of a case of the session's shop, by its number."""
    chosen = photo_number(number)
    body = photo_for_shop(the_desk(), the_session().shop.id, reference, chosen)
    return photo_answer(body, chosen)


def _own_shop_with(reference: str) -> Shop | None:
    desk, session = the_desk(), the_session()
    for shop in shops_of(desk, session.person.id):
        if shop.id == session.shop.id:
            continue
        try:
            case_file(desk, shop.id, reference)
        except UnknownCase:
            continue
        return shop
    return None
