"""Plain paper to write mails on: orders and what they are about, without a database."""

from __future__ import annotations

from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

from widget.cases.model import Case, Event, Shop
from widget.mail.compose import compose
from widget.mail.material import MailSettings, Material
from widget.storage.outbox import Order

# Tuesday 17 November 2026, 14:06:41 UTC
AT_MS = 1_794_924_401_000
HOUR_MS = 3_600_000
SETTINGS = MailSettings(mail_from="desk@desk.example", base_url="https://desk.example")
PRIVATE_LINK = "https://desk.example/c/Zm9ydHktdHdvIGJ5dGVzIQ"
LOGIN_LINK = "https://desk.example/inbox/login/" + "k" * 43

HAPPENED = "Both Oat & Honey bars were cracked right through.\n\n\n\nThe box was <damp>."
MEANT = "They were for my sister’s birthday, so I had nothing to give her."
ANSWER = "Dear Hanna,\n\nI am sorry. Two new bars leave here on Thursday.\n\nOrla"

CUSTOMER = "hanna.lind@post.example"
OWNER = "orla@wrenandtide.example"
MAILS = ("receipt", "answer", "closed", "notice", "reply_notice", "login", "test")
TO_CUSTOMER = ("receipt", "answer", "closed")

# One of each way to break out, for every field that a stranger fills [T18, T21].
BREAKOUTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "--><svg onload=alert(1)>",
    "]]><b>x</b>",
    "</style><script>alert(1)</script>",
    "javascript:alert(1)",
    "<a href='https://evil.example/'>x</a>",
    "<img src='https://evil.example/pixel.png'>",
    "{{ 7*7 }}",
    "{% raw %}",
    "%(name)s %s %d %",
    "{0.__class__}",
    "&lt;b&gt;",
    "&amp;amp;",
)


def a_shop(**changes: Any) -> Shop:
    values: dict[str, Any] = {
        "id": 1,
        "slug": "wren-tide",
        "name": "Wren & Tide",
        "owner_name": "Orla Byrne",
        "mailbox": OWNER,
        "phone": "020 912 0147",
        "phone_hours": "Tuesday to Friday, 10:00 to 16:00",
        "address": "4 Quay Lane, Kilmarra, Co. Clare, Ireland",
        "site_url": "https://wrenandtide.example",
        "zone": "Europe/Dublin",
        "country": "IE",
        "languages": ("en", "de"),
        "colour": "#6b3a75",
        "target_days": 3,
        "spam_days": 30,
        "closed_years": 3,
        "created_at": 0,
    }
    return Shop(**{**values, **changes})


def a_case(**changes: Any) -> Case:
    values: dict[str, Any] = {
        "shop_id": 1,
        "id": 5,
        "reference": "AM-7K3Q-9F2",
        "kind": "complaint",
        "state": "open",
        "outcome": "",
        "locale": "en",
        "opened_at": AT_MS,
        "changed_at": AT_MS,
        "due_on": "2026-11-20",
        "seen_at": None,
        "closed_at": None,
        "seq": 1,
        "name": "Hanna Lind",
        "email": CUSTOMER,
        "phone": "",
        "reach": "email",
        "order_number": "WT-1047",
        "ordered_on": "2026-11-09",
        "items": "two Oat & Honey bars",
        "wish": "replacement",
        "words": "",
        "suspect_reasons": "",
    }
    return Case(**{**values, **changes})


def an_event(kind: str, payload: dict[str, Any] | None, at: int = AT_MS) -> Event:
    return Event(
        id=9, seq=2, kind=kind, at=at, role="customer", actor_id=0, actor_name="", door="public",
        payload=payload,
    )  # fmt: skip


def an_order(mail: str, address: str = "", locale: str = "en", **changes: Any) -> Order:
    values: dict[str, Any] = {
        "shop_id": 1,
        "order_id": 77,
        "case_id": 0 if mail in {"login", "test"} else 5,
        "channel": "mail",
        "mail": mail,
        "locale": locale,
        "address": address or (CUSTOMER if mail in TO_CUSTOMER else OWNER),
        "message_id": "<77.abcDEF_-12@desk.example>",
        "params": {},
        "body": "",
        "state": "claimed",
        "tries": 0,
        "next_at": AT_MS,
        "claimed_until": None,
        "error": "",
        "created_at": AT_MS,
        "sent_at": None,
    }
    return Order(**{**values, **changes})


def material_for(mail: str, shop: Shop | None = None, case: Case | None = None) -> Material:
    """What the usual mail of that kind is about."""
    shop, case = shop or a_shop(), case or a_case()
    later = AT_MS + HOUR_MS
    match mail:
        case "receipt":
            opened = an_event("opened", {"happened": HAPPENED, "meant": MEANT})
            return Material(shop, case, opened, PRIVATE_LINK, "2026-11-20")
        case "answer":
            answered = an_event("answered", {"text": ANSWER, "signed": "Orla Byrne"}, later)
            return Material(shop, case, answered, PRIVATE_LINK)
        case "closed":
            words = {"text": "Glad they arrived whole.", "outcome": "settled", "told": True}
            return Material(shop, case, an_event("closed", words, later), PRIVATE_LINK)
        case "notice":
            opened = an_event("opened", {"happened": HAPPENED, "meant": MEANT})
            return Material(shop, case, opened, answer_by="2026-11-20", earlier=2)
        case "reply_notice":
            words = {"text": "The second one is broken, too.", "not_meant": False}
            event = an_event("customer_replied", words, later)
            return Material(shop, case, event, answer_by="2026-11-23")
        case "login":
            return Material(shop, link=LOGIN_LINK)
    return Material(shop)


def written(mail: str, material: Material | None = None, **changes: Any) -> EmailMessage:
    """The mail as it would leave."""
    return compose(an_order(mail, **changes), material or material_for(mail), SETTINGS, AT_MS)


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


class Reader(HTMLParser):
    """What a person reads of an HTML mail, and every tag and address in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name in {"href", "src"}}
        self._hidden += tag in {"style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.said).split())


def flat(text: str) -> str:
    return " ".join(text.split())
