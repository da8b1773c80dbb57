"""What the fields of a policy are called in the inbox, and what each wants of the owner."""

from __future__ import annotations

from collections.abc import Mapping

from widget.inbox.words import N_, _

_LABELS: Mapping[str, str] = {
    "sells": N_("What you sell"),
    "sells_online": N_("Orders can be placed online"),
    "buyer_regions": N_("Where your buyers live"),
    "refund_statement": N_("A blanket sentence about refunds"),
    "seller.country": N_("Your country"),
    "contact.name": N_("Name of the shop or its owner"),
    "contact.address": N_("Postal address"),
    "contact.email": N_("Email address for questions"),
    "contact.phone": N_("Phone"),
    "page.language": N_("Language of the page"),
    "policy.effective_date": N_("In force from"),
    "trial.days": N_("Days that a buyer needs to try it"),
    "change_of_mind.offered": N_("Buyers may change their mind without a reason"),
    "change_of_mind.days": N_("Days to change one’s mind"),
    "change_of_mind.starts": N_("The days begin with"),
    "change_of_mind.reason_required": N_("A reason must be given"),
    "change_of_mind.methods": N_("Ways to tell you that somebody withdraws"),
    "change_of_mind.return_authorisation_required": N_("A return must be approved first"),
    "change_of_mind.excluded_items": N_("What cannot come back after a change of mind"),
    "change_of_mind.packaging": N_("Packaging"),
    "change_of_mind.condition": N_("State in which things should come back"),
    "change_of_mind.proof_of_purchase": N_("Proof of the purchase"),
    "bespoke.definition": N_("What counts as made to order"),
    "exchange.offered": N_("You swap things"),
    "exchange.days": N_("Days after delivery to swap"),
    "money_back.days": N_("Days after delivery in which you give the money back"),
    "return.method": N_("How goods come back"),
    "return.days_to_send_back": N_("Days to send the goods after the message"),
    "return.cost_paid_by": N_("Who pays after a change of mind"),
    "return.postable": N_("Your goods can go by post"),
    "return.cost_estimate": N_("What sending back costs at most"),
    "refund.form": N_("How the money goes back"),
    "refund.days": N_("Days until the money is back"),
    "refund.days_from": N_("Those days begin with"),
    "refund.restocking_fee_percent": N_("Fee for taking goods back, in per cent"),
    "refund.outbound_delivery": N_("Delivery that the buyer paid"),
    "refund.deduct_value_loss": N_("Deduction for used goods"),
    "refund.condition": N_("Conditions of a refund"),
    "legal_cancellation.return_cost_paid_by": N_(
        "Who pays the way back when you broke the contract"
    ),
    "faulty.covered": N_("The page speaks of faulty goods"),
    "faulty.claim_days": N_("Days to report a fault"),
    "faulty.refund_form": N_("What the buyer gets for a fault"),
    "faulty.return_cost_paid_by": N_("Who pays the way back of faulty goods"),
    "faulty.outbound_delivery": N_("Delivery that was paid for faulty goods"),
    "faulty.restocking_fee_percent": N_("Fee on faulty goods, in per cent"),
    "faulty.excluded_items": N_("Goods that you say have no remedy for faults"),
    "faulty.manufacturer_only": N_("Faults are sent to the manufacturer only"),
    "warranty.offered": N_("You give a written guarantee"),
    "warranty.au_mandatory_text": N_("It carries the fixed Australian text"),
    "digital.waiver": N_("What is asked before a download starts"),
    "services.start_request": N_("The buyer is asked before you begin within the days"),
    "services.exception": N_("Exception for your services"),
    "services.no_responsibility_clause": N_("You say that you answer for no damage"),
    "deposit.amount_percent": N_("Deposit, in per cent of the price"),
    "deposit.refundable": N_("When a deposit comes back"),
    "deposit.until_hours_before": N_("Until so many hours before"),
    "deposit.receipt_states_refund_terms": N_("A dated receipt says when it comes back"),
    "cancellation.tiers": N_("How far ahead, and how much comes back"),
    "cancellation.late_fee_percent": N_("Fee for cancelling later, in per cent"),
    "cancellation.no_show_fee_percent": N_("Fee for not coming, in per cent"),
    "cancellation.exceptions_note": N_("Exceptions to that fee are named"),
    "seller_cancels.refund": N_("What the buyer gets when you cancel"),
    "dispatch.days": N_("Days until you send"),
    "dispatch.delay_notice": N_("You write when it takes longer, and offer to cancel"),
    "dispatch.cancel_refund_form": N_("How the money goes back after such a delay"),
    "withdrawal_function.present": N_("Your site has a way to withdraw online"),
    "withdrawal_function.label": N_("Words on its first button"),
    "withdrawal_function.confirm_label": N_("Words on its second button"),
    "withdrawal_function.steps": N_("Number of its steps"),
    "withdrawal_function.required_fields": N_("What must be filled in there"),
    "withdrawal_function.login_required": N_("It needs a log-in"),
    "withdrawal_function.gates": N_("Checks that can stop somebody there"),
    "withdrawal_function.ack_contains": N_("What its acknowledgement holds"),
    "withdrawal_function.availability": N_("When it can be reached"),
    "withdrawal_function.shared_with_cancellation": N_("The same button also ends subscriptions"),
    "model_form.provided": N_("The official form is on the page"),
    "policy_mentions.withdrawal_function": N_("The page says where one can withdraw online"),
    "policy_mentions.model_instructions_version": N_("Date of the official instructions"),
    "policy_mentions.statutory_rights": N_("The page says that rights by law stay"),
    "policy_mentions.ny_items": N_("What New York wants to read"),
    "display.policy_link_before_billing": N_("Buyers see the policy before they pay"),
    "display.harmonised_notice": N_("The EU notice on the guarantee by law is shown"),
    "complaint.answer_days": N_("Days until you answer a complaint"),
    "complaint.acknowledge_days": N_("Days until you say that it has arrived"),
    "complaint.adr_body": N_("Dispute body or mediator"),
    "complaint.odr_link": N_("The page links to the EU platform that has closed"),
    "subscription.auto_renews": N_("They renew by themselves"),
    "subscription.online_cancel": N_("They can be ended online"),
    "subscription.cancel_button": N_("There is a cancellation button as in Germany"),
    "reviews.terms": N_("What your terms say about reviews"),
    "reviews.reply_templates": N_("How you answer reviews"),
    "reviews.gating": N_("Only happy buyers are asked for a review"),
    "reviews.incentive": N_("Rewards for reviews"),
}

