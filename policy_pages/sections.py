"""The sections of a policy: every field, its lawful default, and what it means.

The meanings stand as comments in ``policy.toml``. The words of the fields are also those that the
checks of law (``jurisdictions``) speak of.
"""

# ruff: noqa: RUF009 -- each call makes a field of a dataclass; no default is shared and changed.

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from policy_pages.answers import (
    Money,
    Tier,
    count,
    no,
    one_of,
    other,
    percent,
    some_of,
    yes,
)

ITEM_WORDS = (
    "sale bespoke perishable sealed_hygiene sealed_media digital dated_leisure newspaper"
    " gift_card underwear beauty opened_packaging all"
)
PAGES = "refund cancellation withdrawal guarantee complaints"


@dataclass(frozen=True)
class Seller:
    """Where the seller is."""

    country: str | None = other("country", None, "Country of the seller (two letters)")


@dataclass(frozen=True)
class Contact:
    """Who the seller is and how to ask."""

    name: str = other("text", "", "Name of the shop or its owner", required=True)
    address: str = other("text", "", "Postal address", required=True)
    email: str | None = other("text", None, "E-mail address for questions")
    phone: str | None = other("text", None, "Telephone, if you want calls")


@dataclass(frozen=True)
class Page:
    """The page itself."""

    language: str = other("language", "en", "Language of the page (two letters)")


@dataclass(frozen=True)
class Policy:
    """This version of the policy."""

    effective_date: date | None = other("date", None, "Date from which this version applies")


@dataclass(frozen=True)
class Trial:
    """How long it takes to find out whether the thing is right."""

    days: int | None = count(None, "Days a buyer needs to try it; the time offered is twice that")


@dataclass(frozen=True)
class ChangeOfMind:
    """Returning or cancelling without a reason."""

    offered: bool = yes("Buyers may return or cancel without a reason")
    days: int | None = count(None, "Number of days to do so; left out: twice the trial, or 14")
    starts: str = one_of(
        "delivery_last",
        "order dispatch contract delivery_first delivery_last",
        "Event that starts the days",
    )
    reason_required: bool = no("A reason must be given")
    methods: tuple[str, ...] = some_of(
        "any online_function email",
        "any online_function email post phone form",
        "Ways to tell the seller; any = any clear statement is accepted",
    )
    return_authorisation_required: bool = no("Needs approval or a return number first")
    excluded_items: tuple[str, ...] = some_of("", ITEM_WORDS, "Items said to be excluded")
    packaging: str = one_of(
        "any", "any original_preferred original_required", "Packaging condition"
    )
    condition: str = one_of(
        "as_in_a_shop", "as_in_a_shop unused unopened tags_on", "Condition of the goods"
    )
    proof_of_purchase: str = one_of("any", "none any receipt_only", "Proof asked for")


@dataclass(frozen=True)
class Bespoke:
    """Goods made to order."""

    definition: str = one_of(
        "buyer_specification_or_personalised",
        "missing choice_of_standard_options buyer_specification_or_personalised",
        "How the page defines bespoke goods",
    )


@dataclass(frozen=True)
class Exchange:
    """Another one instead, as goodwill."""

    offered: bool = no("Buyers may exchange instead of returning")
    days: int | None = count(None, "Days after delivery to exchange; left out: as for returning")


@dataclass(frozen=True)
class MoneyBack:
    """A money-back guarantee, as goodwill on top of what the law gives."""

    days: int | None = count(None, "Days after delivery of a money-back guarantee, if there is one")


@dataclass(frozen=True)
class Return:
    """Sending goods back."""

    method: str = one_of("buyer_sends", "buyer_sends seller_collects", "How goods come back")
    days_to_send_back: int = count(14, "Days after the message to send the goods")
    cost_paid_by: str = one_of("buyer", "seller buyer not_stated", "Who pays the return")
    postable: bool = yes("Goods can normally be sent by post")
    cost_estimate: Money | None = other(
        "money", None, "Return cost or its maximum, for goods that cannot be posted"
    )


