"""What the checks of the United Kingdom and the United States say, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from policy_pages.words import N_

WORDS: Mapping[str, tuple[str, str]] = {
    "UK-W-DAYS-SHORT": (
        N_("Online buyers have 14 days to cancel."),
        N_("Use 14 days or more."),
    ),
    "UK-W-SALE": (
        N_("Sale items can be cancelled like others."),
        N_("Remove the exclusion."),
    ),
    "UK-W-STORE-CREDIT": (
        N_("A cancelled order is refunded in money."),
        N_("Refund to the original payment method."),
    ),
    "UK-R-RESTOCKING": (
        N_("No restocking fee on a cancellation."),
        N_("Remove the fee; deduct only real loss of value."),
    ),
    "UK-R-LATE": (
        N_("The refund is due within 14 days of getting the goods back or the proof of sending."),
        N_("State 14 days."),
    ),
    "UK-R-PROOF-IGNORED": (
        N_("Proof of sending starts the 14 days too, if it is earlier."),
        N_("Add “or proof of sending, whichever is earlier”."),
    ),
    "UK-R-DELIVERY-KEPT": (
        N_("Standard delivery is refunded when the whole order is cancelled."),
        N_("Refund standard delivery."),
    ),
    "UK-F-CLAIM-LIMIT": (
        N_(
            "Faulty goods can be rejected for 30 days; a shorter limit does not bind. After 30 "
            "days other remedies remain."
        ),
        N_("Do not set a time limit for faults."),
    ),
    "UK-F-CREDIT-ONLY": (
        N_("“Credit note only” for faulty goods misstates the buyer’s rights."),
        N_("Offer refund, repair or replacement as the law gives."),
    ),
    "UK-F-POSTAGE": (
        N_("You pay the return of faulty goods."),
        N_("State that you pay."),
    ),
    "UK-S-FEE": (
        N_("A cancellation charge must not be out of proportion to your loss."),
        N_("Keep it to what a late cancellation costs you, and say so."),
    ),
    "UK-NO-REFUNDS": (
        N_("“No refunds” is misleading: faulty goods and online cancellations are refunded."),
        N_("Say what buyers can do."),
    ),
    "US-SHIP-NO-TIME": (
        N_("If you state no shipping time, 30 days applies."),
        N_("State a shipping time you can keep."),
    ),
    "US-SHIP-LATE": (
        N_(
            "Long lead times must be stated clearly before the order; if you miss them you must "
            "offer cancellation."
        ),
        N_("State the lead time on the product and set up a delay notice."),
    ),
    "US-REFUND-UNSHIPPED-CREDIT": (
        N_(
            "When an order is cancelled for late shipment the money must be refunded, including "
            "shipping."
        ),
        N_("Refund to the payment method within seven working days."),
    ),
    "US-NY-DISPLAY": (
        N_(
            "New York: an online retailer must show or link the refund policy near the item or "
            "before asking for billing data."
        ),
        N_("Link the policy on product pages and at the start of checkout."),
    ),
    "US-NY-CONTENT": (
        N_("New York’s law lists what the policy must say, including fees and their amount."),
        N_("Add the missing points."),
    ),
    "US-CA-DISPLAY": (
        N_(
            "California: a policy of less than seven days of refunds must be displayed; "
            "otherwise buyers may return for 30 days."
        ),
        N_("Show the policy before the order."),
    ),
    "US-HI-RESTOCKING": (
        N_("Hawaii does not allow restocking fees (except certain custom orders)."),
        N_("No fee for buyers in Hawaii."),
    ),
    "US-UT-DEPOSIT": (
        N_("Utah: a deposit needs a dated receipt that says whether and when it is refundable."),
        N_("Put the terms on the receipt."),
    ),
    "US-FEES-HIDDEN": (
        N_("Restocking fees must be clear before the purchase in several states."),
        N_("State the fee and amount in the linked policy."),
    ),
    "US-SUB-ONLINE-CANCEL": (
        N_(
            "A subscription sold online must be simple to stop; California asks for online "
            "cancellation."
        ),
        N_("Offer cancellation online."),
    ),
    "US-REVIEW-BAN": (
        N_("Terms that forbid, fine or take over honest reviews are void and unlawful."),
        N_("Delete the clause."),
    ),
    "US-REVIEW-THREAT": (
        N_(
            "Threatening a reviewer with legal action to remove a negative review can break the "
            "FTC rule."
        ),
        N_("Use a factual, polite reply; flag only what breaks platform rules."),
    ),
    "US-REVIEW-GATING": (
        N_(
            "Asking only happy customers for public reviews misleads readers and breaks "
            "platform rules."
        ),
        N_("Ask every customer the same way."),
    ),
}
