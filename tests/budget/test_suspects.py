"""Suspicion: what raises it, how well it hits, and that its sender never sees a difference."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from benchmarks import spam
from tests.budget.conftest import Machine, Post
from tests.conftest import said
from widget.cases.model import Shop
from widget.cases.suspicion import Evidence, reasons_for_suspicion, signs_of
from widget.desk import Desk, Sender, inbox_page, new_form, read_form
from widget.desk.judging import judge
from widget.desk.rates import Rates
from widget.inbox.suspicion import SENTENCES

FIELDS = {
    "order": "WT-1047",
    "items": "two Oat & Honey bars",
    "happened": "Both bars were cracked right through when I opened the box.",
    "skip": "yes",
    "wish": "replacement",
    "name": "Hanna Lind",
    "email": "hanna.lind@post.example",
    "reach": "email",
}
TOKEN = re.compile(r'name="token" value="([^"]+)"')


class Walk:
    """Somebody on their way through form, review and receipt; keeps every answer."""

    def __init__(self, client: FlaskClient, machine: Machine, **typed: str) -> None:
        self.client, self.machine = client, machine
        self.fields = {**FIELDS, **typed}
        self.answers: list[str] = []

    def go(self, seconds: float = 60) -> str:
        """Write, check, send, look at everything; returns the private link's token."""
        path = "/s/wren-tide/complaint"
        token = self._keep(self.client.get(path))
        self.machine.forward(seconds=seconds)
        fields = {**self.fields, "token": TOKEN.findall(token)[0]}
        review = self._keep(self.client.post(path, data={**fields, "step": "check"}))
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', review))
        assert hidden.get("leave_empty", "") == self.fields.get("leave_empty", "")
        answer = self.client.post(path, data={**fields, **_plain(hidden), "step": "send"})
        self._keep(answer)
        [token] = re.findall(r"/c/([\w-]+)/receipt", answer.headers["Location"])
        for rest in ("/receipt", "", "/transcript.txt", "/transcript.json", "/receipt.json"):
            self._keep(self.client.get(f"/c/{token}{rest}"))
        return str(token)

    def _keep(self, answer: Any) -> str:
        text = answer.get_data(as_text=True)
        headers = sorted((k, v) for k, v in answer.headers if k not in {"Date", "Content-Length"})
        self.answers.append(f"{answer.status_code} {headers} {text}")
        return str(text)

    @property
    def masked(self) -> list[str]:
        """Every answer without what differs from case to case: reference, tokens, times, hashes."""
        return [_mask(answer) for answer in self.answers]


def _plain(hidden: dict[str, str]) -> dict[str, str]:
    return {name: value.replace("&amp;", "&") for name, value in hidden.items() if name != "token"}


def _mask(text: str) -> str:
    text = re.sub(r"AM-[2-9A-Z]{4}-[2-9A-Z]{3}", "REFERENCE", text)
    text = re.sub(r"/c/[\w-]{20,}", "/c/TOKEN", text)
    text = re.sub(r'(name="token" value|data-token|data-receipt)="[^"]+"', "FORM", text)
    text = re.sub(r'name="leave_empty" value="[^"]*"', "TRAP", text)
    text = re.sub(r"\d\d:\d\d(:\d\d)?(\.\d+)?", "TIME", text)
    text = re.sub(r"\b[0-9a-f]{64}\b|\b\d{15,}\b", "HASH", text)
    return re.sub(
        r'"(at|salt|hash|prev|commitment|event_id|case_id)":\s*("[^"]*"|\d+)', "FIELD", text
    )


def test_T28_the_answers_to_a_suspect_are_those_to_everybody(
    post: Post, client: FlaskClient, machine: Machine, desk: Desk, shop: Shop
):
    plain = Walk(client, machine)
    suspect = Walk(client, machine, leave_empty="https://spam.example")
    plain.go()
    machine.forward(seconds=20)
    suspect.go(seconds=2)

    states = [order.state for order in post.orders(mail="receipt")]
    assert states == ["waiting", "held"]
    for one, other in zip(plain.masked, suspect.masked, strict=True):
        unseen = r'<input type="hidden" TRAP>'
        told, told_other = (re.sub(unseen, "", text).split() for text in (one, other))
        if "application/json" in one:
            # Facts of one moment stand in any order.
            told, told_other = sorted(told), sorted(told_other)
        assert told_other == told


def test_the_trap_is_out_of_sight_and_of_the_tab_order_and_labelled(
    client: FlaskClient, shop: Shop
):
    page = client.get("/s/wren-tide/complaint").get_data(as_text=True)
    [trap] = re.findall(r'<p class="vh">\s*(.*?)\s*</p>', page, re.DOTALL)
    assert '<label for="leave_empty">Leave this field empty</label>' in trap
    assert 'autocomplete="off"' in trap
    assert 'tabindex="-1"' in trap
    assert "hidden" not in trap


