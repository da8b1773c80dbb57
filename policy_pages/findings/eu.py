"""What the checks in the EU say: the reason, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from policy_pages.words import N_

WORDS: Mapping[str, tuple[str, str]] = {
    "EU-W-DAYS-SHORT": (
        N_(
            "Buyers in the EU have at least 14 days to change their mind about an online "
            "purchase. A shorter time does not bind them."
        ),
        N_("Use 14 days or more."),
    ),
    "EU-W-START-ORDER": (
        N_(
            "For goods the 14 days start when the buyer has the goods, not when they order or "
            "you dispatch."
        ),
        N_("Start the period on delivery of the last item."),
    ),
    "EU-W-START-FIRST-ITEM": (
        N_("When one order arrives in several parcels the 14 days start with the last item."),
        N_("Start the period on delivery of the last item."),
    ),
    "EU-W-NOT-OFFERED": (
        N_(
            "“No returns” cannot be said to EU buyers for ordinary goods, services or digital "
            "content bought online."
        ),
        N_("Offer 14 days, or name the legal exception that applies to each product."),
    ),
    "EU-W-REASON": (
        N_("You may not require a reason for a withdrawal."),
        N_("Make the reason optional, and say so, or leave it out."),
    ),
    "EU-W-CHANNEL-ONLY": (
        N_(
            "The buyer may withdraw by any clear statement. A form, portal or phone call cannot "
            "be the only way."
        ),
        N_("Say that any clear statement, for example an e-mail, is enough."),
    ),
    "EU-W-PREAPPROVAL": (
        N_(
            "A withdrawal takes effect by the buyer’s statement; it cannot depend on your "
            "approval or a return number."
        ),
        N_("Ask for a reference only to speed things up."),
    ),
    "EU-W-SALE-EXCLUDED": (
        N_("Sale items have the same right of withdrawal as full-price items."),
        N_("Remove “sale items” from the exclusions."),
    ),
    "EU-W-EXCLUSION-UNKNOWN": (
        N_(
            "This exclusion is not in the law’s list of exceptions. Hygiene goods are exempt "
            "only if they were sealed and the buyer broke the seal."
        ),
        N_("Keep only exceptions from the list, with their conditions."),
    ),
    "EU-W-BESPOKE-TOO-WIDE": (
        N_(
            "Only goods made to the buyer’s own specification or clearly personalised are "
            "exempt. Choosing a stock colour or size does not make them bespoke."
        ),
        N_("Say what makes an item bespoke, and tell the buyer before they order."),
    ),
    "EU-W-PACKAGING": (
        N_("You may not make original packaging or tags a condition of withdrawal."),
        N_(
            "Ask for safe packing; say that you may deduct for damage caused by more handling "
            "than in a shop."
        ),
    ),
    "EU-W-UNUSED": (
        N_(
            "The buyer may open and try the goods as in a shop. “Unused” or “unopened” cannot "
            "be a condition."
        ),
        N_(
            "Say: handle the goods only as you would in a shop; you are liable for value lost "
            "by more than that."
        ),
    ),
    "EU-W-RECEIPT": (
        N_("The buyer needs to show which contract it is, not to own a paper receipt."),
        N_("Accept an order number, e-mail address or other proof."),
    ),
    "EU-R-STORE-CREDIT": (
        N_(
            "After a withdrawal you must refund the money to the same means of payment. Store "
            "credit only if the buyer expressly agrees."
        ),
        N_("Refund to the original payment method; offer credit as a choice."),
    ),
    "EU-R-LATE": (
        N_("The refund is due within 14 days of the buyer’s message. “30 days” is too long."),
        N_("State 14 days; you may say that you wait for the goods or proof of sending."),
    ),
    "EU-R-CLOCK": (
        N_(
            "The 14 days run from the buyer’s message. You may wait for the goods or proof of "
            "sending, not for inspection or approval."
        ),
        N_("Count from the message; hold the refund only until the goods or proof arrive."),
    ),
    "EU-R-CLOCK-GOODS": (
        N_(
            "In the EU the 14 days run from the buyer’s message. You may only wait until the "
            "goods or the proof arrive; if that is after day 14, the refund is due then, not 14 "
            "days later."
        ),
        N_(
            "Say: within 14 days of your message; we may wait until the goods or proof of "
            "sending reach us."
        ),
    ),
    "EU-R-PROOF-IGNORED": (
        N_("Proof that the goods were sent is enough; you may not insist on having received them."),
        N_("Add “or proof of sending, whichever is earlier”."),
    ),
    "EU-R-DELIVERY-KEPT": (
        N_(
            "Standard delivery paid by the buyer must be refunded when they withdraw from the "
            "whole order."
        ),
        N_("Refund standard delivery; keep only the extra for express delivery."),
    ),
    "EU-R-RESTOCKING": (
        N_("A restocking or handling fee is not allowed on a withdrawal."),
        N_("Remove the fee."),
    ),
    "EU-R-FLAT-DEDUCTION": (
        N_(
            "A flat deduction for opened or used goods is not allowed; only real loss of value "
            "by excess handling."
        ),
        N_("Replace by “only for handling beyond what is needed to check the goods”."),
    ),
    "EU-R-RETURN-COST-SILENT": (
        N_("If the policy does not say that the buyer pays the return postage, you pay it."),
        N_("State who pays."),
    ),
    "EU-R-RETURN-COST-BULKY": (
        N_("For goods that cannot be posted you must state the return cost or a maximum estimate."),
        N_("Add the amount."),
    ),
    "EU-R-SENDBACK-SHORT": (
        N_("The buyer has 14 days after their message to send the goods back."),
        N_("Use 14 days."),
    ),
    "EU-D-NO-WAIVER": (
        N_(
            "Downloads are exempt only if the buyer expressly agreed to an immediate start, "
            "acknowledged losing the right, and you confirmed this on a durable medium."
        ),
        N_("Collect both ticks at checkout and repeat them in the confirmation e-mail."),
    ),
    "EU-S-NO-REQUEST": (
        N_(
            "Without the buyer’s express request to start within 14 days you cannot charge for "
            "work done before a withdrawal."
        ),
        N_("Ask for the request before starting."),
    ),
    "EU-S-DEPOSIT": (
        N_(
            "A deposit that is never refunded conflicts with the 14-day right where that right "
            "applies."
        ),
        N_(
            "Refund within 14 days of booking unless an exception applies; later charge only "
            "what the term fairly allows."
        ),
    ),
    "EU-S-SELLER-CANCELS": (
        N_("If you cancel, the buyer gets their money back; a voucher only if they choose it."),
        N_("Full refund to the original payment method."),
    ),
    "EU-S-LATE-FEE": (
        N_(
            "A fee for a late cancellation must not be out of proportion to your loss, and "
            "cannot be charged for a valid withdrawal within 14 days."
        ),
        N_("Say how the fee is worked out and that it does not apply to withdrawals."),
    ),
    "EU-WF-MISSING": (
        N_(
            "Since 19 June 2026 online shops need a withdrawal function on the site (some "
            "states start later)."
        ),
        N_("Add the function and link it on every page and in the order confirmation."),
    ),
    "EU-WF-LABEL": (
        N_(
            "The button differs from the words in the law. “Return”, “Contact us” or “Cancel "
            "order” can be ambiguous."
        ),
        N_("Leave the words out, then the page has those of the law in its language."),
    ),
    "EU-WF-CONFIRM-LABEL": (
        N_(
            "The second button may carry only “confirm withdrawal” (in the page’s language) or "
            "an unambiguous equivalent."
        ),
        N_("Leave the words out, then the button has those of the law and nothing else."),
    ),
    "EU-WF-ONE-STEP": (
        N_("The statement needs a separate confirmation step."),
        N_("Show a summary, then the confirm button."),
    ),
    "EU-WF-EXTRA-FIELDS": (
        N_(
            "You may require only name, what identifies the contract, and where to send the "
            "acknowledgement."
        ),
        N_("Make all other fields optional or drop them."),
    ),
    "EU-WF-LOGIN": (
        N_("A forced log-in makes the function hard to reach, above all for guest buyers."),
        N_("Allow use without an account."),
    ),
    "EU-WF-GATE": (
        N_("A check that can stop the statement from being sent is an obstacle."),
        N_("Accept every statement; flag doubtful ones for yourself."),
    ),
    "EU-WF-ACK": (
        N_(
            "The acknowledgement must repeat the content of the statement and give its date and "
            "time, on a durable medium."
        ),
        N_("Send an automatic e-mail with all three."),
    ),
    "EU-WF-HIDDEN": (
        N_("The function must be reachable during the whole withdrawal period."),
        N_("Keep the link in the footer at all times."),
    ),
    "EU-WF-NOT-IN-POLICY": (
        N_(
            "The information before purchase must say that the function exists and where. "
            "Without it the 14 days may become 12 months and 14 days."
        ),
        N_("Add the model sentence with the address of the function."),
    ),
    "EU-INFO-NO-MODEL-FORM": (
        N_("The model withdrawal form must be made available to the buyer."),
        N_("Add the official form."),
    ),
    "EU-ODR-LINK": (
        N_("The EU ODR platform closed on 20 July 2025; a link to it must go."),
        N_("Remove the link; name your dispute body if you have one."),
    ),
    "EU-C-FAULT-LIMIT": (
        N_("A time limit for faulty goods shorter than two years does not bind the buyer."),
        N_("Say that legal rights for faulty goods last at least two years."),
    ),
    "EU-C-FAULT-POSTAGE": (
        N_("For faulty goods the buyer pays nothing, also not the postage."),
        N_("You pay the return of faulty goods."),
    ),
    "EU-C-NOTICE": (
        N_(
            "Since 27 September 2026 goods sellers must show the EU harmonised notice on the "
            "legal guarantee, unchanged."
        ),
        N_("Show the official picture in the page’s language."),
    ),
}
