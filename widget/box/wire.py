"""How service and box talk: pieces of bytes over two pipes, each with its length before it."""

from __future__ import annotations

from typing import BinaryIO

LENGTH_BYTES = 4  # big-endian
_AT_ONCE = 64 * 1024


class WireCut(Exception):
    """A piece ended before all of it was there, or is larger than was asked for."""


def send(pipe: BinaryIO, piece: bytes) -> None:
    """Write one piece."""
    pipe.write(len(piece).to_bytes(LENGTH_BYTES, "big"))
    pipe.write(piece)
    pipe.flush()


def send_file(pipe: BinaryIO, file: BinaryIO, length: int) -> None:
    """Write ``length`` bytes of a file as one piece, without ever holding all of it.

    Raises ``WireCut`` where the file has fewer.
    """
    pipe.write(length.to_bytes(LENGTH_BYTES, "big"))
    while length > 0:
        some = file.read(min(length, _AT_ONCE))
        if not some:
            raise WireCut(f"{length} bytes are missing")
        pipe.write(some)
        length -= len(some)
    pipe.flush()


def receive(pipe: BinaryIO, most: int) -> bytes:
    """Read one piece of at most ``most`` bytes. Raises ``WireCut``."""
    length = int.from_bytes(_exactly(pipe, LENGTH_BYTES), "big")
    if length > most:
        raise WireCut(f"{length} bytes where at most {most} fit")
    return _exactly(pipe, length)


def _exactly(pipe: BinaryIO, length: int) -> bytes:
    found = pipe.read(length)
    if len(found) != length:
        raise WireCut(f"{len(found)} of {length} bytes")
    return found
