"""The terms as schema.org says them, for machines that compare shops."""

from __future__ import annotations

import json
from typing import Any

from policy_pages.addresses import page_url
from policy_pages.offers import Terms
from policy_pages.rules import members, places_of
from policy_pages.telling import Telling

SCHEMA = "https://schema.org"
REFUND_TYPES = {
    "original_payment": "FullRefund",
    "buyer_choice": "FullRefund",
    "store_credit": "StoreCreditRefund",
    "exchange": "ExchangeRefund",
}


def json_ld_of(telling: Telling, title: str, description: str) -> str:
    """The page and, on the pages about giving back, the terms of each region; ``<`` is shielded."""
    edition = telling.edition
    address = page_url(edition, telling.page, telling.locale)
    about: dict[str, Any] = {
        "@type": "WebPage",
        "name": title,
        "description": description,
        "inLanguage": telling.locale,
        "identifier": edition.hash,
        "version": str(edition.number),
        "publisher": {"@type": "Organization", "name": edition.profile.contact.name},
    }
    if edition.number:
        about["datePublished"] = edition.day.isoformat()
    if address:
        about["url"] = address
    nodes = [about]
    if telling.page == "refund":  # where its figures stand for people, too
        nodes += _return_policies(telling)
    graph = {"@context": SCHEMA, "@graph": nodes}
    text = json.dumps(graph, ensure_ascii=False, sort_keys=True, indent=2)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _return_policies(telling: Telling) -> list[dict[str, Any]]:
    """A node for each group of regions that are equal in what schema.org can say."""
    nodes: dict[str, dict[str, Any]] = {}
    for found in telling.regions.terms.values():
        for terms in found:
            if terms.family == "services":
                continue
            node = _return_policy(telling, terms)
            known = nodes.setdefault(json.dumps(node, sort_keys=True), dict(node))
            for key, places in _where(terms).items():
                before = known.get(key, [])
                known[key] = [*before, *(place for place in places if place not in before)]
    return list(nodes.values())


def _where(terms: Terms) -> dict[str, tuple[str, ...]]:
    return {"applicableCountry": place_names(terms.regions), "areaServed": terms.regions}


def _return_policy(telling: Telling, terms: Terms) -> dict[str, Any]:
    edition = telling.edition
    option = terms.longest
    node: dict[str, Any] = {
        "@type": "MerchantReturnPolicy",
        "identifier": edition.hash,
        "itemDefectReturnFees": f"{SCHEMA}/FreeReturn",
    }
    if address := page_url(edition, "refund", telling.locale):
        node["merchantReturnLink"] = address
    if option is None:
        node["returnPolicyCategory"] = f"{SCHEMA}/MerchantReturnNotPermitted"
        return node
    free = option.pays_return != "buyer"
    node |= {
        "returnPolicyCategory": f"{SCHEMA}/MerchantReturnFiniteReturnWindow",
        "merchantReturnDays": terms.days,
        "returnMethod": f"{SCHEMA}/ReturnByMail",
        "returnFees": f"{SCHEMA}/{'FreeReturn' if free else 'ReturnFeesCustomerResponsibility'}",
        "refundType": f"{SCHEMA}/{REFUND_TYPES[option.form]}",
        "itemCondition": f"{SCHEMA}/NewCondition",
    }
    fee = 100 - option.percent
    if fee:
        node["restockingFee"] = float(fee)
    return node


def place_names(regions: tuple[str, ...]) -> tuple[str, ...]:
    """The countries a set of regions stands for, as two letters (``GB``), the EU as its members."""
    found: dict[str, None] = {}
    for region in regions:
        for place in members() if region == "EU" else (places_of(region)[0].partition("-")[0],):
            found["GB" if place == "UK" else place] = None
    return tuple(found)
