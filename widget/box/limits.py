"""What both sides of the box agree on."""

from __future__ import annotations

MOST_FILE_BYTES = 12 * 1024 * 1024  # of what comes in
MOST_KEPT_BYTES = 1_500_000  # of what is kept of it
MOST_SIDE = 2_000  # pixels of its longer side
