"""Somebody has lost the link to their case and types its reference: it is mailed once more.

A typed reference opens nothing and tells nothing. What is typed becomes an order that nobody has
looked into; whether there is such a case is found out when the order's turn comes. So the answer
and the work at the door are the same for every input [T05, T65].
"""

from __future__ import annotations

from widget.cases.ids import read_reference
from widget.cases.model import Shop
from widget.desk.judging import networks_of
from widget.desk.wired import Desk
from widget.storage import outbox

LONGEST_REFERENCE = 40  # letters of what is typed that are looked at
MOST_FROM_NETWORK = 10  # an hour
MOST_FOR_SHOP = 200  # an hour; the table counts on, over a day

NO_REFERENCE = "-"


def ask_again(desk: Desk, shop: Shop, typed: str, network: str) -> None:
    """Have the link of a case mailed to the address in the case, if there is such a case.

    ``typed`` is the reference however somebody wrote it; ``network`` that of whoever asks, as
    text. Nobody learns whether anything was sent.
    """
    now = desk.clock()
    networks = networks_of(desk, network)
    keys = (networks.today, networks.before)
    asked = desk.rates.count("again", keys, MOST_FROM_NETWORK)
    asked_shop = desk.rates.count("again_shop", (desk.keyed_hash(_bytes(shop.id)),), MOST_FOR_SHOP)
    if asked >= MOST_FROM_NETWORK or asked_shop >= MOST_FOR_SHOP:
        return
    reference = read_reference(typed[:LONGEST_REFERENCE]) or NO_REFERENCE
    row = outbox.order_row(
        shop_id=shop.id,
        case_id=0,
        mail="link",
        locale=shop.languages[0],
        address="",
        params={"reference": reference},
        host=desk.host,
        now=now,
        random_bytes=desk.random_bytes,
        networks=networks,
    )
    desk.store.writer.submit({"outbox": [row]})


def _bytes(number: int) -> bytes:
    return number.to_bytes(8, "big")
