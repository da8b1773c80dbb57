"""An order and what it is about become a mail: exactly the headers set here, one recipient.

The built mail is read again the way a server reads it. On some Pythons a typed
``=?utf-8?q?…=0A…?=`` becomes a line break and thereby a header of the stranger's choice [T26], so
what comes out must be what went in, or the mail is held back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser

from widget.mail.addresses import plain_address
from widget.mail.errors import BadAddress, MailRefused
from widget.mail.harmless import header_words
from widget.mail.law_letters import letter_by_law
from widget.mail.letters import AUTOMATIC_MAILS, CUSTOMER_MAILS, values_of
from widget.mail.material import MailSettings, Material
from widget.mail.render import Rendered, render
from widget.mail.words import words_for
from widget.storage.outbox import Order

# Seven bits all the way: no server on the path can be asked too much.
MAIL_POLICY = policy.SMTP.clone(cte_type="7bit", max_line_length=78)
# Python puts a subject that almost fits behind an empty first line. Longer lines are allowed (998),
# but not for encoded words, so only where there are none.
WIDE_POLICY = MAIL_POLICY.clone(max_line_length=250)

LOGIN_LIFE_MS = 10 * 60_000
SHOP_NAME_LETTERS = 60
SUBJECT_LETTERS = 200

_TO_OWNER_ABOUT_CASE = frozenset({"notice", "reply_notice"})
_BARE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_PART_HEADERS = {"content-type", "content-transfer-encoding", "mime-version"}


def compose(order: Order, material: Material, settings: MailSettings, now: int) -> EmailMessage:
    """The mail of an order, ready for the server. ``now`` (ms) is its Date.

    Raises ``MailRefused`` (permanent) where the address is not one plain address, where what the
    mail is about has been erased, where a log-in link would have ended before it arrived, and where
    the built mail is not the one that was meant.
    """
    if order.mail == "login" and now - order.created_at > LOGIN_LIFE_MS:
        raise MailRefused("too_old", permanent=True)
    recipient = _address(order.address)
    words = words_for(order.locale)
    letter = letter_by_law(order.mail, material)
    rendered = render(letter, words, values_of(letter, material, settings, words))
    message = EmailMessage(policy=MAIL_POLICY)
    message["From"] = _sender(material, settings)
    message["To"] = recipient
    answers_to = _answers_to(order, material)
    if answers_to:
        message["Reply-To"] = answers_to
    message["Subject"] = header_words(rendered.subject, SUBJECT_LETTERS)
    message["Date"] = datetime.fromtimestamp(now // 1000, UTC)
    message["Message-ID"] = order.message_id
    if order.mail in AUTOMATIC_MAILS:
        message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    _add_parts(message, order, rendered)
    if all(str(value).isascii() for value in message.values()):
        message.policy = WIDE_POLICY
    _check(message, recipient, answers_to, settings.mail_from)
    return message


def _address(text: str) -> str:
    try:
        return plain_address(text)
    except BadAddress:
        raise MailRefused("address", permanent=True) from None


def _sender(material: Material, settings: MailSettings) -> Address:
    name = header_words(material.shop.name, SHOP_NAME_LETTERS)
    # An address inside the name would be shown instead of the real one.
    name = re.sub(r'[<>"\\@]', " ", name)
    return Address(" ".join(name.split()), addr_spec=settings.mail_from)


def _answers_to(order: Order, material: Material) -> str:
    """Where an answer to the mail goes; empty where nobody should answer."""
    if order.mail in CUSTOMER_MAILS:
        wanted = material.shop.mailbox
    elif order.mail in _TO_OWNER_ABOUT_CASE and material.case is not None:
        wanted = material.case.email
    else:
        return ""
    try:
        return plain_address(wanted)
    except BadAddress:
        return ""


def _add_parts(message: EmailMessage, order: Order, rendered: Rendered) -> None:
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    # "=_" cannot occur in quoted-printable text, and a resend is the same to the byte.
    named = hashlib.sha256(order.message_id.encode("utf-8", "replace")).hexdigest()
    message.set_boundary(f"=_{named[:32]}")


def _check(message: EmailMessage, recipient: str, answers_to: str, sender: str) -> None:
    """Raise ``MailRefused`` unless a server would read exactly the mail that was written."""
    meant = [name.lower() for name in message.keys()]  # noqa: SIM118 (a header may stand twice)
    try:
        data = message.as_bytes()
    except MessageError:
        # Newer Pythons find out by themselves.
        raise MailRefused("headers", permanent=True) from None
    read = BytesParser(policy=policy.default).parsebytes(data)
    found = [name.lower() for name in read.keys()]  # noqa: SIM118
    same = (
        found == meant
        and len(set(found)) == len(found)
        and _addresses(read, "to") == [recipient]
        and _addresses(read, "from") == [sender]
        and _addresses(read, "reply-to") == ([answers_to] if answers_to else [])
        and not _BARE_BREAK.search(data)
        and b"\x00" not in data
        and _has_two_plain_parts(read)
    )
    if not same:
        raise MailRefused("headers", permanent=True)


def _addresses(message: EmailMessage, name: str) -> Sequence[str]:
    header = message[name]
    return [] if header is None else [address.addr_spec for address in header.addresses]


def _has_two_plain_parts(message: EmailMessage) -> bool:
    parts = list(message.iter_parts())
    return [part.get_content_type() for part in parts] == ["text/plain", "text/html"] and all(
        {name.lower() for name in part} <= _PART_HEADERS for part in parts
    )
