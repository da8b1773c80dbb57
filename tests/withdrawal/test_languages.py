"""24 languages: the law's own words on the buttons, and no sentence that was not translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.support import NullTranslations
from flask.testing import FlaskClient

from policy_pages.rules import statutory_words
from tests import check_words
from tests.public.reading import Page, Tag
from tests.withdrawal.doors import CONTRACT, EMAIL, NAME, Backstage, PlainDoor, text_of
from widget.cases.model import Kind, Shop
from widget.mail import law_words as spoken
from widget.mail.law_words import LANGUAGES, law_words
from widget.paper.signs import as_drawn

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 17)
DOMAIN = next(domain for domain in check_words.DOMAINS if domain.name == "withdrawal")


def test_languages_are_the_official_ones_of_the_union() -> None:
    assert len(LANGUAGES) == 24
    assert set(check_words.EU_LANGUAGES) == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_buttons_have_the_words_of_the_directive(door: PlainDoor, lang: str) -> None:
    (entry,) = statutory_words(lang, "entry", [], TODAY)
    (confirm,) = statutory_words(lang, "confirm", [], TODAY)
    assert door.begin(lang).buttons == [entry]
    assert door.seen.lang == lang
    assert door.first().buttons == [confirm]


@pytest.mark.parametrize(
    ("lang", "country", "on", "entry"),
    [
        ("cs", "IE", date(2026, 12, 31), "Zde odstoupit od smlouvy"),
        ("cs", "IE", date(2027, 1, 1), "Odstoupit od smlouvy"),
        ("nl", "IE", TODAY, "Hier de overeenkomst herroepen"),
        ("nl", "NL", TODAY, "Hier de overeenkomst ontbinden"),
        ("de", "AT", TODAY, "Vertrag widerrufen"),
        ("it", "IT", TODAY, "Recedere dal contratto qui"),
        ("fr", "FR", TODAY, "Renoncer au contrat ici"),
    ],
)
def test_national_words_win_from_their_day_on(
    lang: str, country: str, on: date, entry: str
) -> None:
    assert law_words(lang).entry("withdrawal", country, on) == entry


def test_german_button_that_ends_contracts_has_the_words_of_its_law() -> None:
    assert law_words("de").entry("termination", "IE", TODAY) == "Verträge hier kündigen"
    assert law_words("de").confirm("termination", "IE", TODAY) == "jetzt kündigen"


@pytest.mark.parametrize(
    ("lang", "accept", "spoken"),
    [
        ("el", "fr", "el"),
        ("", "pl-PL,pl;q=0.9,en;q=0.5", "pl"),
        ("", "zh-CN", "en"),
        ("xx", "zh-CN", "en"),
        ("xx", "hu", "hu"),
        ("", "", "en"),
    ],
)
def test_language_is_the_asked_one_then_the_browsers_then_the_shops(
    door: PlainDoor, lang: str, accept: str, spoken: str
) -> None:
    assert door.open("/s/wren-tide/withdraw", lang, accept).lang == spoken


def test_shops_own_language_speaks_where_nobody_asks(client: FlaskClient, other_shop: Shop) -> None:
    page = Page(client.get(f"/s/{other_shop.slug}/withdraw").get_data(as_text=True))
    assert page.one("html").attrs["lang"] == "de"


def test_every_language_can_be_chosen_and_takes_the_words_along(door: PlainDoor) -> None:
    door.begin("en")
    door.first(email="nowhere", contract="")
    for code in LANGUAGES:
        if code == "en":
            continue
        (button,) = [
            tag for tag in door.page.find("button", lang=code) if tag.attrs.get("form") == "message"
        ]
        where = button.attrs["formaction"]
        fields = door.page.fields() | {"step": button.attrs["value"]}
        answer = Page(door.client.post(where, data=fields).get_data(as_text=True))
        assert answer.one("html").attrs["lang"] == code
        assert answer.fields()["name"] == NAME


# ---------- No word of another language ----------


class Marking(NullTranslations):
    """Every text that goes through the catalogue, in brackets that nobody types."""

    def ugettext(self, message: str) -> str:
        """The text, marked."""
        return f"⟦{message}⟧"

    def ungettext(self, msgid1: str, msgid2: str, num: int) -> str:
        """The form that fits, marked."""
        return f"⟦{msgid1 if num == 1 else msgid2}⟧"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A language whose every catalogue text is marked."""

    class Translations:
        @staticmethod
        def load(*_: object) -> NullTranslations:
            return Marking()

    monkeypatch.setattr(spoken, "Translations", Translations)
    law_words.cache_clear()
    yield
    law_words.cache_clear()


