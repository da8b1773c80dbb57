"""The interview: at most twelve questions, each of which may be skipped for its default."""

from __future__ import annotations

from dataclasses import dataclass

from policy_pages.words import N_


@dataclass(frozen=True)
class Question:
    """One question and the fields that it fills, first the one it is about."""

    key: str
    text: str
    fields: tuple[str, ...]


QUESTIONS: tuple[Question, ...] = (
    Question("sells", N_("What do you sell?"), ("sells", "subscription.auto_renews")),
    Question("buyers", N_("Where do your buyers live?"), ("buyer_regions",)),
    Question(
        "trial",
        N_("How many days does a buyer need to try it out?"),
        ("trial.days", "change_of_mind.offered"),
    ),
    Question(
        "return_cost",
        N_("Who pays for sending things back?"),
        ("return.cost_paid_by", "return.method", "return.postable", "return.cost_estimate"),
    ),
    Question(
        "condition",
        N_("In which state should things come back, and is anything excluded?"),
        ("change_of_mind.condition", "change_of_mind.excluded_items", "bespoke.definition"),
    ),
    Question("exchanges", N_("Do you exchange?"), ("exchange.offered", "exchange.days")),
    Question("money_back", N_("Do you promise the money back?"), ("money_back.days",)),
    Question(
        "appointments",
        N_("If somebody cancels an appointment, how much comes back, and until when?"),
        ("cancellation.tiers", "cancellation.no_show_fee_percent"),
    ),
    Question(
        "deposits",
        N_("Do you take a deposit, and when is it given back?"),
        ("deposit.amount_percent", "deposit.refundable", "deposit.until_hours_before"),
    ),
    Question(
        "asking",
        N_("How can buyers ask?"),
        ("contact.email", "contact.phone", "change_of_mind.methods"),
    ),
    Question(
        "answering",
        N_("Within how many days do you answer?"),
        ("complaint.answer_days", "complaint.acknowledge_days"),
    ),
    Question(
        "address",
        N_("Who are you, and where?"),
        ("contact.name", "contact.address", "seller.country", "complaint.adr_body"),
    ),
)