_HINTS: Mapping[str, str] = {
    "sells": N_("Tick all that apply. The page leaves out what you do not sell."),
    "subscription.auto_renews": N_("Only if you sell subscriptions."),
    "buyer_regions": N_("Each place adds its own law. With “European Union” every member counts."),
    "trial.days": N_(
        "You offer twice as many, and never fewer than the law. Leave it empty for what the law "
        "gives."
    ),
    "return.cost_estimate": N_("Only for goods that cannot go by post, for example 45.00 EUR."),
    "return.cost_paid_by": N_("Faulty goods are another matter: there you pay."),
    "change_of_mind.condition": N_("Looking and trying as in a shop is always allowed."),
    "change_of_mind.excluded_items": N_(
        "Only where the law has such an exception. Tick nothing if everything may come back."
    ),
    "bespoke.definition": N_("Only if you make goods to order."),
    "exchange.days": N_("Leave it empty for as long as for returns."),
    "money_back.days": N_("Your own promise on top of the law. Leave it empty to promise none."),
    "cancellation.tiers": N_(
        "For example: 7 days before, 100 per cent; 2 days before, 50 per cent. Later than the last "
        "step nothing comes back. Without any step everything does."
    ),
    "cancellation.no_show_fee_percent": N_("Leave it empty for the same as cancelling late."),
    "deposit.amount_percent": N_("0 if you take none."),
    "deposit.until_hours_before": N_("Only if it comes back until a certain time."),
    "contact.email": N_("It stands on the page."),
    "contact.phone": N_("Leave it empty if you do not want calls."),
    "change_of_mind.methods": N_(
        "By law any clear statement counts. The other ticks are named as examples."
    ),
    "complaint.answer_days": N_("The page promises it, so choose what you can keep."),
    "contact.address": N_("As on a letter. A business must name one."),
    "complaint.adr_body": N_("Name, address and site. Needed for example in France."),
    "withdrawal_function.label": N_("Leave it empty for the words of the law."),
    "withdrawal_function.confirm_label": N_("Leave it empty for the words of the law."),
    "page.language": N_("Two letters, for example en or de."),
}


def label_of(field: str) -> str:
    """What a field is called, in the language of the page."""
    return _(_LABELS[field])


def hint_of(field: str) -> str:
    """What helps to fill it in; empty where the label says all."""
    return _(_HINTS[field]) if field in _HINTS else ""