def unmarked(text: str, *known: str) -> str:
    """What is left of a text without all that is marked, and without what is known."""
    while "⟦" in text:
        shorter = re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
        assert shorter != text, text
        text = shorter
    for words in sorted(known, key=len, reverse=True):
        text = text.replace(words, " ")
    text = re.sub(r"AM-\w{4}-\w{3}|https?://\S+|UTC\+0|[-–\d:,.()@…/]", " ", text)
    return " ".join(text.split())


@pytest.mark.parametrize("kind", ["withdrawal", "termination"])
def test_no_page_file_or_mail_has_a_word_that_is_not_of_the_domain(
    door: PlainDoor, backstage: Backstage, shop: Shop, kind: Kind, marked: None
) -> None:
    known = [
        *(shop.name, shop.owner_name, shop.address, shop.mailbox, NAME, CONTRACT, EMAIL, "bar"),
        *(
            "Dé Máirt",
            "Samhain",
            "Baile Átha Cliath",
            "h…@post.example",
            "nowhere",
            "name",
            "Gaeilge",
        ),
        *(tag.text for tag in _languages(door)),
        law_words("ga").entry("withdrawal", "IE", TODAY),
        law_words("ga").confirm("withdrawal", "IE", TODAY),
    ]
    path = "withdraw" if kind == "withdrawal" else "terminate"
    door.begin("ga", what=path)
    seen = [_whole(door)]
    door.press(door.seen.buttons[0], name="", contract="", email="nowhere")
    seen.append(_whole(door))
    door.press(door.seen.buttons[0], name="", contract="", email="")
    seen.append(_whole(door))
    door.begin("ga", what=path)
    extra = {"items": "bar"} if kind == "withdrawal" else {"ending": "extraordinary"}
    door.first(**extra)
    while door.seen.boxes:
        seen.append(_whole(door))
        door.press(door.seen.buttons[0])
    seen.append(_whole(door))
    door.confirm()
    seen.append(_whole(door))
    link = next(href for _, href in door.seen.links if "/receipt.html" in href)
    seen.append(door.client.get(link).get_data(as_text=True).partition("<body>")[2])
    (mail,) = backstage.mails_to(EMAIL)
    seen += [str(mail["Subject"]), text_of(mail)]
    for text in seen:
        assert unmarked(re.sub(r"<[^>]+>", " ", text).replace("&amp;", "&"), *known) == ""


def _whole(door: PlainDoor) -> str:
    """All text of a page, and what is only heard."""
    heard = [
        tag.attrs[name]
        for tag in door.page.root.all()
        for name in ("aria-label", "alt", "placeholder", "title")
        if name in tag.attrs
    ]
    return " ".join([door.page.title, door.page.text, *heard])


def _languages(door: PlainDoor) -> list[Tag]:
    door.begin("ga")
    return [tag for tag in door.page.root.all() if "lang" in tag.attrs and tag.name != "html"]


# ---------- The catalogues ----------


@pytest.fixture(scope="module")
def wanted() -> Catalog:
    return check_words.extract(ROOT, DOMAIN)


@pytest.mark.parametrize("lang", check_words.EU_LANGUAGES)
def test_catalogue_has_every_text_with_its_places(lang: str, wanted: Catalog) -> None:
    catalogue = check_words.read(DOMAIN.catalogue(ROOT, lang), lang)
    assert list(check_words.faults_of_catalogue(wanted, catalogue)) == []


@pytest.mark.parametrize("lang", check_words.EU_LANGUAGES)
def test_paper_can_draw_every_letter_of_every_language(lang: str) -> None:
    pytest.importorskip("fpdf")
    text = DOMAIN.catalogue(ROOT, lang).read_text(encoding="utf-8")
    assert as_drawn(text) == (text, False)
    buttons = statutory_words(lang, "entry", [], TODAY) + statutory_words(
        lang, "confirm", [], TODAY
    )
    assert not any(numbered for _, numbered in map(as_drawn, buttons))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whole_way_speaks_one_language(
    door: PlainDoor, backstage: Backstage, lang: str, wanted: Catalog
) -> None:
    seen = [door.begin(lang), door.first(), door.confirm()]
    assert seen[-1].is_receipt
    (mail,) = backstage.mails_to(EMAIL)
    assert {page.lang for page in seen} == {lang}
    words = law_words(lang)
    assert words.gettext("We have received your withdrawal") in text_of(mail)
    assert words.gettext("We have received your withdrawal") == seen[-1].heading
    if lang == "en":
        return
    # Sentences are long enough not to be the same in two languages by chance.
    english = [
        text
        for text in (check_words.forms(message.id)[0] for message in check_words.words(wanted))
        if len(text) > 20 and "%(" not in text
    ]
    for text in (*(page.text for page in seen), text_of(mail)):
        assert [sentence for sentence in english if sentence in text] == []
