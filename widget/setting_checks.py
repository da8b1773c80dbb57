"""What the value of a setting has to look like: one check for each kind of value.

A check takes what stands in the file (TOML: text, number, list) or the environment (text) and
returns it clean, or raises ``DoesNotFitError`` with the sentence that says what would be right.
"""

from __future__ import annotations

import importlib.util
import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import SplitResult, quote, urlsplit

LOG_LEVELS = ("debug", "info", "warning", "error")
MAIL_SCHEMES = ("smtps://", "smtp://", "folder:///")
USUAL_PORT = {"http": 80, "https": 443}
# A network wider than these (bits, by IP version) is not a list of proxies.
WIDEST = {4: 8, 6: 7}

Network = IPv4Network | IPv6Network

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)


def N_(text: str) -> str:
    """Mark a sentence for the translators; whoever shows it looks it up."""
    return text


class DoesNotFitError(ValueError):
    """A value is not what its setting needs; the message is what would be right."""


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only mean this very machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def folder(value: object) -> Path:
    """The absolute path of a folder, which need not exist yet."""
    right = N_("It has to be the path of a folder, such as /var/lib/amends.")
    return Path(_text(value, right)).expanduser().absolute()


def base_url(value: object) -> str:
    """An origin in its shortest form; plain http only where it never leaves this machine."""
    right = N_("It has to be https:// and a host name without a path: https://desk.example.")
    parts, host = _url(value, right)
    plain = parts.scheme == "http" and is_loopback(host)
    extra = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if not host or extra or (parts.scheme != "https" and not plain):
        raise DoesNotFitError(right)
    port = f":{parts.port}" if parts.port not in (None, USUAL_PORT[parts.scheme]) else ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"


def database_url(value: object) -> str:
    """A database as SQLAlchemy spells it. In memory would forget the cases: refused."""
    right = N_(
        "It has to be sqlite:/// and the whole path of a file, or postgresql:// with user, "
        "password, host and database."
    )
    text = _text(value, right)
    if text.startswith("postgresql://"):
        text = "postgresql+psycopg://" + text.removeprefix("postgresql://")
    if text.startswith("sqlite:///") and Path(text.removeprefix("sqlite:///")).is_absolute():
        return text
    if text.startswith("postgresql+psycopg://") and _url(text, right)[0].path.strip("/"):
        return text
    raise DoesNotFitError(right)


def mail_url(value: object) -> str:
    """Where mail goes: ``smtps`` (TLS at once), ``smtp`` (STARTTLS), ``folder`` (files)."""
    from widget.mail.errors import BadMailServer
    from widget.mail.transports import transport_for

    right = N_(
        "It has to be smtps://user:password@host:465 or smtp://user:password@host:587; in the "
        "password write @ as %40, : as %3A and / as %2F."
    )
    text = _text(value, right)
    if not text.startswith(MAIL_SCHEMES):
        raise DoesNotFitError(right)
    try:
        transport_for(text)
    except BadMailServer as error:
        # A file of authorities that cannot be read is not cured by writing the URL otherwise.
        raise DoesNotFitError(str(error) if "?" in text else right) from None
    return text


def address(value: object) -> str:
    """One mail address without a name around it."""
    right = N_("It has to be one bare address, such as desk@shop.example.")
    text = _text(value, right)
    local, _, domain = text.partition("@")
    if not local or not domain or any(letter in ' \t<>,;:"()@' for letter in local + domain):
        raise DoesNotFitError(right)
    return text


def contact(value: object) -> str:
    """Whom to tell, as security.txt (RFC 9116) wants it: ``mailto:`` or ``https:``."""
    right = N_("It has to be an address, such as security@shop.example, or an https:// page.")
    text = _text(value, right)
    if text.startswith("https://") and _url(text, right)[1]:
        return text
    try:
        return "mailto:" + quote(address(text.removeprefix("mailto:")), safe="@+")
    except DoesNotFitError:
        raise DoesNotFitError(right) from None


def networks(value: object) -> tuple[Network, ...]:
    """Addresses and networks; a list in the file, separated by commas in the environment."""
    right = N_('It has to be a list of the addresses of your own proxies, such as ["127.0.0.1"].')
    texts = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(texts, list):
        raise DoesNotFitError(right)
    try:
        found = tuple(ip_network(_text(text, right)) for text in texts)
    except ValueError:
        raise DoesNotFitError(right) from None
    if any(network.prefixlen < WIDEST[network.version] for network in found):
        raise DoesNotFitError(N_("That is too wide: half the world could say who it is."))
    return found


def hosts(value: object) -> tuple[str, ...]:
    """Host names and addresses; a list in the file, separated by commas in the environment."""
    right = N_('It has to be a list of host names without https:// and port: ["shop.internal"].')
    texts = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(texts, list):
        raise DoesNotFitError(right)
    found = []
    for text in texts:
        name = _text(text, right).lower().strip("[]").removesuffix(".")
        try:
            name = str(ip_address(name))
        except ValueError:
            if not _HOST.fullmatch(name):
                raise DoesNotFitError(right) from None
        found.append(name)
    return tuple(found)


def host(value: object) -> str:
    """An address to listen on."""
    right = N_("It has to be an address of this machine: 127.0.0.1, ::1, or 0.0.0.0 for all.")
    text = _text(value, right)
    try:
        return "127.0.0.1" if text == "localhost" else str(ip_address(text.strip("[]")))
    except ValueError:
        raise DoesNotFitError(right) from None


def port(value: object) -> int:
    """A TCP port, as a number or in digits."""
    text = "" if isinstance(value, bool) else str(value).strip()
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= 65535):
        raise DoesNotFitError(N_("It has to be a number from 1 to 65535, such as 8000."))
    return int(text)


def rates_url(value: object) -> str:
    """Where rates are counted: in the process, or in a Redis that several processes share."""
    right = N_("It has to be memory:// or redis://host:6379 (rediss:// for TLS).")
    text = _text(value, right)
    if text == "memory://":
        return text
    if not text.startswith(("redis://", "rediss://")) or not _url(text, right)[1]:
        raise DoesNotFitError(right)
    if importlib.util.find_spec("redis") is None:
        raise DoesNotFitError(N_("A Redis needs a library that is missing: amends[redis]."))
    return text


def yes_or_no(value: object) -> bool:
    """True or false; in the environment also as 1 and 0."""
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    found = words.get(str(value).strip().lower())
    if found is None:
        raise DoesNotFitError(N_("It has to be true or false."))
    return found


def log_level(value: object) -> str:
    """How much is logged."""
    right = N_("It has to be debug, info, warning or error.")
    text = _text(value, right).lower()
    if text not in LOG_LEVELS:
        raise DoesNotFitError(right)
    return text


def _text(value: object, right: str) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise DoesNotFitError(right)
    return value.strip()


def _url(value: object, right: str) -> tuple[SplitResult, str]:
    """A URL in its parts, and its host in ASCII and lower case."""
    text = _text(value, right)
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        fits = parts.port != 0  # reading the port also checks it
    except ValueError:
        fits = False
    if not fits or " " in text:
        raise DoesNotFitError(right)
    return parts, host
