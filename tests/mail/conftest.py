"""What the mail room's tests may ask for beside the desk itself."""

from __future__ import annotations

import threading
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest

from tests.mail.paper import written
from widget.mail.deliver import Deliverer
from widget.mail.gather import Gatherer
from widget.mail.material import MailSettings


@pytest.fixture
def deliverer(desk):
    """Makes a deliverer with a transport."""

    def make(transport, **changes: Any) -> Deliverer:
        values: dict[str, Any] = {
            "gather": Gatherer(desk.store, desk.base_url, lambda: desk.ring, desk.answer_by),
            "settings": MailSettings("desk@desk.example", desk.base_url),
            "clock": desk.clock,
            "random_bytes": desk.random_bytes,
        }
        return Deliverer(desk.store, transport, **{**values, **changes})

    return make


@pytest.fixture
def running():
    """Runs a deliverer in its thread and ends it with the test."""
    started: list[SimpleNamespace] = []

    def start(carrier: Deliverer) -> SimpleNamespace:
        stop, wake = threading.Event(), threading.Event()
        thread = threading.Thread(target=carrier.run, args=(stop, wake), daemon=True)
        thread.start()
        started.append(SimpleNamespace(stop=stop, wake=wake, thread=thread))
        return started[-1]

    yield start
    for one in started:
        one.stop.set()
        one.wake.set()
        one.thread.join(10)
        assert not one.thread.is_alive()


@pytest.fixture
def message() -> EmailMessage:
    """A mail as good as any."""
    return written("receipt")
