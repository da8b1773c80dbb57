"""The shop's own things: settings, sites that may show the form, people, the test mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from widget.cases.errors import FieldErrors
from widget.cases.model import Person, Shop
from widget.cases.text import clean_line, clean_text
from widget.desk.entrance import email_key
from widget.desk.wired import Actor, Desk
from widget.mail.addresses import plain_address
from widget.mail.errors import BadAddress
from widget.mail.words import N_
from widget.storage import cases, keys, outbox, people, shops
from widget.storage.cases import Doer
from widget.storage.outbox import MailHealth, Order
from widget.storage.shops import Site

OFFERED_LANGUAGES = ("en", "de")

# What a shop may change about itself, with the most letters of each text.
_TEXTS = {
    "name": 80,
    "owner_name": 80,
    "mailbox": 254,
    "phone": 40,
    "phone_hours": 120,
    "address": 300,
    "site_url": 300,
}
_NEEDED = ("name", "owner_name", "mailbox")
_NUMBERS = {"target_days": (1, 30), "spam_days": (7, 365), "closed_years": (1, 10)}
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")

_DEFAULTS: Mapping[str, Any] = {
    "phone": "",
    "phone_hours": "",
    "address": "",
    "site_url": "",
    "zone": "Europe/Dublin",
    "country": "IE",
    "languages": ("en",),
    "colour": "#24574c",
    "target_days": 3,
    "spam_days": 30,
    "closed_years": 3,
}


def make_shop(desk: Desk, values: Mapping[str, Any]) -> Shop:
    """Open a shop on this desk. ``values`` as ``Shop`` has them, at least ``slug``, ``name``,
    ``owner_name`` and ``mailbox``. Raises ``FieldErrors``.
    """
    now = desk.clock()
    slug = str(values.get("slug", ""))
    if not _SLUG.fullmatch(slug):
        raise FieldErrors(
            {"slug": N_("Use small letters, digits and hyphens, for example wren-tide.")}
        )
    given = {**_DEFAULTS, **{name: value for name, value in values.items() if name != "slug"}}
    checked = _checked(given)
    shop = Shop(id=desk.new_id(now), slug=slug, created_at=now, **checked)
    try:
        desk.store.writer.change(lambda connection: shops.insert_shop(connection, shop))
    except IntegrityError:
        raise FieldErrors({"slug": N_("Another shop of this desk has that name.")}) from None
    return shop


def change_shop(desk: Desk, actor: Actor, values: Mapping[str, Any]) -> Shop:
    """Change the shop's settings; only what is named in ``values``. Raises ``FieldErrors``."""
    checked = _checked(values, partly=True)

    def change(connection: Connection) -> Shop:
        before = shops.shop_by_id(connection, actor.shop_id)
        changed = {name: value for name, value in checked.items() if getattr(before, name) != value}
        if changed:
            shops.update_shop(connection, actor.shop_id, changed)
            _record(desk, connection, actor, "shop_changed", {"fields": sorted(changed)})
        return shops.shop_by_id(connection, actor.shop_id)

    return desk.store.writer.change(change)


def _checked(values: Mapping[str, Any], *, partly: bool = False) -> dict[str, Any]:
    """The values as the table wants them. Raises ``FieldErrors`` with a sentence for each."""
    wrong: dict[str, str] = {}
    right: dict[str, Any] = {}
    for name, most in _TEXTS.items():
        if name in values or not partly:
            # Whoever asks, a form or the command line: a line break must not get into a mail.
            clean = clean_text if name == "address" else clean_line
            right[name] = clean(str(values.get(name, "")))
            if name in _NEEDED and not right[name]:
                wrong[name] = N_("Fill this in, customers need it.")
            elif len(right[name]) > most:
                wrong[name] = N_("This is too long.")
    for name, (least, most) in _NUMBERS.items():
        if name in values:
            number = values[name]
            is_number = isinstance(number, int) and not isinstance(number, bool)
            if is_number and least <= number <= most:
                right[name] = number
            else:
                wrong[name] = N_("Write a whole number that fits.")
    _check_mailbox(right, wrong)
    _check_site_url(right, wrong)
    _check_choices(values, right, wrong)
    if wrong:
        raise FieldErrors(wrong)
    return right


def _check_mailbox(right: dict[str, Any], wrong: dict[str, str]) -> None:
    if right.get("mailbox") and "mailbox" not in wrong:
        try:
            right["mailbox"] = plain_address(right["mailbox"])
        except BadAddress:
            wrong["mailbox"] = N_("Write one email address, for example orla@shop.example.")


def _check_site_url(right: dict[str, Any], wrong: dict[str, str]) -> None:
    url = right.get("site_url")
    if url and not re.fullmatch(r"https?://[^\s\"'<>\\]+", url):
        wrong["site_url"] = N_("Write the whole address, for example https://shop.example.")


def _check_choices(values: Mapping[str, Any], right: dict[str, Any], wrong: dict[str, str]) -> None:
    if "zone" in values:
        right["zone"] = values["zone"]
        if values["zone"] not in available_timezones():
            wrong["zone"] = N_("Choose a time zone from the list.")
    if "country" in values:
        right["country"] = str(values["country"]).upper()
        if not re.fullmatch(r"[A-Z]{2}", right["country"]):
            wrong["country"] = N_("Choose a country from the list.")
    if "languages" in values:
        chosen = tuple(values["languages"])
        right["languages"] = chosen
        if not chosen or len(set(chosen)) != len(chosen) or set(chosen) - set(OFFERED_LANGUAGES):
            wrong["languages"] = N_("Choose at least one language.")
    if "colour" in values:
        right["colour"] = str(values["colour"]).lower()
        if not re.fullmatch(r"#[0-9a-f]{6}", right["colour"]):
            wrong["colour"] = N_("Write the colour like #24574c.")