def test_one_sign_never_makes_a_suspect(post: Post, client: FlaskClient, machine: Machine):
    Walk(client, machine, leave_empty="x").go()
    Walk(client, machine).go(seconds=1)
    assert [order.state for order in post.orders(mail="receipt")] == ["waiting"] * 2


def test_T59_a_flood_from_one_network_in_a_busy_hour_becomes_suspect_and_nobody_is_refused(
    desk: Desk, shop: Shop, client: FlaskClient, machine: Machine
):
    for number in range(24):
        words = f"Bar number {number} of the box was cracked right through when I opened it."
        Walk(client, machine, email=f"p{number}@post.example", happened=words).go(seconds=30)
    listed = [
        case for view in ("open", "suspect") for case in inbox_page(desk, shop.id, view).cases
    ]
    reasons = [case.suspect_reasons for case in listed]
    # Many from one network are one sign, and one is none; from the twenty-first on the shop's hour
    # is a second one.
    assert sorted(reasons) == [""] * 20 + ["network,shop"] * 4


def test_a_form_that_is_sent_many_times_at_once_is_one_message(desk: Desk, shop: Shop):
    statement = said()
    form = read_form(desk, shop, "complaint", new_form(desk, shop, "complaint"))
    sender = Sender("192.0.2.0/24")
    judged = [judge(desk, shop, statement, form, b"one", sender) for _ in range(12)]
    # Sent within seconds is one sign; a dozen of the same is none.
    assert {one.reasons for one in judged} == {()}
    other = replace(statement, happened="The lid of the dish does not close.")
    assert [judge(desk, shop, other, form, b"other", sender).reasons] == [()]


def test_the_same_words_of_another_writer_are_a_sign_and_of_the_same_one_are_none():
    rates, day = Rates(), 24 * 3600 * 1000
    assert rates.said_by_others(b"words", b"hanna", 0) == 0
    assert rates.said_by_others(b"words", b"hanna", day) == 0
    assert rates.said_by_others(b"words", b"bot", 2 * day) == 1
    assert rates.said_by_others(b"words", b"other bot", 2 * day) == 2
    assert rates.said_by_others(b"words", b"late", 6 * day) == 0


def test_counts_are_of_a_moving_hour_and_stop_at_what_matters(machine: Machine):
    rates = Rates()
    found = []
    for _ in range(8):
        found.append(rates.count("network", (b"today", b"before"), 5))
        machine.forward(minutes=5)
    assert found == [0, 1, 2, 3, 4, 5, 5, 5]
    # Across midnight the mark of the day before still counts.
    assert rates.count("network", (b"tomorrow", b"today"), 5) == 5
    machine.forward(minutes=70)
    assert rates.count("network", (b"today", b"before"), 5) == 0


def test_counts_that_cannot_be_reached_refuse_nobody(caplog: pytest.LogCaptureFixture):
    rates = Rates("memory://")
    rates.__dict__["_limiter"] = None
    assert rates.count("network", (b"x",), 5) == 0
    assert "rates cannot be counted" in caplog.text


def test_every_sign_has_its_sentence_for_the_owner():
    everything = said(
        name="HgTrWqPlMn",
        order_number="",
        items="",
        happened="seo backlinks casino viagra [url=http://a.top] http://b.xyz xkqjwpvz rttplmnbg "
        "wqzxcvbn qwrtpsdf zxcvbnmq hjklmnbv tgbrfvdc vbnmghjk wqzxcvbx",
        meant="",
    )
    seen = Evidence(True, 1, 10, 20, 5)
    assert set(signs_of(everything, seen)) == set(SENTENCES)


def test_words_that_only_hold_others_are_no_signs():
    words = (
        "I am updating you on the refunding: deseo que me devuelvan, it misleads. No adult fits."
    )
    assert reasons_for_suspicion(said(happened=words), Evidence()) == ()


def test_links_into_the_shop_and_quoted_mails_are_what_customers_paste():
    quoted = (
        "Where is it? You wrote: “Special offer, limited time. Click here https://shop.example/a "
        "or visit our website https://shop.example/b. Unsubscribe.”"
    )
    seen = Evidence(own_host="shop.example")
    assert signs_of(said(happened=quoted, items=""), seen) == ()


def test_the_set_is_judged_as_well_as_is_asked_of_both_halves():
    posts = spam.read_set()
    bots = [post for post in posts if post.is_bot]
    genuine = [post for post in posts if not post.is_bot]
    assert len(bots) >= 300
    assert len({post.sort for post in bots}) >= 8
    assert len(genuine) >= 500
    assert len({post.id[:2] for post in genuine}) == 4
    for held_out in (False, True):
        half = [post for post in posts if post.is_held_out is held_out]
        assert len(half) > 0.4 * len(posts)
        assert spam.suspects(p for p in half if p.is_bot).value >= spam.BOTS_AT_LEAST
        assert spam.suspects(p for p in half if not p.is_bot).value <= spam.GENUINE_AT_MOST
