"""The official words about withdrawing: model instructions and model form, filled in.

Which variants are chosen follows from the answers of the policy, as the annex itself says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policy_pages.edition import Edition
from policy_pages.region_terms import RegionTerms, terms_of
from policy_pages.site_sections import Profile
from policy_pages.texts import model_texts

Row = Mapping[str, Any]
STARTS = {"goods": "n1.c", "regular": "n1.e", "services": "n1.a"}


def official_rows(edition: Edition, locale: str) -> list[Row]:
    """The rows of official text that the withdrawal page holds, in the order of the annex.

    Empty where no buyer’s law has a right to withdraw.
    """
    regions = terms_of(edition.profile, edition.day)
    if not regions.with_withdrawal:
        return []
    told = model_texts(locale)
    variants = {row["id"]: row for row in told["variant"]}
    rows: list[Row] = []
    for part in told["part"]:
        chosen = [
            variants[name]
            for place, names in chosen_variants(edition, regions).items()
            if f"{{{place}}}" in part["text"]
            for name in names
        ]
        if chosen or "{n" not in part["text"].replace("{n3}", "").replace("{n4}", ""):
            rows += [part, *chosen]
    if edition.profile.model_form.provided:
        rows += told["form_line"]
    return rows


def chosen_variants(edition: Edition, regions: RegionTerms) -> dict[str, list[str]]:
    """The variants for each place of the instructions, by their ids."""
    return {
        "n1": [STARTS[family] for family in regions.families],
        "n2": ["n2"],
        "n3": ["n3.function"] if has_function(edition, regions) else [],
        "n4": ["n4"] if _sends(edition, regions) else [],
        "n5": list(_about_goods(edition, regions)),
        "n6": ["n6"] if {"service", "urgent_repair"} & set(regions.kinds) else [],
    }


def has_function(edition: Edition, regions: RegionTerms) -> bool:
    """Whether buyers can withdraw online by the function that EU law asks for."""
    present = edition.profile.withdrawal_function.present
    return present and bool(regions.with_law("withdrawal_function"))


def _has_goods(regions: RegionTerms) -> bool:
    return bool({"goods", "regular"} & set(regions.families))


def _sends(edition: Edition, regions: RegionTerms) -> bool:
    collects = edition.profile.sending_back.method == "seller_collects"
    return _has_goods(regions) and not collects


def _about_goods(edition: Edition, regions: RegionTerms) -> Iterator[str]:
    """Who brings the goods back, who pays, and what a buyer is liable for."""
    if not _has_goods(regions):
        return
    said = edition.profile.sending_back
    yield "n5a.send" if _sends(edition, regions) else "n5a.collect"
    if said.cost_paid_by != "buyer":
        yield "n5b.seller"
    elif said.postable or said.cost_estimate is None:
        yield "n5b.buyer"
    else:
        yield "n5b.estimate"
    yield "n5c"


def warranty_words(profile: Profile, regions: RegionTerms) -> str:
    """The words that Australia sets for a written warranty, in English; empty where none are."""
    promised = profile.warranty.offered and profile.warranty.au_mandatory_text
    if not promised or "AU" not in profile.buyer_regions:
        return ""
    texts = {row["id"]: str(row["text"]) for row in model_texts("en")["fixed"]}
    if "services" not in regions.families:
        return texts["au.warranty.goods_text"]
    return texts["au.warranty.both_text" if _has_goods(regions) else "au.warranty.services_text"]