@dataclass(frozen=True)
class Refund:
    """Money back after a change of mind."""

    form: str = one_of(
        "original_payment",
        "original_payment buyer_choice store_credit exchange",
        "Form of a change-of-mind refund",
    )
    days: int = count(14, "Days until the refund")
    days_from: str = one_of(
        "message",
        "message goods_received proof_of_sending goods_received_or_proof goods_inspected approval",
        "Event that starts those days",
    )
    restocking_fee_percent: Decimal = percent(0, "Restocking or handling fee")
    outbound_delivery: str = one_of(
        "standard_refunded",
        "standard_refunded full_refunded not_refunded",
        "Delivery paid by the buyer",
    )
    deduct_value_loss: str = one_of(
        "excess_handling", "none excess_handling flat", "Deduction for used goods"
    )
    condition: tuple[str, ...] = some_of(
        "", "review_removed non_disclosure", "Conditions attached to a refund"
    )


@dataclass(frozen=True)
class LegalCancellation:
    """When the buyer cancels because the seller broke the contract."""

    return_cost_paid_by: str = one_of(
        "seller", "seller buyer", "Return cost when the buyer cancels because of your breach"
    )


@dataclass(frozen=True)
class Faulty:
    """Goods that are not as they should be."""

    covered: bool = yes("The page covers faulty goods")
    claim_days: int | None = count(None, "A time limit for reporting faults, if any")
    refund_form: str = one_of(
        "repair_replace_refund",
        "money buyer_choice repair_replace_refund store_credit exchange",
        "Form of remedy for faults",
    )
    return_cost_paid_by: str = one_of(
        "seller", "seller buyer", "Who pays the return of faulty goods"
    )
    outbound_delivery: str = one_of(
        "refunded", "refunded not_refunded", "Delivery paid for faulty goods"
    )
    restocking_fee_percent: Decimal = percent(0, "Fee on faulty goods")
    excluded_items: tuple[str, ...] = some_of(
        "", "sale opened_packaging second_hand all", "Items said to have no remedy for faults"
    )
    manufacturer_only: bool = no("Faults are sent to the manufacturer only")


@dataclass(frozen=True)
class Warranty:
    """A written promise beyond the law."""

    offered: bool = no("A written warranty or guarantee is promised")
    au_mandatory_text: bool = yes("It carries the Australian fixed text")


@dataclass(frozen=True)
class Digital:
    """Downloads."""

    waiver: str = one_of(
        "consent_acknowledgement_confirmation",
        "none consent consent_acknowledgement consent_acknowledgement_confirmation",
        "What is collected and confirmed before a download starts",
    )


@dataclass(frozen=True)
class Services:
    """Work for somebody."""

    start_request: bool = yes("The buyer's express request to start within the period is collected")
    exception: str = one_of(
        "none",
        "none dated_leisure urgent_repair fully_performed",
        "Exception relied on for services",
    )
    no_responsibility_clause: bool = no(
        "A clause says the business is not responsible for damage by its service"
    )


@dataclass(frozen=True)
class Deposit:
    """Money paid ahead."""

    amount_percent: Decimal = percent(0, "Deposit as part of the price")
    refundable: str = one_of(
        "always", "always until_hours_before never", "When the deposit is returned"
    )
    until_hours_before: int | None = count(None, "Hours before the appointment")
    receipt_states_refund_terms: bool = yes(
        "A dated receipt states the refund terms of the deposit"
    )


@dataclass(frozen=True)
class Cancellation:
    """Cancelling an appointment or booking."""

    tiers: tuple[Tier, ...] = other(
        "tiers", (), "How far ahead, in hours, and which per cent of the price comes back"
    )
    late_fee_percent: Decimal | None = percent(
        None, "Fee for a later cancellation; left out: all after the last step, none without steps"
    )
    no_show_fee_percent: Decimal | None = percent(None, "Fee for not coming; left out: as if late")
    exceptions_note: bool = yes("Exceptions to the no-show fee are named")


@dataclass(frozen=True)
class SellerCancels:
    """When the seller cannot deliver or come."""

    refund: str = one_of("full", "full credit none", "What the buyer gets if the seller cancels")
