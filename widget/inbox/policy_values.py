"""What the answers to choose from are called in the inbox, and the places where buyers live."""

from __future__ import annotations

from collections.abc import Mapping

from babel import Locale

from policy_pages.rules import country_code, known_places, members
from widget.inbox.country_names import country_names
from widget.inbox.words import N_, _

# The words of a value, wherever it stands; `field=value` goes first.
_VALUES: Mapping[str, str] = {
    "goods": N_("Goods"),
    "bespoke_goods": N_("Goods made to order"),
    "digital_content": N_("Downloads and other digital things"),
    "services": N_("Services"),
    "appointments": N_("Appointments"),
    "event_tickets": N_("Tickets for a date"),
    "subscriptions": N_("Subscriptions"),
    "none": N_("None"),
    "no_refunds": N_("“No refunds”"),
    "no_change_of_mind_refunds": N_("“No refunds after a change of mind”"),
    "order": N_("The order"),
    "dispatch": N_("The dispatch"),
    "contract": N_("The contract"),
    "delivery_first": N_("The first parcel"),
    "delivery_last": N_("The last parcel"),
    "any": N_("Any clear statement"),
    "online_function": N_("The withdrawal form of your desk"),
    "email": N_("Email"),
    "post": N_("Post"),
    "phone": N_("Phone"),
    "form": N_("Another form"),
    "sale": N_("Things on sale"),
    "bespoke": N_("Things made to order"),
    "perishable": N_("Things that spoil quickly"),
    "sealed_hygiene": N_("Sealed things for hygiene, once opened"),
    "sealed_media": N_("Sealed films, music and software, once opened"),
    "digital": N_("Downloads, once started"),
    "dated_leisure": N_("Leisure and events on a date"),
    "newspaper": N_("Newspapers and magazines"),
    "gift_card": N_("Gift cards"),
    "underwear": N_("Underwear"),
    "beauty": N_("Beauty products"),
    "opened_packaging": N_("Whatever has been opened"),
    "second_hand": N_("Second-hand things"),
    "all": N_("Everything"),
    "original_preferred": N_("The original one if possible"),
    "original_required": N_("Only the original one"),
    "as_in_a_shop": N_("Tried as in a shop"),
    "unused": N_("Unused"),
    "unopened": N_("Unopened"),
    "tags_on": N_("With all tags"),
    "receipt_only": N_("Only a receipt"),
    "missing": N_("The page does not say"),
    "choice_of_standard_options": N_("Also a chosen colour or size"),
    "buyer_specification_or_personalised": N_("Made to the buyer’s wishes or with a name"),
    "buyer_sends": N_("The buyer sends them"),
    "seller_collects": N_("You collect them"),
    "seller": N_("You"),
    "buyer": N_("The buyer"),
    "not_stated": N_("The page does not say"),
    "original_payment": N_("The way it was paid"),
    "buyer_choice": N_("As the buyer likes"),
    "store_credit": N_("Only as credit in your shop"),
    "exchange": N_("Only as another thing"),
    "message": N_("The buyer’s message"),
    "goods_received": N_("The arrival of the goods"),
    "proof_of_sending": N_("Proof that they were sent"),
    "goods_received_or_proof": N_("Arrival or proof, whichever is first"),
    "goods_inspected": N_("The end of your inspection"),
    "approval": N_("Your approval"),
    "standard_refunded": N_("Standard delivery comes back"),
    "full_refunded": N_("All of it comes back"),
    "not_refunded": N_("It does not come back"),
    "refunded": N_("It comes back"),
    "excess_handling": N_("Only for more than trying as in a shop"),
    "flat": N_("A flat sum"),
    "review_removed": N_("A review is taken down"),
    "non_disclosure": N_("Nothing is said about it"),
    "repair_replace_refund": N_("Repair or another one, else money"),
    "money": N_("Money"),
    "consent": N_("Consent"),
    "consent_acknowledgement": N_("Consent, and knowing that the right ends"),
    "consent_acknowledgement_confirmation": N_("Both, and your confirmation by mail"),
    "urgent_repair": N_("Urgent repairs that were asked for"),
    "fully_performed": N_("Work that is finished"),
    "always": N_("Always"),
    "until_hours_before": N_("Until some hours before"),
    "never": N_("Never"),
    "full": N_("All the money"),
    "credit": N_("A credit"),
    "name": N_("Name"),
    "contract_identification": N_("Which contract it is"),
    "electronic_contact": N_("Where the acknowledgement goes"),
    "reason": N_("Reason"),
    "address": N_("Address"),
    "bank_account": N_("Bank account"),
    "captcha": N_("A picture puzzle"),
    "order_must_match": N_("The order must be found"),
    "email_verification": N_("The email address must be confirmed"),
    "support_chat": N_("A chat comes first"),
    "content": N_("What was said"),
    "date": N_("The day"),
    "time": N_("The time"),
    "reference": N_("A reference"),
    "advertising": N_("Advertising"),
    "continuous": N_("All the time"),
    "logged_in_only": N_("Only when logged in"),
    "office_hours": N_("In office hours"),
    "sale_items": N_("About things on sale"),
    "no_proof_of_purchase": N_("About returns without proof"),
    "time_limit": N_("The days"),
    "refund_form": N_("How the money comes back"),
    "fees": N_("Fees"),
    "written_copy": N_("That there is a written copy"),
    "no_negative_reviews": N_("Bad reviews are forbidden"),
    "review_penalty": N_("Reviews can cost money"),
    "rights_transfer": N_("Reviews become yours"),
    "thanks": N_("Thanks"),
    "apology": N_("An apology"),
    "facts": N_("Facts"),
    "legal_threat": N_("Threats with the law"),
    "for_any": N_("For any review"),
    "for_positive": N_("For good reviews"),
    "for_removal": N_("For taking one down"),
    "refund_statement=none": N_("No such sentence"),
    "change_of_mind.packaging=any": N_("Any that is safe"),
    "change_of_mind.proof_of_purchase=none": N_("None is needed"),
    "change_of_mind.proof_of_purchase=any": N_("Anything that shows which order it is"),
    "refund.deduct_value_loss=none": N_("No deduction"),
    "digital.waiver=none": N_("Nothing"),
    "seller_cancels.refund=none": N_("Nothing"),
}

