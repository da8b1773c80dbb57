"""What a mail is made of: plain data, gathered when its order is claimed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from widget.cases.model import Case, Event, Shop
from widget.storage.clock_rows import Due
from widget.storage.completing import Told
from widget.storage.heads import Head


@dataclass(frozen=True)
class MailSettings:
    """What all mails of this machine share.

    ``mail_from`` is the one address it sends from; ``base_url`` begins every link
    (``https://desk.example``).
    """

    mail_from: str
    base_url: str


@dataclass(frozen=True)
class Material:
    """The things one mail speaks of; which are needed depends on the mail.

    ``event`` is what it tells of: ``opened`` for receipt and notice, the reply for reply_notice,
    the answer, the closing. ``link`` is a whole URL: the customer's private page, or the log-in
    link. ``answer_by`` is an ISO day or empty. ``earlier`` counts the customer's cases before this
    one with this shop. ``told`` is what a digest tells, of which ``today`` is the day. ``alarm`` is
    what an alarm is about (down, well, references), ``since`` (ms) when it began and ``waiting``
    how many mails of the shop wait. ``by_itself``: nobody asked for the test.
    ``text`` is a mail that was stored word for word. ``head`` is what the weekly proof tells, and
    ``references`` are those of the cases it names. ``due`` is what a reminder tells of the clocks
    of the law, and ``due_cases`` the cases in it that are not erased.
    """

    shop: Shop
    case: Case | None = None
    event: Event | None = None
    link: str = ""
    answer_by: str = ""
    earlier: int = 0
    told: Told | None = None
    today: date = date.min
    alarm: str = ""
    since: int = 0
    waiting: int = 0
    by_itself: bool = False
    text: str = ""
    head: Head | None = None
    references: Mapping[int, str] = field(default_factory=dict)
    due: Due | None = None
    due_cases: Mapping[int, Case] = field(default_factory=dict)
