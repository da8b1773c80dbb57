"""Unlawful policies, written from the statutes: each is refused, its twin in one field is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from policy_pages.contradictions import contradictions
from policy_pages.lint import errors_of, has_errors, lint
from policy_pages.profile import answer_of, with_answer
from policy_pages.rules import places_of
from tests.policy_pages.people import TODAY, policy


class Unlawful(NamedTuple):
    """A policy for buyers in a country, the field that is wrong, what would be right, and why."""

    country: str
    field: str
    wrong: Any
    right: Any
    rule: str
    source: str
    besides: Mapping[str, Any] = MappingProxyType({})


GOODWILL_OFF = {"change_of_mind.offered": False}
SUBSCRIPTIONS = {"sells": ("goods", "subscriptions"), "subscription.auto_renews": True}
U = Unlawful
UNLAWFUL = (
    U("EU", "change_of_mind.days", 13, 14, "EU-W-DAYS-SHORT", "Art. 9(1)"),
    U("EU", "withdrawal_function.present", False, True, "EU-WF-MISSING", "Art. 11a"),
    U("EU", "complaint.odr_link", True, False, "EU-ODR-LINK", "2024/3228"),
    U("DE", "refund.days", 15, 14, "EU-R-LATE", "Art. 13(1)"),
    U("DE", "subscription.cancel_button", False, True, "DE-SUB-NO-BUTTON", "312k", SUBSCRIPTIONS),
    U(
        "DE",
        "withdrawal_function.shared_with_cancellation",
        True,
        False,
        "DE-WF-VERSUS-CANCEL",
        "312k",
        SUBSCRIPTIONS,
    ),
    U(
        "AT",
        "withdrawal_function.confirm_label",
        "Widerruf bestätigen und Konto löschen",
        "Widerruf bestätigen",
        "AT-WF-CONFIRM-EXTRA",
        "13a(4)",
        {"page.language": "de"},
    ),
    U("AT", "change_of_mind.packaging", "original_required", "any", "EU-W-PACKAGING", "14(2)"),
    U("FR", "withdrawal_function.login_required", True, False, "FR-WF-LOGIN", "221-21"),
    U(
        "FR",
        "complaint.adr_body",
        None,
        "Médiateur de la consommation, 1 rue Exemple, Paris",
        "FR-NO-MEDIATOR",
        "612-1",
        {"seller.country": "FR"},
    ),
    U(
        "FR",
        "withdrawal_function.label",
        "Demande de retour",
        "Renoncer au contrat ici",
        "FR-WF-LABEL",
        "221-5",
        {"page.language": "fr"},
    ),
    U("NL", "refund.form", "store_credit", "original_payment", "NL-VOUCHER", "6:230r"),
    U("NL", "refund.days_from", "goods_received", "message", "EU-R-PROOF-IGNORED", "Art. 13(3)"),
    U("ES", "faulty.claim_days", 1094, 1095, "ES-C-YEARS", "Art. 120"),
    U("ES", "return.cost_paid_by", "not_stated", "buyer", "EU-R-RETURN-COST-SILENT", "6(6)"),
    U("IT", "refund.restocking_fee_percent", 10, 0, "EU-R-RESTOCKING", "Art. 9(1)"),
    U("IT", "change_of_mind.reason_required", True, False, "EU-W-REASON", "Art. 9(1)"),
    U("PL", "change_of_mind.starts", "order", "delivery_last", "EU-W-START-ORDER", "9(2)"),
    U("PL", "return.days_to_send_back", 13, 14, "EU-R-SENDBACK-SHORT", "14(1)"),
    U("CZ", "model_form.provided", False, True, "EU-INFO-NO-MODEL-FORM", "6(1)(h)"),
    U("CZ", "faulty.claim_days", 729, 730, "EU-C-FAULT-LIMIT", "Art. 10"),
    U("UK", "change_of_mind.days", 13, 14, "UK-W-DAYS-SHORT", "reg. 29"),
    U("UK", "faulty.claim_days", 29, 30, "UK-F-CLAIM-LIMIT", "s. 22(2)"),
    U("UK", "faulty.refund_form", "store_credit", "money", "UK-F-CREDIT-ONLY", "s. 20"),
    U("US-NY", "display.policy_link_before_billing", False, True, "US-NY-DISPLAY", "218-a(1)"),
    U("US-HI", "refund.restocking_fee_percent", 5, 0, "US-HI-RESTOCKING", "481B-5.5"),
    U("US", "reviews.terms", ("review_penalty",), (), "US-REVIEW-BAN", "45b"),
    U(
        "US",
        "dispatch.cancel_refund_form",
        "store_credit",
        "money",
        "US-REFUND-UNSHIPPED-CREDIT",
        "435",
    ),
    U(
        "AU",
        "refund_statement",
        "no_refunds",
        "no_change_of_mind_refunds",
        "AU-NO-REFUNDS",
        "29(1)(m)",
        GOODWILL_OFF,
    ),
    U("AU", "faulty.claim_days", 30, None, "AU-FAULT-TIME", "s. 29, 54"),
    U("AU", "faulty.manufacturer_only", True, False, "AU-MANUFACTURER-ONLY", "s. 259"),
    U("NZ", "refund_statement", "no_refunds", "none", "NZ-NO-REFUNDS", "s. 13(i)", GOODWILL_OFF),
    U("NZ", "faulty.excluded_items", ("opened_packaging",), (), "NZ-OPENED", "1993"),
    U("CA-ON", "refund.days", 16, 15, "CA-ON-REFUND-LATE", "Ontario"),
    U(
        "CA-QC",
        "legal_cancellation.return_cost_paid_by",
        "buyer",
        "seller",
        "CA-QC-RETURN-COST",
        "Quebec",
    ),
)


@pytest.mark.parametrize("case", UNLAWFUL, ids=lambda case: f"{case.country}-{case.field}")
def test_an_unlawful_policy_is_refused_and_its_twin_is_not(case: Unlawful):
    twin = policy({"buyer_regions": (case.country,), case.field: case.right, **case.besides})
    unlawful = with_answer(twin, case.field, case.wrong)

    errors = list(errors_of(lint(unlawful, TODAY)))
    assert case.rule in {each.rule for each in errors}
    (found,) = [each for each in errors if each.rule == case.rule]
    assert case.source in found.source
    assert found.field == case.field
    assert found.country in places_of(case.country)
    assert str(found.reason)
    assert str(found.repair)
    assert not has_errors(lint(twin, TODAY)), [str(each.reason) for each in lint(twin, TODAY)]
    assert answer_of(unlawful, case.field) != answer_of(twin, case.field)
    assert not list(contradictions(unlawful))


COUNTRIES = ("EU", "DE", "AT", "FR", "NL", "ES", "IT", "PL", "CZ", "UK", "US", "AU", "NZ", "CA")


def test_there_are_thirty_and_two_for_every_country():
    by_country = Counter(case.country.partition("-")[0] for case in UNLAWFUL)

    assert len(UNLAWFUL) >= 30
    assert set(by_country) == set(COUNTRIES)
    assert min(by_country.values()) >= 2


@pytest.mark.parametrize(
    ("country", "day", "level"),
    [
        ("IE", date(2026, 6, 18), None),
        ("IE", date(2026, 6, 19), "error"),
        ("AT", date(2026, 9, 30), "warning"),
        ("AT", date(2026, 10, 1), "error"),
        ("CZ", date(2026, 12, 31), "warning"),
        ("CZ", date(2027, 1, 1), "error"),
    ],
)
def test_a_missing_withdrawal_function_blocks_from_the_day_of_each_country(country, day, level):
    profile = policy({"buyer_regions": (country,), "withdrawal_function.present": False})

    found = {each.rule: each.level for each in lint(profile, day)}

    assert found.get("EU-WF-MISSING") == level


@pytest.mark.parametrize(("day", "found"), [(date(2026, 9, 26), False), (date(2026, 9, 27), True)])
def test_the_notice_on_the_guarantee_is_asked_for_from_its_day(day, found):
    profile = policy({"buyer_regions": ("IE",), "display.harmonised_notice": False})

    assert ("EU-C-NOTICE" in {each.rule for each in lint(profile, day)}) == found
