"""The doctor's look at the machine: rights, disk, addresses, proxy, contact, Python."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from widget.cli.doctor.findings import Finding, fine, note, wrong
from widget.cli.spoken import N_
from widget.setting_checks import is_loopback
from widget.settings import Settings

LEAST_FREE_MB = 500
# The first releases of each series that refuse a header hidden in an encoded word [T26].
SAFE_PYTHON = {(3, 11): (3, 11, 10), (3, 12): (3, 12, 5)}


def look_at_folder(settings: Settings) -> Iterator[Finding]:
    """Whether the folder and what lies in it is its owner's alone."""
    copies = settings.data / "backups"
    private = [settings.data, settings.file, *sorted(settings.data.glob("*.db*")), copies]
    private += sorted(copies.glob("*.db"))
    found = False
    for path in (path for path in private if path.exists()):
        for finding in look_at_rights(path):
            found = True
            yield finding
    if not found:
        yield fine(N_("The data folder and its files can be read by nobody else."))


def look_at_rights(path: Path) -> Iterator[Finding]:
    """Whether a file or folder is its owner's alone; silent where it is."""
    about = path.stat()
    if hasattr(os, "getuid") and about.st_uid != os.getuid():
        yield wrong(
            N_("%(path)s belongs to another user. Run Amends always as the same one."), path=path
        )
    if os.name == "posix" and about.st_mode & 0o077:
        mode = "700" if path.is_dir() else "600"
        yield wrong(
            N_("Other users of this machine can get at %(path)s. Put it right: %(command)s"),
            path=path,
            command=f"chmod {mode} {path}",
        )


def look_at_disk(settings: Settings) -> Iterator[Finding]:
    """Whether there is room for what customers will write."""
    free = shutil.disk_usage(settings.data).free // 1_000_000
    if free < LEAST_FREE_MB:
        yield wrong(
            N_(
                "Only %(free)d MB are free where the data is. Below %(least)d MB it gets dangerous."
            ),
            free=free,
            least=LEAST_FREE_MB,
        )
    else:
        yield fine(N_("%(free)d MB are free where the data is."), free=free)


def look_at_addresses(settings: Settings) -> Iterator[Finding]:
    """Whether people get to where the desk listens, and whether a proxy stands before it."""
    from widget.serve import answers

    base = urlsplit(settings.base_url)
    before = list(_look_at_proxy(settings))
    yield from before
    usual = {"http": 80, "https": 443}[base.scheme]
    if (
        is_loopback(base.hostname or "")
        and base.scheme == "http"
        and (base.port or usual) != settings.port
    ):
        yield wrong(
            N_("Links lead to %(url)s, but the desk listens on port %(port)d."),
            url=settings.base_url,
            port=settings.port,
        )
    elif not before:
        yield fine(N_("Links lead to %(url)s."), url=settings.base_url)
    if answers(settings):
        yield fine(
            N_("The desk is running at %(where)s."), where=f"{settings.host}:{settings.port}"
        )
    else:
        yield note(N_("The desk is not running just now. “amends serve” starts it."))


def _look_at_proxy(settings: Settings) -> Iterator[Finding]:
    if settings.trusted_proxies:
        return
    if settings.base_url.startswith("https:"):
        yield wrong(
            N_(
                "“base_url” is https, so a proxy stands before the desk, but “trusted_proxies” is "
                "empty: the desk takes every request for a plain http one from the proxy itself."
            )
        )
    if settings.beyond_loopback:
        yield note(
            N_(
                "Others can reach port %(port)d directly. Without a proxy that buffers, a few slow "
                "connections can keep everybody out (see docs/serving.md)."
            ),
            port=settings.port,
        )


def look_at_contact(settings: Settings) -> Iterator[Finding]:
    """Whether the finder of a security hole can tell the one who runs this desk."""
    if settings.contact:
        yield fine(N_("Security holes are told to %(contact)s."), contact=settings.contact)
    elif settings.mail_from:
        yield note(
            N_(
                "“contact” is empty, so security holes are told to %(address)s. See that somebody "
                "reads it."
            ),
            address=settings.mail_from,
        )
    else:
        yield note(
            N_(
                "“contact” and “mail_from” are empty: whoever finds a security hole cannot tell "
                "you."
            )
        )


def look_at_python(version: tuple[int, int, int] = sys.version_info[:3]) -> Iterator[Finding]:
    """Whether this Python lets a name become a mail header."""
    shown = ".".join(map(str, version))
    least = SAFE_PYTHON.get(version[:2])
    if least is not None and version < least:
        yield note(
            N_(
                "Python %(version)s has a known hole in its mail headers. Amends guards against "
                "it, but %(least)s or later is better."
            ),
            version=shown,
            least=".".join(map(str, least)),
        )
    else:
        yield fine(N_("Python is %(version)s."), version=shown)
