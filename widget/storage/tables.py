"""The tables. Every table of a shop leads with ``shop_id``; a few belong to the desk as a whole.

Ids are ours (63 bits, time-ordered), moments are ms UTC, legal days ISO text. The migrations in
``migrations/versions`` make these tables; a test holds the two against each other.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Tables of the desk itself: the scope guard lets statements on them pass without a shop.
DESK = {"scope": "desk"}


def _key(name: str) -> Column[int]:
    # Never AUTOINCREMENT: no database hands out numbers here.
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _words(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


shops = Table(
    "shops",
    metadata,
    _key("shop_id"),
    _words("slug"),
    _words("name"),
    _words("owner_name"),
    _words("mailbox"),
    _words("phone"),
    _words("phone_hours"),
    _words("address"),
    _words("site_url"),
    _words("zone"),
    _words("country"),
    _words("languages"),  # comma-separated, the shop's own first
    _words("colour"),  # #rrggbb
    Column("target_days", Integer, nullable=False),  # working days
    Column("spam_days", Integer, nullable=False),
    Column("closed_years", Integer, nullable=False),
    _number("created_at"),
    UniqueConstraint("slug"),
)

sites = Table(
    "sites",
    metadata,
    _key("shop_id"),
    _key("site_id"),
    _words("origin"),
    _number("created_at"),
    Column("opened_at", BigInteger),  # when a form was last opened from there
    UniqueConstraint("shop_id", "origin"),
)

sightings = Table(
    "sightings",
    metadata,
    _key("shop_id"),
    Column("day", Text, primary_key=True),  # ISO, the shop's
    Column("host", Text, primary_key=True),  # a host that opened the form and is not on the list
    _words("likely"),  # the likely mistake: www, scheme, port, subdomain, or empty
    _number("times"),
    _number("seen_at"),
)

cases = Table(
    "cases",
    metadata,
    _key("shop_id"),
    _key("case_id"),
    _words("reference"),
    _words("kind"),
    _words("state"),
    _words("outcome"),
    _words("locale"),
    _number("opened_at"),
    _number("changed_at"),
    _words("due_on"),  # ISO day, empty while it is not the owner's turn
    Column("seen_at", BigInteger),
    Column("closed_at", BigInteger),
    Column("seq", Integer, nullable=False),  # of its newest event
    Column("head", LargeBinary, nullable=False),  # that event's hash
    _words("name"),
    _words("email"),
    _words("phone"),
    _words("reach"),
    _words("order_number"),
    _words("ordered_on"),
    _words("items"),
    _words("wish"),
    _words("words"),  # the newest words of the customer, cut, for the list
    _words("suspect_reasons"),
    # The version of the policy that counts for it, 0: the law alone; NULL: from before policies.
    Column("policy", Integer),
    Column("policy_why", Text),
    # The platform's own id of the order it is about; empty where none is known.
    Column("order_key", Text, nullable=False, server_default=""),
    UniqueConstraint("reference"),
    Index("ix_cases_due", "shop_id", "state", "due_on", "case_id"),
    Index("ix_cases_changed", "shop_id", "state", "changed_at", "case_id"),
    Index("ix_cases_email", "shop_id", "email"),
)

case_words = Table(
    "case_words",
    metadata,
    _key("shop_id"),
    _key("case_id"),
    _words("words"),  # all that was said, in search form
)

events = Table(
    "events",
    metadata,
    _key("shop_id"),
    _key("event_id"),
    _number("case_id"),  # 0: the shop's own chain
    Column("seq", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    _words("kind"),
    _number("at"),
    _words("role"),
    _number("actor"),
    _words("door"),
    Column("commitment", LargeBinary, nullable=False),
    Column("prev", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("shop_id", "case_id", "seq"),
)

payloads = Table(
    "payloads",
    metadata,
    _key("shop_id"),
    _key("event_id"),
    Column("salt", LargeBinary, nullable=False),
    _words("body"),  # canonical JSON
)

facts = Table(
    "facts",
    metadata,
    _key("shop_id"),
    _key("fact_id"),
    _number("case_id"),
    _words("name"),
    _words("value"),
    _words("said_by"),
    _number("actor"),
    _number("at"),
    Index("ix_facts_case", "shop_id", "case_id"),
)

links = Table(
    "links",
    metadata,
    _key("shop_id"),
    _key("link_id"),
    _number("case_id"),
    _words("purpose"),
    Column("token_hash", LargeBinary, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    _number("key_id"),
    _number("created_at"),
    Column("opened_at", BigInteger),
    # Went out by mail only: whoever answers through it reads that mailbox.
    Column("mailed", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("token_hash"),
    Index("ix_links_case", "shop_id", "case_id"),
)

uploads = Table(
    "uploads",
    metadata,
    _key("shop_id"),
    _key("upload_id"),
    Column("nonce", LargeBinary, nullable=False),  # of the form it was sent with
    _number("case_id"),  # 0: no case has taken it yet
    _number("event_id"),
    Column("handle_hash", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),  # SHA-256 of what came in: the same is one
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    _words("mime"),
    _number("size"),
    Column("body", LargeBinary, nullable=False),
    _number("created_at"),
    UniqueConstraint("handle_hash"),
    Index("ix_uploads_nonce", "shop_id", "nonce"),
    Index("ix_uploads_case", "shop_id", "case_id"),
)

submissions = Table(
    "submissions",
    metadata,
    _key("shop_id"),
    Column("nonce", LargeBinary, primary_key=True),
    Column("body_hash", LargeBinary, primary_key=True),
    _words("purpose"),
    _number("case_id"),
    _number("event_id"),
    _number("at"),
)

outbox = Table(
    "outbox",
    metadata,
    _key("shop_id"),
    _key("order_id"),
    _number("case_id"),  # 0: not about a case
    _words("channel"),
    _words("mail"),
    _words("locale"),
    _words("address"),
    _words("message_id"),
    _words("params"),  # JSON
    _words("body"),  # only of a receipt by law: its very words
    _words("state"),
    Column("tries", Integer, nullable=False),
    _number("next_at"),
    Column("claimed_until", BigInteger),
    _words("error"),
    _number("created_at"),
    Column("sent_at", BigInteger),
    # Of the sender's network, keyed with today's and yesterday's key; empty where it has none.
    Column("network", LargeBinary, nullable=False, server_default=""),
    Column("network_before", LargeBinary, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),  # why it is held
    Index("ix_outbox_due", "channel", "state", "next_at"),
    Index("ix_outbox_case", "shop_id", "case_id"),
)

people = Table(
    "people",
    metadata,
    _key("person_id"),
    _words("email"),
    _words("name"),
    _number("created_at"),
    UniqueConstraint("email"),
    info=DESK,
)

memberships = Table(
    "memberships",
    metadata,
    _key("shop_id"),
    _key("person_id"),
    _words("role"),
    _number("created_at"),
    info=DESK,  # asked for by person as often as by shop
)

sessions = Table(
    "sessions",
    metadata,
    _key("session_id"),
    Column("token_hash", LargeBinary, nullable=False),
    _number("person_id"),
    _number("shop_id"),
    _words("device"),
    _number("created_at"),
    _number("seen_at"),
    UniqueConstraint("token_hash"),
    Index("ix_sessions_person", "person_id"),
    info=DESK,
)

logins = Table(
    "logins",
    metadata,
    _key("login_id"),
    Column("person_id", BigInteger),  # NULL: nobody has that address, and the work is the same
    Column("address_hash", LargeBinary, nullable=False),
    Column("network_hash", LargeBinary, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("cookie_hash", LargeBinary),  # NULL: printed by the command line, bound to no browser
    _words("code"),
    Column("tries", Integer, nullable=False),
    _number("created_at"),
    Column("used_at", BigInteger),
    UniqueConstraint("token_hash"),
    Index("ix_logins_address", "address_hash", "created_at"),
    Index("ix_logins_network", "network_hash", "created_at"),
    Index("ix_logins_cookie", "cookie_hash"),
    info=DESK,
)

keys = Table(
    "keys",
    metadata,
    _key("key_id"),
    _words("purpose"),  # form, link, csrf, hash
    Column("secret", LargeBinary, nullable=False),
    _number("created_at"),
    Column("retired", Boolean, nullable=False),
    info=DESK,
)

health = Table(
    "health",
    metadata,
    Column("name", Text, primary_key=True),
    Column("since", BigInteger),  # NULL: well
    _words("error"),
    _number("seen_at"),
    info=DESK,
)

allowances = Table(
    "allowances",
    metadata,
    Column("scope", Text, primary_key=True),  # address, network, owner
    Column("key_hash", LargeBinary, primary_key=True),
    _key("order_id"),
    _number("at"),
    info=DESK,  # one address is counted over all shops
)

erasures = Table(
    "erasures",
    metadata,
    _key("shop_id"),
    _key("case_id"),
    _number("at"),
    _words("reason"),
)

policies = Table(
    "policies",
    metadata,
    _key("shop_id"),
    _key("number"),  # of the version, from 1
    _number("at"),  # in force from that moment
    _words("day"),  # the shop's day of it, ISO
    _words("hash"),  # of answers, day, number and addresses: what the pages are stamped with
    _words("locales"),  # comma-separated, the shop's own first
    _words("text"),  # policy.toml
)

policy_files = Table(
    "policy_files",
    metadata,
    _key("shop_id"),
    _key("number"),
    Column("path", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),  # gzip
)

policy_drafts = Table(
    "policy_drafts",
    metadata,
    _key("shop_id"),
    _words("text"),  # policy.toml, empty where nothing waits to be published
    _number("seen"),  # counts the savings
    _number("changed_at"),
    _number("person"),
)

storefronts = Table(
    "storefronts",
    metadata,
    _key("shop_id"),
    _key("connection_id"),
    _words("platform"),  # woocommerce, or woocommerce_webhooks for its own
    _words("origin"),
    # The secret is derived from it and a key file that is in no database; empty once it has ended.
    Column("salt", LargeBinary, nullable=False),
    Column("code_hash", LargeBinary),  # of the one-time code; NULL once it is used
    Column("state_hash", LargeBinary),
    _number("created_at"),
    Column("connected_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("seen_at", BigInteger),  # of the last request that was signed right
    Column("order_at", BigInteger),  # of the last order that was taken
    # Where its plugin is asked; empty: below the origin, where WordPress has it by itself.
    Column("rest", Text, nullable=False, server_default=""),
    UniqueConstraint("code_hash"),
)

relayed = Table(
    "relayed",
    metadata,
    _key("shop_id"),
    _key("connection_id"),
    Column("webhook_id", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),  # of the body
    _words("answer"),  # JSON
    _number("at"),
)

storefront_orders = Table(
    "storefront_orders",
    metadata,
    _key("shop_id"),
    Column("order_key", Text, primary_key=True),  # the platform's own id
    _words("number"),  # as it is compared
    _words("email"),  # small letters
    _number("at"),  # as of when, by the storefront's clock
    _words("body"),  # canonical JSON
    Index("ix_storefront_orders_number", "shop_id", "number"),
    Index("ix_storefront_orders_email", "shop_id", "email"),
)

storefront_calls = Table(
    "storefront_calls",
    metadata,
    _key("shop_id"),
    _key("call_id"),
    _number("case_id"),
    _number("connection_id"),
    _words("kind"),  # refund, note, case
    _words("call_key"),  # by which the storefront does it once
    _words("order_key"),
    _words("body"),  # canonical JSON, without key and order
    _words("state"),
    Column("tries", Integer, nullable=False),
    _number("next_at"),
    Column("claimed_until", BigInteger),
    Column("called_at", BigInteger),  # when it was last sent, so that it may have been done
    _words("answer"),  # canonical JSON: what came of it, or why it waits
    _number("created_at"),
    Column("done_at", BigInteger),
    UniqueConstraint("shop_id", "call_key"),
    Index("ix_storefront_calls_due", "state", "next_at"),
    Index("ix_storefront_calls_case", "shop_id", "case_id"),
    Index("ix_storefront_calls_order", "shop_id", "order_key"),
)
