"""The doors of the withdrawal function, each with the shop behind it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Clock, Mailbox
from tests.public.conftest import Customer, OpenDoor, customer, in_browser, open_door
from tests.withdrawal.doors import Backstage, PlainDoor
from widget.app import make_deliverer
from widget.cases.model import Shop
from widget.desk import Desk

__all__ = ["Customer", "OpenDoor", "customer", "in_browser", "open_door"]


@pytest.fixture
def backstage(app: Flask, desk: Desk, shop: Shop, clock: Clock, mailbox: Mailbox) -> Backstage:
    return Backstage(desk, shop, clock, mailbox, make_deliverer(app, mailbox).deliver_due)


@pytest.fixture
def door(client: FlaskClient, backstage: Backstage) -> PlainDoor:
    """The hosted form, without script."""
    return PlainDoor(client, backstage)


@pytest.fixture
def framed(client: FlaskClient, backstage: Backstage) -> PlainDoor:
    """The form as it stands in a frame, without script."""
    return PlainDoor(client, backstage, frame=True)


Declare = Callable[..., str]
