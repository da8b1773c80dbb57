"""Read an email address as a person typed it: one plain address, and what was probably meant."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from widget.asking.mail_domains import USUAL, meant_domain
from widget.mail.addresses import plain_address
from widget.mail.errors import BadAddress

LONGEST_ADDRESS = 254  # characters, as SMTP allows
LONGEST_LOCAL = 64  # of them before the @


@dataclass(frozen=True)
class Address:
    """An address that mail can go to. ``stored`` is what is shown, compared and written to.

    ``suggestion`` is the whole address that was likelier meant, or empty text.
    """

    stored: str
    suggestion: str


class NotAnAddress(ValueError):
    """The text is not one email address. ``suggestion`` is one it could be, or empty text."""

    def __init__(self, suggestion: str) -> None:
        """Carry the repair, so that the form can offer it as a button."""
        super().__init__("not one plain address")
        self.suggestion = suggestion


def read_address(text: str) -> Address:
    """Read one address out of a cleaned line. Raises ``NotAnAddress``.

    Domains with letters beyond a to z are kept in the form that mail servers use (``xn--…``), so a
    look-alike shows. Nothing is asked of DNS.
    """
    stored = _plain(text)
    if not stored:
        raise NotAnAddress(_repaired(text))
    local, _, domain = stored.rpartition("@")
    # A look-alike letter is one slip beside the letter it imitates, but only while it is a letter.
    shown = text.rpartition("@")[2].lower()
    meant = meant_domain(domain) or (meant_domain(shown) if shown != domain else "")
    return Address(stored, _plain(f"{local}@{meant}") if meant else "")


def _plain(text: str) -> str:
    """The address in the form that is stored, or empty text."""
    if len(text) > LONGEST_ADDRESS:
        return ""
    try:
        found = plain_address(text)
    except BadAddress:
        return ""
    fits = len(found) <= LONGEST_ADDRESS and len(found.rpartition("@")[0]) <= LONGEST_LOCAL
    return found if fits else ""


def _repaired(text: str) -> str:
    """An address this could have been, found with plain string work; empty text for none."""
    if len(text) > LONGEST_ADDRESS:
        return ""
    bare = unicodedata.normalize("NFKC", text).lower().removeprefix("mailto:")
    if "<" in bare and bare.count("@") == 1:
        bare = bare.partition("<")[2].partition(">")[0]
    for said in (" at ", "(at)", "[at]", " @ "):
        bare = bare.replace(said, "@")
    bare = re.sub(r"\s", "", bare).strip("<>()[]{}\"'.,;:!?")
    bare = re.sub(r"@@+", "@", bare)
    if "@" not in bare:
        bare = _with_at(bare)
    local, at, domain = bare.partition("@")
    domain = re.sub(r"[.,;:]+", ".", domain).strip(".")
    meant = meant_domain(domain)
    return _plain(f"{local.strip('.')}{at}{meant or domain}") if local and domain else ""


def _with_at(text: str) -> str:
    """``hanna.gmail.com`` and ``hannagmail.com`` with the @ where it was forgotten."""
    for domain in sorted(USUAL, key=len, reverse=True):
        name = text.removesuffix(domain).rstrip(".") if len(domain) > 6 else text
        if name and name != text:
            return f"{name}@{domain}"
    return text
