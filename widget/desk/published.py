"""The files of a published policy, on disk beside the database: whoever reads them renders nothing.

``<data>/pages/<shop>/<number>-<hash>/…``, each with a compressed twin. The database keeps all of
them, so what is missing here is written again.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from policy_pages.publish import TWIN, write_files
from policy_pages.render import FORMS, PAGES
from widget.cases.errors import StorageUnavailable, UnknownPage
from widget.cases.model import Shop
from widget.desk.wired import Desk
from widget.storage import policies
from widget.storage.policies import PolicyVersion

FOLDER = "pages"
MIMES = {
    "html": "text/html",
    "md": "text/markdown",
    "txt": "text/plain",
    "json": "application/json",
    "css": "text/css",
    "toml": "application/toml",
}
# What stands beside the pages of a version, in every language or once.
BESIDE_PAGES = ("checkout.txt",)
ONCE = ("policy.toml", "policy.css", "version.json")


@dataclass(frozen=True)
class PublishedFile:
    """One file of a version: where it lies, what to know it by, and of which sort it is."""

    path: Path
    etag: str
    mime: str

    @property
    def twin(self) -> Path:
        """The same, compressed with gzip."""
        return self.path.with_name(self.path.name + TWIN)


def policy_file(desk: Desk, shop: Shop, number: int | None, path: str) -> PublishedFile:
    """A file of a version, ``None``: of the one in force. Raises ``UnknownPage``."""
    with desk.store.read() as connection:
        version = (
            policies.newest_version(connection, shop.id)
            if number is None
            else policies.find_version(connection, shop.id, number)
        )
    if version is None:
        raise UnknownPage(path[:80])
    return file_of_version(desk, shop, version, path)


def file_of_version(desk: Desk, shop: Shop, version: PolicyVersion, path: str) -> PublishedFile:
    """A file of a version at hand. Raises ``UnknownPage``.

    Only names that a version can have are looked for; whatever else ``path`` says leads nowhere.
    """
    if path not in names_of(version):
        raise UnknownPage(path[:80])
    file = folder_of(desk, shop, version) / path
    if not (file.is_file() and file.with_name(file.name + TWIN).is_file()):
        write_pages(desk, shop, version)
        if not file.is_file():
            raise UnknownPage(path)
    name = hashlib.sha256(f"{version.hash}/{path}".encode()).hexdigest()
    return PublishedFile(file, name[:20], MIMES[path.rpartition(".")[2]])


def names_of(version: PolicyVersion) -> frozenset[str]:
    """The names that files of a version can have."""
    pages = [f"{page}{form}" for page in PAGES for form in FORMS]
    names = set(ONCE)
    for place, locale in enumerate(version.locales):
        folder = f"{locale}/" if place else ""
        names |= {f"{folder}{name}" for name in (*pages, *BESIDE_PAGES)}
    return frozenset(names)


def folder_of(desk: Desk, shop: Shop, version: PolicyVersion) -> Path:
    """Where the files of a version lie. The hash keeps apart what was restored and published anew.

    Raises ``StorageUnavailable`` for a desk without a folder of its own.
    """
    if desk.data is None:
        raise StorageUnavailable("the desk has no folder for pages")
    return desk.data / FOLDER / shop.slug / f"{version.number}-{version.hash[:12]}"


def write_pages(desk: Desk, shop: Shop, version: PolicyVersion) -> None:
    """Write all files of a version from the database. Raises ``StorageUnavailable``."""
    folder = folder_of(desk, shop, version)
    with desk.store.read() as connection:
        kept = policies.files_of(connection, shop.id, version.number)
    files = {path: _unpacked(body) for path, body in kept.items()}
    try:
        write_files(folder, {path: body for path, body in files.items() if body is not None})
    except OSError as error:
        raise StorageUnavailable(type(error).__name__) from error


def changed_on_disk(desk: Desk, shop: Shop, version: PolicyVersion) -> Iterator[str]:
    """The files of a version that lie on disk otherwise than they were published."""
    if desk.data is None:
        return
    folder = folder_of(desk, shop, version)
    with desk.store.read() as connection:
        kept = policies.files_of(connection, shop.id, version.number)
    for path, body in kept.items():
        file = folder / path
        twin = file.with_name(file.name + TWIN)
        whole = _unpacked(body)
        if whole is None:
            continue  # the database itself is damaged, and that is told elsewhere
        if file.exists() and file.read_bytes() != whole:
            yield path
        elif twin.exists() and _unpacked(twin.read_bytes()) != whole:
            yield path + TWIN


def _unpacked(body: bytes) -> bytes | None:
    """What was compressed; ``None`` where that cannot be read any more."""
    try:
        return gzip.decompress(body)
    except (OSError, EOFError, zlib.error):
        return None
