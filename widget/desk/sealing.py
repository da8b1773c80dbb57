"""The secrets of storefronts: derived from a row and a key file, so that neither alone is enough.

``docs/decisions/0007-storefront-secrets-are-derived.md`` says why.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from widget.cases.errors import N_, Refused
from widget.cases.signing import secret_text
from widget.desk.wired import Desk

FILE_NAME = "storefronts.key"
SALT_BYTES = 16
KEY_BYTES = 32


class KeyRefused(Refused):
    """The key file cannot be used; nothing is connected before that is put right."""


def storefront_secret(desk: Desk, shop_id: int, connection_id: int, salt: bytes) -> str:
    """The secret of one connection [T49].

    Shop and connection are part of it: a row copied to another shop has another secret. Raises
    ``KeyRefused``.
    """
    message = f"amends.storefront\x00{shop_id}\x00{connection_id}\x00".encode() + salt
    return secret_text(hmac.new(_key(desk), message, hashlib.sha256).digest())


def _key(desk: Desk) -> bytes:
    if desk.data is None:
        raise KeyRefused(N_("This desk has no folder for its key file."))
    path = desk.data / FILE_NAME
    try:
        if not path.exists():
            _make(path, desk.random_bytes(KEY_BYTES))
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyRefused(
                N_(
                    "Others on the machine can read %(file)s. Make it readable by the desk alone "
                    "(chmod 600), then come back."
                ),
                file=FILE_NAME,
            )
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise KeyRefused(N_("%(file)s cannot be read or made."), file=FILE_NAME) from error
    if len(key) != KEY_BYTES:
        raise KeyRefused(N_("%(file)s is cut off or was changed."), file=FILE_NAME)
    return key


def _make(path: Path, key: bytes) -> None:
    """Make the file whole or not at all; where another process was faster, its file stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
