"""Requests of every shape, for ``benchmarks.fuzz``: Hypothesis draws them from an app's routes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from werkzeug.routing import Rule

HOSTILE = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202egpj.exe",
    "../../etc/passwd",
    "..%2f..%2f",
    "{{ 7*7 }}",
    "{% for x in y %}",
    "%(name)s",
    "{0.__class__}",
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "a\r\nSet-Cookie: x=y",
    "=?utf-8?q?a=0ABcc:_v@x?=",
    "' OR '1'='1",
    "//evil.example",
    "javascript:alert(1)",
    "-1",
    "9" * 30,
    "1e400",
    "NaN",
    "true",
    "[]",
    "x" * 5_001,
    "é" * 70_000,
    "٣",
    "2026-02-30",
    "31.2.2026",
    "a@b",
    "a@b.example,c@d.example",
    '"e@evil.example"@b.example',
    "hanna.lind@post.exmaple",
)
FIELDS = (
    "token",
    "step",
    "edit",
    "order",
    "ordered",
    "items",
    "happened",
    "meant",
    "skip",
    "wish",
    "name",
    "email",
    "email_kept",
    "use_email",
    "phone",
    "phone_kept",
    "reach",
    "text",
    "end",
    "csrf_token",
    "seq",
    "outcome",
    "tell",
    "value",
    "code",
    "wanted",
    "site",
    "origin",
    "zone",
    "country",
    "languages",
    "first",
    "colour",
    "target_days",
    "spam_days",
    "closed_years",
    "owner_name",
    "mailbox",
    "site_url",
    "address",
    "photo",
    "handle",
)
QUERIES = ("lang", "frame", "view", "kind", "words", "q", "after", "next", "reference", "done", "v")
HEADERS = (
    "Accept-Language",
    "Content-Type",
    "Referer",
    "Origin",
    "Sec-Fetch-Site",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "If-None-Match",
    "If-Modified-Since",
    "Range",
    "User-Agent",
    "Transfer-Encoding",
)
KINDS_OF_BODY = ("none", "form", "form", "form", "multipart", "json", "bytes")


@dataclass(frozen=True)
class Request:
    """One request as it was drawn. A mark such as ``<form>`` stands for what is alive by then."""

    rule: str
    method: str
    values: dict[str, str]
    query: dict[str, str]
    fields: list[tuple[str, str]]
    body: str
    raw: bytes
    headers: dict[str, str]
    logged_in: bool


def texts() -> st.SearchStrategy[str]:
    """What stands in a field: something alive, something hostile, something of any kind."""
    alive = ("<slug>", "<path>", "<token>", "<reference>", "<form>", "<reply>", "<cut>", "<csrf>")
    return st.one_of(
        st.sampled_from(alive),
        st.sampled_from(HOSTILE),
        st.sampled_from(("send", "review", "edit", "refund", "email", "settled", "1", "en", "de")),
        st.text(st.characters(), max_size=20),
    )


@st.composite
def requests(draw: Callable[..., Any], rules: list[Rule]) -> Request:
    """Any request at one of these routes."""
    rule = draw(st.sampled_from(rules))
    methods = (
        sorted((rule.methods or {"GET"}) - {"OPTIONS"}) + ["OPTIONS"][: draw(st.integers(0, 1))]
    )
    # Mostly what is alive, so that more than 404 is seen.
    usual = {name: f"<{name}>" for name in rule.arguments}
    odd = {name: draw(texts()) for name in rule.arguments if draw(st.integers(0, 3)) == 0}
    return Request(
        rule=rule.rule,
        method=draw(st.sampled_from([*methods * 5, "PUT", "DELETE", "PATCH", "TRACE"])),
        values={**usual, **odd},
        query=draw(st.dictionaries(st.sampled_from(QUERIES), texts(), max_size=2)),
        fields=draw(st.lists(st.tuples(st.sampled_from(FIELDS), texts()), max_size=12)),
        body=draw(st.sampled_from(KINDS_OF_BODY)),
        raw=draw(st.binary(max_size=200)),
        headers=draw(st.dictionaries(st.sampled_from(HEADERS), texts(), max_size=2)),
        logged_in=draw(st.booleans()),
    )