def sites_of(desk: Desk, shop_id: int) -> list[Site]:
    """The sites that may show the form; empty means any."""
    with desk.store.read() as connection:
        return shops.sites_of(connection, shop_id)


def add_site(desk: Desk, actor: Actor, text: str) -> Site:
    """Allow a site, given as a name or a whole address. Raises ``FieldErrors``."""
    origin = read_origin(text)
    if origin is None:
        raise FieldErrors({"site": N_("Write the name of the site, for example shop.example.")})
    now = desk.clock()
    site = Site(desk.new_id(now), origin, now)

    def change(connection: Connection) -> None:
        shops.insert_site(connection, actor.shop_id, site)
        _record(desk, connection, actor, "site_added", {"origin": origin})

    try:
        desk.store.writer.change(change)
    except IntegrityError:
        raise FieldErrors({"site": N_("This site is on the list already.")}) from None
    return site


def remove_site(desk: Desk, actor: Actor, site_id: int) -> None:
    """Take a site off the list; nothing happens where it is not on it."""

    def change(connection: Connection) -> None:
        origin = shops.delete_site(connection, actor.shop_id, site_id)
        if origin is not None:
            _record(desk, connection, actor, "site_removed", {"origin": origin})

    desk.store.writer.change(change)


def read_origin(text: str) -> str | None:
    """Scheme, IDNA host and port of what somebody typed as their site; nothing else survives.

    ``shop.example/page`` gives ``https://shop.example``. ``None`` where it is no site [T04].
    """
    whole = text.strip()
    whole = whole if "://" in whole else f"https://{whole}"
    try:
        parts = urlsplit(whole)
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
        port = parts.port
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or ".." in host:
        return None
    if parts.username is not None or parts.password is not None:
        return None
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in {None, usual} else "")


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
        _record(desk, connection, actor, f"{role}_added", {"person": person_id})
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
        _record(desk, connection, actor, "helper_removed", {"person": person_id})

    desk.store.writer.change(change)


def people_of(desk: Desk, shop_id: int) -> list[Person]:
    """Everybody who may enter the shop."""
    with desk.store.read() as connection:
        return people.people_of_shop(connection, shop_id)


def note_refusal(desk: Desk, actor: Actor, right: str) -> None:
    """Keep that somebody wanted to do what their role may not."""
    desk.store.writer.change(
        lambda connection: _record(desk, connection, actor, "refused", {"right": right})
    )


def send_test_mail(desk: Desk, actor: Actor) -> None:
    """Send the shop's mailbox a mail, to see that it arrives."""
    now = desk.clock()

    def change(connection: Connection) -> None:
        shop = shops.shop_by_id(connection, actor.shop_id)
        outbox.add_order(
            connection,
            outbox.order_row(
                shop_id=shop.id,
                case_id=0,
                mail="test",
                locale=shop.languages[0],
                address=shop.mailbox,
                params={},
                host=desk.host,
                now=now,
                random_bytes=desk.random_bytes,
            ),
        )

    desk.store.writer.change(change)


def mail_health(desk: Desk) -> MailHealth:
    """Whether mail leaves this desk."""
    with desk.store.read() as connection:
        return outbox.read_mail_health(connection, desk.clock())


def unsent_mails(desk: Desk, shop_id: int) -> list[Order]:
    """The shop's mails that wait or have failed, oldest first."""
    with desk.store.read() as connection:
        return outbox.unsent_of_shop(connection, shop_id)


def retry_mails(desk: Desk, actor: Actor) -> int:
    """Try all of the shop's waiting and failed mails again now; returns how many."""
    return desk.store.writer.change(
        lambda connection: outbox.retry(connection, actor.shop_id, desk.clock())
    )


def all_shops(desk: Desk) -> list[Shop]:
    """Every shop of the desk, for the one who runs it."""
    with desk.store.read() as connection:
        return shops.all_shops(connection)


def rotate_keys(desk: Desk) -> None:
    """Sign with new keys from now on; what is out stays valid."""

    def change(connection: Connection) -> None:
        now = desk.clock()
        keys.rotate(connection, now, desk.random_bytes)
        for shop in shops.all_shops(connection):
            cases.record_for_shop(
                connection,
                shop.id,
                "keys_rotated",
                {},
                at=now,
                doer=Doer(role="operator", actor=0, door="command"),
                random_bytes=desk.random_bytes,
            )

    desk.ring  # noqa: B018 - a desk without keys gets its first ones before there are second ones
    desk.store.writer.change(change)
    desk.forget_keys()


def _record(
    desk: Desk, connection: Connection, actor: Actor, kind: str, payload: Mapping[str, Any]
) -> None:
    cases.record_for_shop(
        connection,
        actor.shop_id,
        kind,
        payload,
        at=desk.clock(),
        doer=actor.doer,
        random_bytes=desk.random_bytes,
    )
