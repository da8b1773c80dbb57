"""Where the desk keeps things: tables, stores, the writer, the outbox, search, migrations."""

from widget.storage.store import Store
from widget.storage.upgrade import upgrade

__all__ = ["Store", "upgrade"]
