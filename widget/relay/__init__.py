"""Door 3: machines. Signed requests of plugins, and the webhooks of platforms, told in JSON."""

from __future__ import annotations

from widget.relay import connecting, forms, hooks, orders, statements
from widget.relay.door import blueprint

__all__ = ["blueprint"]

# Naming them registers their views.
VIEWS = (connecting, forms, hooks, orders, statements)
