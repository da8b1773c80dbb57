"""Shops and the sites that may show their form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from widget.cases.errors import UnknownShop
from widget.cases.model import Shop
from widget.storage.tables import shops, sites

_FIELDS = [field.name for field in fields(Shop)]


@dataclass(frozen=True)
class Site:
    """A site that may show the form. ``origin`` is scheme, host and port.

    ``opened_at`` is when the form was last opened there (ms UTC), ``None`` if it never was.
    """

    id: int
    origin: str
    created_at: int
    opened_at: int | None = None


def shop_of(row: RowMapping) -> Shop:
    """A row of ``shops`` as a Shop."""
    values = {name: row["shop_id" if name == "id" else name] for name in _FIELDS}
    values["languages"] = tuple(values["languages"].split(","))
    return Shop(**values)


def shop_by_slug(connection: Connection, slug: str) -> Shop:
    """The shop whose pages stand at ``/s/<slug>``. Raises ``UnknownShop``."""
    row = (
        connection.execute(
            select(shops)
            .where(shops.c.slug == slug)
            .execution_options(across_shops="the address names the shop")
        )
        .mappings()
        .first()
    )
    if row is None:
        raise UnknownShop(slug)
    return shop_of(row)


def shop_by_id(connection: Connection, shop_id: int) -> Shop:
    """The shop with that id. Raises ``UnknownShop``."""
    row = connection.execute(select(shops).where(shops.c.shop_id == shop_id)).mappings().first()
    if row is None:
        raise UnknownShop(str(shop_id))
    return shop_of(row)


def all_shops(connection: Connection) -> list[Shop]:
    """Every shop of the desk, for the one who runs it."""
    rows = connection.execute(
        select(shops).order_by(shops.c.slug).execution_options(across_shops="for the operator")
    ).mappings()
    return [shop_of(row) for row in rows]


def insert_shop(connection: Connection, shop: Shop) -> None:
    """Keep a new shop. Raises ``IntegrityError`` where its slug is taken."""
    values: dict[str, Any] = {name: getattr(shop, name) for name in _FIELDS if name != "id"}
    values["languages"] = ",".join(shop.languages)
    connection.execute(insert(shops).values(shop_id=shop.id, **values))


def update_shop(connection: Connection, shop_id: int, values: Mapping[str, Any]) -> None:
    """Change some columns of a shop; ``languages`` comes as a tuple."""
    columns = dict(values)
    if "languages" in columns:
        columns["languages"] = ",".join(columns["languages"])
    connection.execute(update(shops).where(shops.c.shop_id == shop_id).values(columns))


def sites_of(connection: Connection, shop_id: int) -> list[Site]:
    """The sites that may show the form, oldest first."""
    rows = connection.execute(
        select(sites).where(sites.c.shop_id == shop_id).order_by(sites.c.site_id)
    ).mappings()
    return [
        Site(row["site_id"], row["origin"], row["created_at"], row["opened_at"]) for row in rows
    ]


def insert_site(connection: Connection, shop_id: int, site: Site) -> None:
    """Allow one more site. Raises ``IntegrityError`` where it is allowed already."""
    connection.execute(
        insert(sites).values(
            shop_id=shop_id, site_id=site.id, origin=site.origin, created_at=site.created_at
        )
    )


def delete_site(connection: Connection, shop_id: int, site_id: int) -> str | None:
    """Take a site off the list; returns its origin, ``None`` where there was none."""
    where = (sites.c.shop_id == shop_id) & (sites.c.site_id == site_id)
    origin = connection.scalar(select(sites.c.origin).where(where))
    connection.execute(delete(sites).where(where))
    return origin
