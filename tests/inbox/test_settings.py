"""Settings: the shop, its sites, its mail, its people."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.conftest import Clock
from tests.inbox.conftest import Browser
from widget.app import make_deliverer
from widget.cases.model import Person, Shop
from widget.desk import Actor, Desk, add_site, find_shop, make_owner, people_of, sites_of
from widget.inbox.devices import device_word
from widget.mail.errors import MailServerDown

SHOP = {
    "name": "Wren & Tide",
    "owner_name": "Orla Byrne",
    "mailbox": "orla@wrenandtide.example",
    "phone": "",
    "phone_hours": "",
    "address": "4 Quay Lane\nKilmarra",
    "site_url": "https://wrenandtide.example",
    "zone": "Europe/Berlin",
    "country": "DE",
    "languages": ["en", "de"],
    "first": "de",
    "colour": "#123456",
    "target_days": "5",
    "spam_days": "14",
    "closed_years": "2",
}


def test_the_shop_is_changed_and_the_page_says_so(desk: Desk, shop: Shop, inbox: Browser) -> None:
    inbox.get("/inbox/settings")
    done = inbox.post("/inbox/settings", **SHOP)
    assert done.headers["Location"] == "/inbox/settings?done=saved#saved"
    assert "Saved." in inbox.get(done.headers["Location"]).text
    now = find_shop(desk, shop.slug)
    assert now.languages == ("de", "en")
    assert (now.zone, now.country, now.colour) == ("Europe/Berlin", "DE", "#123456")
    assert (now.target_days, now.spam_days, now.closed_years) == (5, 14, 2)
    assert now.address == "4 Quay Lane\nKilmarra"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", "x" * 200),
        ("mailbox", "a@b,c@d"),
        ("mailbox", "no address"),
        ("zone", "../../etc/passwd"),
        ("country", "Narnia"),
        ("languages", []),
        ("languages", ["xx"]),
        ("colour", "red; }"),
        ("target_days", "0"),
        ("target_days", "three"),
        ("spam_days", "9" * 50),
        ("closed_years", "1.5"),
        ("site_url", "javascript:alert(1)"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_nothing_is_lost(
    desk: Desk, shop: Shop, inbox: Browser, name: str, value: str
) -> None:
    before = find_shop(desk, shop.slug)
    inbox.get("/inbox/settings")
    refused = inbox.post("/inbox/settings", **{**SHOP, "phone": "020 111 222", name: value})
    assert refused.status_code == 400
    assert "One thing needs a look." in refused.text
    assert f'href="#{name}"' in refused.text
    assert f'id="{name}-error"' in refused.text
    assert f'id="{name}"' in refused.text
    assert 'value="020 111 222"' in refused.text
    assert find_shop(desk, shop.slug) == before


def test_every_error_is_listed_with_the_name_of_its_field(inbox: Browser) -> None:
    inbox.get("/inbox/settings")
    refused = inbox.post("/inbox/settings", **{**SHOP, "name": "", "target_days": "99"})
    assert "2 things need a look." in refused.text
    assert ">Name of the shop: " in refused.text
    assert ">Working days until you answer: " in refused.text


def test_the_zone_list_has_every_zone_that_the_desk_takes_and_keeps_ours_chosen(
    inbox: Browser,
) -> None:
    page = inbox.get("/inbox/settings").text
    assert '<option value="Europe/Dublin" selected>' in page
    assert '<option value="UTC">' in page
    assert 'value="IE" selected>Ireland' in page
    assert "Etc/" not in page


def test_the_snippet_is_a_link_and_one_script_line(inbox: Browser, shop: Shop) -> None:
    page = inbox.get("/inbox/site").text
    link = f"http://127.0.0.1:8000/s/{shop.slug}"
    line = f"&lt;a data-amends href=&#34;{link}&#34;&gt;Something wrong with your order?&lt;/a&gt;"
    assert line in page
    script = "&lt;script async src=&#34;http://127.0.0.1:8000/embed.js&#34;&gt;&lt;/script&gt;"
    assert script in page


def test_a_site_is_added_from_a_whole_address_and_removed(
    desk: Desk, shop: Shop, inbox: Browser
) -> None:
    inbox.get("/inbox/site")
    done = inbox.post("/inbox/site", site="https://Shop.Example/some/page?x=1")
    assert done.headers["Location"] == "/inbox/site?done=site_added#sites"
    (site,) = sites_of(desk, shop.id)
    assert site.origin == "https://shop.example"
    assert site.origin in inbox.get(done.headers["Location"]).text
    done = inbox.post(f"/inbox/site/{site.id}/remove")
    assert done.headers["Location"] == "/inbox/site?done=site_removed#sites"
    assert sites_of(desk, shop.id) == []


@pytest.mark.parametrize("typed", ["", "no site", "https://x; script-src *", "é" * 300])
def test_T04_what_is_no_site_is_refused_and_kept(
    desk: Desk, shop: Shop, inbox: Browser, typed: str
) -> None:
    inbox.get("/inbox/site")
    refused = inbox.post("/inbox/site", site=typed)
    assert refused.status_code == 400
    assert 'id="site-error"' in refused.text
    assert typed[:50] in refused.text
    assert sites_of(desk, shop.id) == []


def test_the_same_site_twice_is_told(desk: Desk, orla: Actor, inbox: Browser) -> None:
    add_site(desk, orla, "shop.example")
    inbox.get("/inbox/site")
    refused = inbox.post("/inbox/site", site="shop.example")
    assert refused.status_code == 400
    assert "on the list already" in refused.text


def test_mail_settings_are_shown_without_the_password(app, inbox: Browser) -> None:
    from dataclasses import replace

    app.extensions["settings"] = replace(
        app.extensions["settings"],
        smtp_url="smtps://desk%40wren:s3cret-p%40ss@mail.wren.example:4650",
        smtp_url_2="smtp://other:t0p@second.example",
    )
    page = inbox.get("/inbox/mail").text
    for shown in ("mail.wren.example", "4650", "desk@wren", "second.example", "desk@desk.example"):
        assert shown in page, shown
    for secret in ("s3cret", "t0p", "smtps://"):
        assert secret not in page


def test_a_test_mail_leaves_and_the_page_says_where_it_goes(
    inbox: Browser, deliver, mailbox, shop: Shop
) -> None:
    inbox.get("/inbox/mail")
    done = inbox.post("/inbox/mail/test")
    assert done.headers["Location"] == "/inbox/mail?done=test_sent#done"
    assert "A test mail is on its way" in inbox.get(done.headers["Location"]).text
    deliver()
    assert len(mailbox.to(shop.mailbox)) == 1


class Down:
    """A mail server that does not take our password."""

    def send(self, message, sender, recipient):
        raise MailServerDown("login", code=535)

    def close(self):
        pass


def test_a_mail_server_that_refuses_is_told_in_plain_words_and_can_be_tried_again(
    app, clock: Clock, make_case, inbox: Browser, deliver, mailbox
) -> None:
    make_case()
    make_deliverer(app, Down()).deliver_due()
    clock.forward(minutes=2)
    make_deliverer(app, Down()).deliver_due()
    page = inbox.get("/inbox/mail").text
    assert "The mail server does not accept the user name and password" in page
    assert "The receipt" in page
    assert "hanna.lind@post.example" in page
    done = inbox.post("/inbox/mail/retry")
    assert done.headers["Location"] == "/inbox/mail?done=retried#done"
    deliver()
    assert len(mailbox.mails) == 2
    page = inbox.get("/inbox/mail").text
    assert "Mail is leaving." in page
    assert "Every mail of your shop has been taken" in page


def test_a_helper_is_added_and_removed_by_the_owner(
    desk: Desk, shop: Shop, inbox: Browser, logged_in: Callable[[str], Browser]
) -> None:
    inbox.get("/inbox/people")
    done = inbox.post("/inbox/people", email="Fintan@WrenAndTide.example", name=" Fintan  Daly ")
    assert done.headers["Location"] == "/inbox/people?done=helper_added#people"
    helper = next(person for person in people_of(desk, shop.id) if person.role == "helper")
    assert (helper.email, helper.name) == ("fintan@wrenandtide.example", "Fintan Daly")
    helping = logged_in(helper.email)
    done = inbox.post(f"/inbox/people/{helper.id}/remove")
    assert done.headers["Location"] == "/inbox/people?done=helper_removed#people"
    assert helping.get("/inbox/").status_code == 303


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"email": "", "name": "Fintan"}, "email"),
        ({"email": "a@b, c@d", "name": "Fintan"}, "email"),
        ({"email": "fintan@wrenandtide.example", "name": " "}, "name"),
        ({"email": "orla@wrenandtide.example", "name": "Orla"}, "email"),
    ],
)
def test_a_helper_who_cannot_be_is_told_at_the_field(
    desk: Desk, shop: Shop, inbox: Browser, fields: dict[str, str], wrong: str
) -> None:
    inbox.get("/inbox/people")
    refused = inbox.post("/inbox/people", **fields)
    assert refused.status_code == 400
    assert f'id="{wrong}-error"' in refused.text
    assert len(people_of(desk, shop.id)) == 1


def test_the_owner_cannot_be_removed(desk: Desk, shop: Shop, owner: Person, inbox: Browser) -> None:
    inbox.get("/inbox/people")
    inbox.post(f"/inbox/people/{owner.id}/remove")
    assert [person.id for person in people_of(desk, shop.id)] == [owner.id]


def test_a_helper_sees_only_their_own_log_ins(helping: Browser, owner: Person) -> None:
    page = helping.get("/inbox/people").text
    assert "Where you are logged in" in page
    assert "Who can log in" not in page
    assert owner.email not in page
    for hidden in ("/inbox/settings", "/inbox/site", "/inbox/mail"):
        assert f'href="{hidden}"' not in page


def test_nobody_ends_the_log_in_of_somebody_else(
    helper: Person, logged_in: Callable[[str], Browser], owner: Person
) -> None:
    theirs = logged_in(owner.email)
    second = logged_in(owner.email)
    target = re.search(r"/inbox/sessions/(\d+)/end", theirs.get("/inbox/people").text)
    assert target
    helping = logged_in(helper.email)
    helping.get("/inbox/people")
    assert helping.post(f"/inbox/sessions/{target.group(1)}/end").status_code == 404
    assert second.get("/inbox/").status_code == 200


def test_somebody_with_two_shops_goes_from_one_to_the_other(
    desk: Desk, shop: Shop, other_shop: Shop, owner: Person, logged_in
) -> None:
    make_owner(desk, other_shop.id, owner.email, owner.name)
    both = logged_in(owner.email)
    for there in (other_shop, shop, other_shop):
        both.get("/inbox/")
        done = both.post(f"/inbox/shop/{there.slug}")
        assert done.status_code == 303
        page = both.get("/inbox/").text
        assert f'<p class="shop">{there.name.replace("&", "&amp;")}</p>' in page


@pytest.mark.parametrize("slug", ["north-oven", "made-up", "x" * 300, "é"])
def test_T01_a_shop_of_somebody_else_is_as_unknown_as_a_made_up_one(
    other_shop: Shop, inbox: Browser, slug: str
) -> None:
    inbox.get("/inbox/")
    refused = inbox.post(f"/inbox/shop/{slug}")
    assert refused.status_code == 404
    assert "CANARY" not in refused.text
    assert "Wren &amp; Tide" in inbox.get("/inbox/").text


@pytest.mark.parametrize(
    ("agent", "word"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("curl/8.0", ""),
        ("", ""),
        ("<script>" * 1_000, ""),
    ],
)
def test_a_device_is_known_by_browser_and_system(agent: str, word: str) -> None:
    assert device_word(agent) == word
