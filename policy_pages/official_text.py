"""The official words as Markdown: quoted, filled in with the policy's answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policy_pages import addresses
from policy_pages.marks import MARK, Marked, as_markdown
from policy_pages.official import STARTS, chosen_variants
from policy_pages.telling import Telling
from policy_pages.texts import model_texts


def official_text(telling: Telling) -> Marked:
    """The model instructions as a quotation; headings in it are of the third level."""
    return Marked("\n>\n".join(f"> {line}" for line in _paragraphs(telling)))


def _paragraphs(telling: Telling) -> Iterator[str]:
    told = model_texts(telling.locale)
    texts = {row["id"]: row["text"] for row in told["variant"]}
    chosen = chosen_variants(telling.edition, telling.regions)
    filled = {
        place: " ".join(_filled(telling, texts[name]) for name in names)
        for place, names in chosen.items()
    }
    for part in told["part"]:
        if part["heading"]:
            yield f"### {part['heading']}"
        elif part["id"] == "a.expiry":
            yield from _expiry(telling, part["text"], texts)
        elif text := _put_in(part["text"], filled):
            yield text


def _expiry(telling: Telling, text: str, starts: Mapping[str, str]) -> Iterator[str]:
    """The sentence about the end, once for each family of things that the shop sells."""
    families = telling.regions.families
    for family in families:
        before = f"*{telling.word('families', family)}:* " if len(families) > 1 else ""
        yield before + _put_in(text, {"n1": starts[STARTS[family]]})


def _put_in(text: str, filled: Mapping[str, str]) -> str:
    for place, words in filled.items():
        text = text.replace(f"{{{place}}}", words)
    return text.strip()


def _filled(telling: Telling, text: str) -> str:
    profile = telling.edition.profile
    places: dict[str, Any] = {
        "{contact}": _contact(telling),
        "{address}": _function(telling),
        "{amount}": telling.money(cost) if (cost := profile.sending_back.cost_estimate) else "",
    }
    for place, words in places.items():
        text = text.replace(place, words)
    return text


def _contact(telling: Telling) -> str:
    contact = telling.edition.profile.contact
    word = telling.word("official")
    parts = [contact.name, contact.address]
    parts += [f"{word['phone']} {contact.phone}"] if contact.phone else []
    parts += [f"{word['email']} {contact.email}"] if contact.email else []
    return as_markdown(", ".join(parts))


def _function(telling: Telling) -> str:
    """Where the withdrawal function is: its address, or the words on its button."""
    word = telling.word("official")
    if telling.desk:
        address = addresses.form_url(telling.edition, "withdraw")
        shown = address.partition("://")[2]
        return f"{word['at']} {telling.marks.link(address, shown, opens_form=True)}".strip()
    return as_markdown(word["button"].format(label=telling.withdraw_here))


def model_form_text(telling: Telling) -> Marked:
    """The model form as a quotation."""
    lines = {row["id"]: row["text"] for row in model_texts(telling.locale)["form_line"]}
    contact = telling.edition.profile.contact
    to = ", ".join(part for part in (contact.name, contact.address, contact.email) if part)
    told = [f"### {lines.pop('b.title')}", _shielded(lines.pop("b.note"))]
    last = _shielded(lines.pop("b.delete"))
    points = [
        f"- {_shielded(text).replace('{contact}', as_markdown(to))}" for text in lines.values()
    ]
    told += ["\n> ".join(points), last]
    return Marked("\n>\n".join(f"> {part}" for part in told))


def _shielded(text: str) -> str:
    return MARK.sub("", text).replace("*", r"\*")
