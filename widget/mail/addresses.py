"""One plain address, or none [T27]."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from widget.mail.errors import BadAddress

LOCAL_LETTERS = 64  # RFC 5321, 4.5.3.1.1


def plain_address(text: str) -> str:
    """The address as it is stored, shown and sent to: ASCII, its domain in lower case.

    A domain in other scripts becomes punycode, so that a look-alike shows. Raises ``BadAddress``
    for anything but ``local@domain.tld``: quoted local parts, comments, display names, lists,
    bracketed numbers, and local parts beyond ASCII, which many servers cannot carry.
    """
    try:
        parts = validate_email(
            text,
            check_deliverability=False,
            allow_smtputf8=False,
            allow_quoted_local=False,
            allow_domain_literal=False,
            allow_display_name=False,
        )
    except EmailNotValidError:
        raise BadAddress("not one plain address") from None
    if not parts.ascii_email or len(parts.local_part) > LOCAL_LETTERS:
        raise BadAddress("not an address that every mail server can carry")
    return parts.ascii_email
