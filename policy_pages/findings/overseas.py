"""What the checks in Australia, New Zealand, Canada and of all places say, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from policy_pages.words import N_

WORDS: Mapping[str, tuple[str, str]] = {
    "AU-NO-REFUNDS": (
        N_("“No refunds” is unlawful in Australia, also on a web page."),
        N_(
            "Say: we do not refund if you change your mind; faulty goods are covered by the "
            "consumer guarantees."
        ),
    ),
    "AU-SALE-NO-REFUND": (
        N_("Sale items are covered by the guarantees like others."),
        N_("Remove the exclusion for faulty sale items."),
    ),
    "AU-CREDIT-ONLY": (
        N_("For a major fault the customer may choose money back."),
        N_("Offer refund, replacement or repair at their choice."),
    ),
    "AU-FAULT-TIME": (
        N_("A fixed time limit for faulty goods misstates the guarantees."),
        N_("Drop the limit."),
    ),
    "AU-MANUFACTURER-ONLY": (
        N_("You cannot send customers to the manufacturer only; the seller must help."),
        N_("Handle the claim yourself."),
    ),
    "AU-FAULT-RESTOCKING": (
        N_("No restocking fee for faulty goods."),
        N_("Remove it."),
    ),
    "AU-FAULT-POSTAGE": (
        N_("Delivery paid for faulty goods is refunded too."),
        N_("Refund it."),
    ),
    "AU-WARRANTY-TEXT": (
        N_("A written warranty must carry the fixed text."),
        N_("Insert the text for goods, services, or both."),
    ),
    "AU-SERVICE-DISCLAIMER": (
        N_("A term that you are not responsible for damage from your service is not allowed."),
        N_("Remove it."),
    ),
    "NZ-NO-REFUNDS": (
        N_("A bare “no refunds” statement is misleading."),
        N_("Use the allowed wording."),
    ),
    "NZ-OPENED": (
        N_("Opening the package or buying on sale does not end the guarantees."),
        N_("Remove the exclusion."),
    ),
    "NZ-FAULT-TIME": (
        N_("A time limit for faulty goods likely misleads."),
        N_("Drop the limit."),
    ),
    "CA-ON-REFUND-LATE": (
        N_("A cancelled internet agreement is refunded within 15 days."),
        N_("State 15 days or less."),
    ),
    "CA-QC-REFUND-LATE": (
        N_("Refund within 15 days, or the buyer can charge back."),
        N_("State 15 days or less."),
    ),
    "CA-QC-RETURN-COST": (
        N_("When a buyer cancels because you missed a duty, you pay the return."),
        N_("State that you pay in those cases."),
    ),
    "CA-ON-DELIVERY-DATE": (
        N_("Give a delivery or start date: 30 days late opens a right to cancel."),
        N_("State a date."),
    ),
    "INT-REVIEW-THREAT": (
        N_(
            "Do not answer reviews with legal threats: unlawful in the US if groundless, "
            "aggressive in the EU, against platform rules everywhere."
        ),
        N_("Use the safe reply steps."),
    ),
    "INT-REVIEW-INCENTIVE": (
        N_(
            "Paying or rewarding reviews or their removal breaks platform rules; tied to a "
            "wanted sentiment it is unlawful in the US."
        ),
        N_("Remove the reward."),
    ),
    "INT-REFUND-FOR-REVIEW": (
        N_("A refund that is due cannot depend on changing a review."),
        N_("Remove the condition."),
    ),
    "INT-COMPLAINT-NO-TIME": (
        N_("Say when buyers get an answer."),
        N_("For example: acknowledgement within one working day, answer within 14 days."),
    ),
    "INT-STATUTORY-NOTE": (
        N_("Say that the policy does not limit rights given by law."),
        N_("Add one sentence per region."),
    ),
    "INT-NO-SHOW": (
        N_(
            "Keeping the full price for every missed appointment causes disputes and may be "
            "unfair where the slot was resold."
        ),
        N_("Name fair exceptions (illness, resold slot)."),
    ),
    "INT-DEPOSIT-WINDOW": (
        N_("Say until when the deposit is returned."),
        N_("Add the number of hours."),
    ),
    "INT-ACK-SLOW": (
        N_("Buyers expect to hear at once that their message arrived."),
        N_("Acknowledge automatically."),
    ),
    "INT-POLICY-DATE": (
        N_(
            "Give the date of the policy and keep old versions: the version at the time of the "
            "order counts."
        ),
        N_("Add the date."),
    ),
}
