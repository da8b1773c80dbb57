"""Every route of the inbox, for everybody: nobody, helper, owner, and the owner of another shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.inbox.conftest import Browser
from widget.cases.model import Person, Shop
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    add_helper,
    add_note,
    add_site,
    answer,
    case_file,
    print_login,
    sessions_of,
    use_login,
)
from widget.inbox.door import blueprint
from widget.inbox.rights import RIGHTS, check_rights, needs
from widget.storage.tables import metadata

# What each route is sent. A route that is missing here fails the walk.
FORMS: dict[str, dict[str, str]] = {
    "inbox.listing": {},
    "inbox.case": {},
    "inbox.transcript_html": {},
    "inbox.transcript_txt": {},
    "inbox.transcript_data": {},
    "inbox.case_file_html": {},
    "inbox.case_file_pdf": {},
    "inbox.case_file_data": {},
    "inbox.reply": {"text": "An answer that nobody may write.", "seq": "99"},
    "inbox.note": {"text": "A note that nobody may write here."},
    "inbox.fact": {"name": "value", "value": "€1"},
    "inbox.law_fact": {"name": "refunded", "value": "2026-11-18"},
    "inbox.item_kind": {"kind": "bespoke", "told": "told_before_order"},
    "inbox.close": {"outcome": "settled", "text": "", "tell": "1", "seq": "99"},
    "inbox.refund": {"amount": "1.00"},
    "inbox.confirm_refund": {"amount": "1.00", "number": "1", "mark": ""},
    "inbox.reopen": {},
    "inbox.real": {},
    "inbox.spam": {"seq": "99"},
    "inbox.read": {},
    "inbox.settings": {},
    "inbox.change_settings": {"name": "Taken over", "role": "owner", "shop_id": "1"},
    "inbox.site": {},
    "inbox.ignore_site": {"host": "evil.example"},
    "inbox.allow_site": {"site": "evil.example"},
    "inbox.disallow_site": {},
    "inbox.connect": {},
    "inbox.agree": {
        "platform": "woocommerce",
        "origin": "https://evil.example",
        "return": "https://evil.example/back",
        "state": "evil-state",
    },
    "inbox.end_connection": {},
    "inbox.use_webhooks": {},
    "inbox.mail": {},
    "inbox.test_mail": {},
    "inbox.weekly_proof": {"on": ""},
    "inbox.try_again": {},
    "inbox.send_one": {},
    "inbox.address": {"email": "evil@elsewhere.example"},
    "inbox.photo": {},
    "inbox.keeping": {},
    "inbox.copy_now": {},
    "inbox.take_copy": {"name": "amends-20261117T140641Z.db"},
    "inbox.delete_old": {},
    "inbox.clear": {},
    "inbox.export_customer": {"who": "hanna.lind@post.example", "form": "data"},
    "inbox.before_erasing": {"who": "hanna.lind@post.example"},
    "inbox.erase": {"who": "nobody@post.example"},
    "inbox.people": {},
    "inbox.invite": {"email": "evil@elsewhere.example", "name": "Eve", "role": "owner"},
    "inbox.dismiss": {},
    "inbox.end": {},
    "inbox.policy": {},
    "inbox.answer_question": {"question": "trial", "trial.days": "9"},
    "inbox.preview": {},
    "inbox.preview_typed": {"question": "trial", "trial.days": "9"},
    "inbox.preview_style": {},
    "inbox.policy_field": {},
    "inbox.change_policy_field": {"refund.days": "7"},
    "inbox.own_words": {},
    "inbox.change_own_words": {"page": "refund", "text": "Taken over."},
    "inbox.all_answers": {},
    "inbox.change_all_answers": {"text": 'sells = ["goods"]'},
    "inbox.before_publishing": {},
    "inbox.publish": {},
    "inbox.before_dropping": {},
    "inbox.drop": {},
    "inbox.versions": {},
    "inbox.switch": {},
    "inbox.leave": {},
}
OPEN = {"inbox.login", "inbox.ask", "inbox.log_in_by_code", "inbox.look_at_link"} | {
    "inbox.log_in_by_link"
}


@dataclass
class ShopIds:
    """Ids of one shop, one of each kind that a route takes."""

    shop: Shop
    reference: str
    site_id: int
    person_id: int
    session_id: int
    login: str
    order_id: int
    values: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.values = {
            "reference": self.reference,
            "site_id": self.site_id,
            "person_id": self.person_id,
            "session_id": self.session_id,
            "to": self.shop.slug,
            "token": self.login.rpartition("/")[2],
            "order_id": self.order_id,
            "number": "1",
            "name": "refund.days",
        }


def right_of(app: Flask, endpoint: str) -> str:
    return str(getattr(app.view_functions[endpoint], "right", ""))


def routes(app: Flask) -> Iterator[tuple[str, Rule]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("inbox."):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule


def path_for(app: Flask, rule: Rule, ids: ShopIds) -> str:
    values = {name: ids.values[name] for name in rule.arguments}
    return app.url_map.bind("127.0.0.1:8000").build(rule.endpoint, values)


def fill(desk: Desk, shop: Shop, owner: Person, receipt: Receipt, mark: str) -> ShopIds:
    """A shop with a case, a note, an answer, a site, a helper and a session."""
    actor = Actor(shop.id, owner.id, "owner", owner.name)
    reference = receipt.case.reference
    add_note(desk, actor, reference, f"{mark} note")
    answer(desk, actor, reference, f"{mark} answer", 99)
    site = add_site(desk, actor, f"https://{mark.lower()}.example")
    helper = add_helper(desk, actor, f"{mark.lower()}-helper@shop.example", f"{mark} helper")
    link = print_login(desk, helper.email)
    use_login(desk, link.rpartition("/")[2], None, "Firefox, Linux")
    session = sessions_of(desk, helper.id)[0]
    unused = print_login(desk, helper.email)
    order_id = case_file(desk, shop.id, reference).mailings[0].order_id
    return ShopIds(shop, reference, site.id, helper.id, session.id, unused, order_id)


@pytest.fixture
def ours(desk: Desk, shop: Shop, owner: Person, make_case: Callable[..., Receipt]) -> ShopIds:
    return fill(desk, shop, owner, make_case(), "OURS-A")


@pytest.fixture
def theirs(
    desk: Desk, other_shop: Shop, other_owner: Person, make_case: Callable[..., Receipt]
) -> ShopIds:
    receipt = make_case(
        other_shop,
        name="CANARY-B Customer",
        email="canary-b-customer@post.example",
        items="CANARY-B bread",
        happened="CANARY-B happened",
        order_number="WT-1047",
    )
    return fill(desk, other_shop, other_owner, receipt, "CANARY-B")


def dump(desk: Desk, shop_id: int | None = None) -> dict[str, list[Any]]:
    """Every row of every table, or those of one shop."""
    found = {}
    with desk.store.read() as connection:
        for table in metadata.sorted_tables:
            statement = select(table).execution_options(across_shops="a test compares all")
            if shop_id is not None:
                if "shop_id" not in table.c:
                    continue
                statement = statement.where(table.c.shop_id == shop_id)
            found[table.name] = [tuple(row) for row in connection.execute(statement)]
    return found


def send(browser: Browser, method: str, path: str, fields: dict[str, str]) -> TestResponse:
    return browser.get(path) if method == "GET" else browser.post(path, **fields)


def test_T66_every_route_says_which_right_it_needs_and_has_a_case_in_the_walk(app: Flask) -> None:
    known = set(FORMS) | OPEN
    assert {rule.endpoint for _, rule in routes(app)} == known
    for endpoint in OPEN:
        assert right_of(app, endpoint) == "open"
    for endpoint in FORMS:
        assert right_of(app, endpoint) in RIGHTS["owner"]


def test_T66_the_app_does_not_start_with_a_view_that_names_no_right() -> None:
    app = Flask("unguarded")
    app.add_url_rule("/inbox/open-door", "inbox.open_door", lambda: "in")
    with pytest.raises(RuntimeError, match="open_door does not say"):
        check_rights(app)


def test_T66_a_right_that_nobody_has_is_a_mistake_at_once() -> None:
    with pytest.raises(ValueError, match="everything"):
        needs("everything")
    assert blueprint.name == "inbox"


def test_every_route_without_a_log_in_is_refused_and_nothing_changes(
    app: Flask, desk: Desk, ours: ShopIds, browser: Callable[[], Browser]
) -> None:
    before = dump(desk)
    for method, rule in routes(app):
        if rule.endpoint in OPEN:
            continue
        stranger = browser()
        stranger.get("/inbox/login")
        path = path_for(app, rule, ours)
        refused = send(stranger, method, path, FORMS[rule.endpoint])
        assert refused.status_code in {303, 403}, path
        if refused.status_code == 303:
            assert refused.headers["Location"].startswith("/inbox/login"), path
        for secret in ("OURS-A", "Hanna", "Oat"):
            assert secret not in refused.text, path
    assert dump(desk) == before


def test_what_somebody_wrote_while_their_session_ended_is_shown_back(
    desk: Desk, ours: ShopIds, inbox: Browser
) -> None:
    text = "Dear Hanna,\n\nI am sorry <b>and</b> two new bars are on their way."
    path = f"/inbox/case/{ours.reference}"
    inbox.get(path)
    inbox.plant("__Host-amends", "A" * 43)
    refused = inbox.post(f"{path}/reply", text=text, seq="99")
    assert refused.status_code == 403
    assert "I am sorry &lt;b&gt;and&lt;/b&gt; two new bars" in refused.text


def test_T66_a_helper_reaches_exactly_what_a_helper_may(
    app: Flask, desk: Desk, ours: ShopIds, logged_in: Callable[[str], Browser]
) -> None:
    helper = "ours-a-helper@shop.example"
    for method, rule in routes(app):
        if rule.endpoint in OPEN:
            continue
        right = right_of(app, rule.endpoint)
        helping = logged_in(helper)
        before = dump(desk)
        answer = send(helping, method, path_for(app, rule, ours), FORMS[rule.endpoint])
        if right in RIGHTS["helper"]:
            assert answer.status_code != 403, rule
            continue
        assert answer.status_code == 403, rule
        after = dump(desk)
        added = set(after.pop("events")) - set(before.pop("events"))
        assert len(added) == 1, rule
        assert "refused" in next(iter(added))
        del after["payloads"], before["payloads"]
        assert after == before, rule


def test_T66_an_owner_reaches_every_route(
    app: Flask, ours: ShopIds, owner: Person, logged_in: Callable[[str], Browser]
) -> None:
    for method, rule in routes(app):
        if rule.endpoint in OPEN:
            continue
        path = path_for(app, rule, ours)
        answer = send(logged_in(owner.email), method, path, FORMS[rule.endpoint])
        # The session in the walk is the helper's, and nobody ends another's; the case has no photo.
        gone = rule.endpoint in {"inbox.end", "inbox.photo"}
        expected = {404} if gone else {200, 303, 400}
        assert answer.status_code in expected, rule


def test_T66_nobody_gives_themselves_a_role_or_a_shop_by_a_field(
    desk: Desk, ours: ShopIds, theirs: ShopIds, inbox: Browser
) -> None:
    before = dump(desk, theirs.shop.id)
    inbox.get("/inbox/people")
    more = {"role": "owner", "shop_id": str(theirs.shop.id), "person_id": "1"}
    inbox.post("/inbox/people", email="new@elsewhere.example", name="New", **more)
    page = inbox.get("/inbox/people").text
    assert page.count("may do everything") == 1
    assert "new@elsewhere.example" in page
    assert dump(desk, theirs.shop.id) == before


def test_T01_no_id_of_another_shop_shows_or_changes_anything(
    app: Flask,
    desk: Desk,
    ours: ShopIds,
    theirs: ShopIds,
    owner: Person,
    logged_in: Callable[[str], Browser],
) -> None:
    before = dump(desk, theirs.shop.id)
    people = [row for row in dump(desk)["people"] if row[0] == theirs.person_id]
    helper = "ours-a-helper@shop.example"
    for email in (owner.email, helper):
        for method, rule in routes(app):
            if rule.endpoint in OPEN:
                continue
            path = path_for(app, rule, theirs)
            fields = {**FORMS[rule.endpoint], "shop_id": str(theirs.shop.id)}
            answer = send(logged_in(email), method, path, fields)
            assert "CANARY-B" not in answer.text.upper().replace(path.upper(), ""), path
            assert "CANARY-B" not in str(answer.headers).upper(), path
            if "reference" in rule.arguments:
                beyond = email == helper and right_of(app, rule.endpoint) not in RIGHTS["helper"]
                assert answer.status_code in ({403} if beyond else {404, 400}), path
    assert dump(desk, theirs.shop.id) == before
    assert [row for row in dump(desk)["people"] if row[0] == theirs.person_id] == people


def test_T01_T05_a_foreign_case_looks_like_a_made_up_one(
    ours: ShopIds, theirs: ShopIds, inbox: Browser
) -> None:
    for end in ("", "/transcript.html", "/transcript.txt", "/transcript.json"):
        foreign = inbox.get(f"/inbox/case/{theirs.reference}{end}")
        made_up = inbox.get(f"/inbox/case/AM-2222-222{end}")
        assert foreign.status_code == made_up.status_code == 404
        assert foreign.text == made_up.text
        assert dict(foreign.headers) == dict(made_up.headers)
    for act in ("reply", "note", "fact", "close", "reopen", "real", "spam", "read"):
        fields = FORMS[f"inbox.{act}"]
        foreign = inbox.post(f"/inbox/case/{theirs.reference}/{act}", **fields)
        made_up = inbox.post(f"/inbox/case/AM-2222-222/{act}", **fields)
        assert foreign.status_code == made_up.status_code == 404
        assert foreign.text == made_up.text


def test_T03_search_and_lists_stay_in_the_shop(
    ours: ShopIds, theirs: ShopIds, inbox: Browser
) -> None:
    for query in ("q=CANARY-B", "q=WT-1047", "view=open", "view=waiting", "q=canary-b-customer"):
        page = inbox.get(f"/inbox/?{query}")
        assert page.status_code == 200
        assert "bread" not in page.text
        assert theirs.reference not in page.text


@pytest.mark.parametrize("number", ["0", "-1", "9223372036854775808", "1" * 400, "1e3", "٣"])
def test_an_id_that_is_none_is_a_page_that_is_not_here(inbox: Browser, number: str) -> None:
    inbox.get("/inbox/site")
    for path in (f"/inbox/site/{number}/remove", f"/inbox/sessions/{number}/end"):
        assert inbox.post(path).status_code in {303, 404}
