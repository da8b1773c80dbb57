"""The sections of a policy about the site: the withdrawal function, what is shown, reviews."""

# ruff: noqa: RUF009 -- each call makes a field of a dataclass; no default is shared and changed.

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policy_pages.answers import OwnWords, count, no, one_of, other, section, some_of, yes
from policy_pages.sections import (
    Bespoke,
    Cancellation,
    ChangeOfMind,
    Contact,
    Deposit,
    Digital,
    Exchange,
    Faulty,
    LegalCancellation,
    MoneyBack,
    Page,
    Policy,
    Refund,
    Return,
    Seller,
    SellerCancels,
    Services,
    Trial,
    Warranty,
)


@dataclass(frozen=True)
class Dispatch:
    """Making and sending."""

    days: int | None = count(None, "Days to dispatch or make")
    delay_notice: bool = yes("A delay notice with the choice to cancel is sent")
    cancel_refund_form: str = one_of(
        "money",
        "money store_credit",
        "Form of refund when an order is cancelled for delay",
    )


@dataclass(frozen=True)
class WithdrawalFunction:
    """The online way to withdraw from a contract that EU law asks for."""

    present: bool = yes("The site has a withdrawal function")
    label: str | None = other("text", None, "Words on the entry; left out: those of the law")
    confirm_label: str | None = other(
        "text", None, "Words on the confirmation; left out: those of the law"
    )
    steps: int = count(2, "Number of steps")
    required_fields: tuple[str, ...] = some_of(
        "name contract_identification electronic_contact",
        "name contract_identification electronic_contact reason phone address bank_account",
        "Fields that must be filled",
    )
    login_required: bool = no("Needs a log-in")
    gates: tuple[str, ...] = some_of(
        "",
        "captcha order_must_match email_verification support_chat",
        "Checks that can stop sending",
    )
    ack_contains: tuple[str, ...] = some_of(
        "content date time reference",
        "content date time reference advertising",
        "What the acknowledgement holds",
    )
    availability: str = one_of(
        "continuous", "continuous logged_in_only office_hours", "When it can be reached"
    )
    shared_with_cancellation: bool = no("The same button also ends subscriptions")


@dataclass(frozen=True)
class ModelForm:
    """The official form."""

    provided: bool = yes("The model form is on the page or attached")


@dataclass(frozen=True)
class PolicyMentions:
    """What the policy says about itself and the law."""

    withdrawal_function: bool = yes("The policy says that the function exists and where")
    model_instructions_version: date = other(
        "date", date(2026, 6, 19), "Version of the model instructions used"
    )
    statutory_rights: bool = yes("The policy says it does not limit rights given by law")
    ny_items: tuple[str, ...] = some_of(
        "sale_items no_proof_of_purchase time_limit refund_form fees written_copy",
        "sale_items no_proof_of_purchase time_limit refund_form fees written_copy",
        "New York content",
    )


@dataclass(frozen=True)
class Display:
    """What a buyer sees before buying."""

    policy_link_before_billing: bool = yes(
        "The policy is shown or linked on product pages or before billing data"
    )
    harmonised_notice: bool = yes("The EU notice on the legal guarantee is shown unchanged")


@dataclass(frozen=True)
class Complaint:
    """How complaints are answered."""

    answer_days: int | None = count(14, "Days until an answer")
    acknowledge_days: int = count(1, "Days until an acknowledgement")
    adr_body: str | None = other("text", None, "Named dispute body or mediator")
    odr_link: bool = no("The page links to the closed EU ODR platform")


@dataclass(frozen=True)
class Subscription:
    """What renews by itself."""

    auto_renews: bool = no("Renews and charges without a new order")
    online_cancel: bool = yes("Can be cancelled online")
    cancel_button: bool = yes("Has the German cancellation button and page")


@dataclass(frozen=True)
class Reviews:
    """What the shop says and does about reviews."""

    terms: tuple[str, ...] = some_of(
        "", "no_negative_reviews review_penalty rights_transfer", "Clauses about reviews"
    )
    reply_templates: tuple[str, ...] = some_of(
        "thanks facts", "thanks apology facts legal_threat", "Kinds of reply templates"
    )
    gating: bool = no("Only happy customers are asked for public reviews")
    incentive: str = one_of("none", "none for_any for_positive for_removal", "Rewards for reviews")


@dataclass(frozen=True)
class Profile:
    """All of an owner's answers; what was not answered has its default."""

    sells: tuple[str, ...] = some_of(
        "goods",
        "goods bespoke_goods digital_content services appointments event_tickets subscriptions",
        "What the shop sells",
        required=True,
    )
    sells_online: bool = yes("Orders can be placed on the website or in an app")
    buyer_regions: tuple[str, ...] = other(
        "regions",
        ("EU",),
        "Regions sold to, such as EU, DE, UK, US, US-NY, AU, NZ, CA-ON",
        required=True,
    )
    refund_statement: str = one_of(
        "none", "none no_refunds no_change_of_mind_refunds", "A blanket statement on the page"
    )
    seller: Seller = section(Seller, "seller")
    contact: Contact = section(Contact, "contact")
    page: Page = section(Page, "page")
    policy: Policy = section(Policy, "policy")
    trial: Trial = section(Trial, "trial")
    change_of_mind: ChangeOfMind = section(ChangeOfMind, "change_of_mind")
    bespoke: Bespoke = section(Bespoke, "bespoke")
    exchange: Exchange = section(Exchange, "exchange")
    money_back: MoneyBack = section(MoneyBack, "money_back")
    sending_back: Return = section(Return, "return")
    refund: Refund = section(Refund, "refund")
    legal_cancellation: LegalCancellation = section(LegalCancellation, "legal_cancellation")
    faulty: Faulty = section(Faulty, "faulty")
    warranty: Warranty = section(Warranty, "warranty")
    digital: Digital = section(Digital, "digital")
    services: Services = section(Services, "services")
    deposit: Deposit = section(Deposit, "deposit")
    cancellation: Cancellation = section(Cancellation, "cancellation")
    seller_cancels: SellerCancels = section(SellerCancels, "seller_cancels")
    dispatch: Dispatch = section(Dispatch, "dispatch")
    withdrawal_function: WithdrawalFunction = section(WithdrawalFunction, "withdrawal_function")
    model_form: ModelForm = section(ModelForm, "model_form")
    policy_mentions: PolicyMentions = section(PolicyMentions, "policy_mentions")
    display: Display = section(Display, "display")
    complaint: Complaint = section(Complaint, "complaint")
    subscription: Subscription = section(Subscription, "subscription")
    reviews: Reviews = section(Reviews, "reviews")
    own: tuple[OwnWords, ...] = other(
        "own", (), "What you add to a page, under a heading of its own; never a part of the law"
    )
