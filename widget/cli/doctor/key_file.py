"""The doctor's look at the key file of connected shops: there, its owner's alone, and whole."""

from __future__ import annotations

from collections.abc import Iterator

from widget.cli.doctor.findings import Finding, fine, wrong
from widget.cli.doctor.machine import look_at_rights
from widget.cli.spoken import N_
from widget.desk import Desk, all_shops, storefronts_of
from widget.desk.sealing import FILE_NAME, KEY_BYTES
from widget.settings import Settings


def look_at_key_file(settings: Settings, desk: Desk) -> Iterator[Finding]:
    """Whether the secrets of connected shops can be made; silent where nothing is connected."""
    path = settings.data / FILE_NAME
    if not path.exists():
        names = [shop.name for shop in all_shops(desk) if storefronts_of(desk, shop.id)[0]]
        for name in names:
            yield wrong(
                N_(
                    "%(file)s is not in the data folder, so nothing that %(shop)s sends is taken. "
                    "Bring the file back, or press Connect in the shop’s settings once more."
                ),
                file=FILE_NAME,
                shop=name,
            )
        return
    faults = list(look_at_rights(path))
    try:
        whole = len(bytes.fromhex(path.read_text(encoding="ascii").strip())) == KEY_BYTES
    except (OSError, ValueError):
        whole = False
    if not whole:
        faults.append(
            wrong(
                N_(
                    "%(path)s cannot be read, is cut off or was changed: no connected shop can be "
                    "understood. Bring the file back; without it, delete it and connect each "
                    "shop once more."
                ),
                path=path,
            )
        )
    if not faults:
        yield fine(N_("The key file of connected shops is whole, and nobody else can read it."))
    yield from faults
