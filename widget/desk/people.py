"""The people of a shop: its owner, the helpers, and what a helper may not do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from widget.cases.errors import FieldErrors
from widget.cases.model import Person
from widget.cases.text import clean_line
from widget.desk.entrance import email_key
from widget.desk.steps import record_for_shop
from widget.desk.wired import Actor, Desk
from widget.mail.addresses import plain_address
from widget.mail.errors import BadAddress
from widget.mail.words import N_
from widget.storage import people


def make_owner(desk: Desk, shop_id: int, email: str, name: str) -> Person:
    """Make somebody the owner of a shop; a known address is the person it was before."""
    actor = Actor(shop_id, 0, "operator", "", door="command")
    return _let_in(desk, actor, email, name, "owner")


def add_helper(desk: Desk, actor: Actor, email: str, name: str) -> Person:
    """Let a helper in: they read, answer, note and close. Raises ``FieldErrors``."""
    return _let_in(desk, actor, email, name, "helper")


def _let_in(desk: Desk, actor: Actor, email: str, name: str, role: Any) -> Person:
    name = clean_line(name)[:80]
    try:
        address = email_key(plain_address(clean_line(email)))
    except BadAddress:
        raise FieldErrors(
            {"email": N_("Write one email address, for example orla@shop.example.")}
        ) from None
    if not name:
        raise FieldErrors({"name": N_("Write their name; customers read it under answers.")})

    def change(connection: Connection) -> Person:
        now = desk.clock()
        person_id = people.person_id_of(connection, address)
        if person_id is None:
            person_id = desk.new_id(now)
            people.insert_person(connection, person_id, email=address, name=name, now=now)
        people.add_member(connection, actor.shop_id, person_id, role=role, now=now)
        record_for_shop(desk, connection, actor, f"{role}_added", {"person": person_id})
        return Person(person_id, address, name, role)

    try:
        return desk.store.writer.change(change)
    except IntegrityError:
        raise FieldErrors({"email": N_("This person can log in already.")}) from None


def remove_helper(desk: Desk, actor: Actor, person_id: int) -> None:
    """Take a helper's right to the shop; their next request is refused."""

    def change(connection: Connection) -> None:
        person = people.person_in_shop(connection, person_id, actor.shop_id)
        if person is None or person.role != "helper":
            return
        people.remove_member(connection, actor.shop_id, person_id)
        record_for_shop(desk, connection, actor, "helper_removed", {"person": person_id})

    desk.store.writer.change(change)


def people_of(desk: Desk, shop_id: int) -> list[Person]:
    """Everybody who may enter the shop."""
    with desk.store.read() as connection:
        return people.people_of_shop(connection, shop_id)


def note_refusal(desk: Desk, actor: Actor, right: str) -> None:
    """Keep that somebody wanted to do what their role may not."""
    desk.store.writer.change(
        lambda connection: record_for_shop(desk, connection, actor, "refused", {"right": right})
    )