_STATES: Mapping[str, str] = {
    "CA-ON": N_("Ontario"),
    "CA-QC": N_("Quebec"),
    "US-CA": N_("California"),
    "US-CT": N_("Connecticut"),
    "US-FL": N_("Florida"),
    "US-HI": N_("Hawaii"),
    "US-MA": N_("Massachusetts"),
    "US-MD": N_("Maryland"),
    "US-MN": N_("Minnesota"),
    "US-NJ": N_("New Jersey"),
    "US-NY": N_("New York"),
    "US-OH": N_("Ohio"),
    "US-RI": N_("Rhode Island"),
    "US-UT": N_("Utah"),
    "US-VA": N_("Virginia"),
    "US-VT": N_("Vermont"),
}


def value_word(field: str, value: str) -> str:
    """What an answer to choose from is called, in the language of the page."""
    return _(_VALUES.get(f"{field}={value}") or _VALUES[value])


def place_word(code: str, locale: str) -> str:
    """The name of a country or region as the files of law know it, such as ``UK`` or ``CA-ON``."""
    if code == "INT":
        return _("everywhere")
    if "-" in code:
        return _(_STATES[code]) if code in _STATES else code
    names = Locale.parse(locale.replace("-", "_")).territories
    return str(names.get({"UK": "GB"}.get(code, code), code))


def places(locale: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where buyers can live: first the large regions, then parts of each, under a heading."""
    known, in_eu = known_places(), set(members())
    large = sorted(code for code in known if "-" not in code and code not in in_eu)
    groups = [
        ("", sorted(large, key=lambda code: (code != "EU", code != "UK", code))),
        (_("Single members of the European Union"), sorted(known & in_eu)),
        (_("Single states and provinces"), sorted(code for code in known if "-" in code)),
    ]
    return [
        (heading, [(code, place_word(code, locale)) for code in codes]) for heading, codes in groups
    ]


def countries(locale: str) -> tuple[tuple[str, str], ...]:
    """Two-letter codes and names of countries as a policy writes them (``UK``), by name."""
    return tuple((country_code(code), name) for code, name in country_names(locale))
