"""Ids and references. Nothing here reads a clock or makes randomness: both are arguments."""

from __future__ import annotations

REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 of them: no 0 O, no 1 I L
_RANDOM_BITS = 21


def new_id(at: int, random: bytes) -> int:
    """A 63-bit id whose order is time order: ``at`` in ms, then 21 random bits of ``random``."""
    return (at << _RANDOM_BITS) | (int.from_bytes(random[:3], "big") & ((1 << _RANDOM_BITS) - 1))


def first_id(at: int) -> int:
    """The smallest id that ``new_id`` gives at a moment (ms): what came since has none below it."""
    return at << _RANDOM_BITS


def new_reference(random: bytes) -> str:
    """A reference such as ``AM-7K3Q-9F2`` from 8 random bytes. Unique by the database, no secret.

    31**7 is under 2**35, so the bias of taking 64 bits modulo 31**7 is below 2**-29.
    """
    number = int.from_bytes(random[:8], "big")
    letters = []
    for _ in range(7):
        number, index = divmod(number, len(REFERENCE_LETTERS))
        letters.append(REFERENCE_LETTERS[index])
    text = "".join(letters)
    return f"AM-{text[:4]}-{text[4:]}"


def read_reference(text: str) -> str | None:
    """The reference in what somebody typed (``am 7k3q 9f2``), or ``None`` where there is none."""
    bare = "".join(letter for letter in text.upper() if letter.isalnum())
    bare = bare.removeprefix("AM") if len(bare) == 9 else bare
    if len(bare) != 7 or any(letter not in REFERENCE_LETTERS for letter in bare):
        return None
    return f"AM-{bare[:4]}-{bare[4:]}"
