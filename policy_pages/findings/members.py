"""What the checks in single member states say: the reason, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from policy_pages.words import N_

WORDS: Mapping[str, tuple[str, str]] = {
    "AT-WF-CONFIRM-EXTRA": (
        N_(
            "Austria allows only “Widerruf bestätigen” or a corresponding clear wording on the "
            "second button."
        ),
        N_("Put nothing else on the button."),
    ),
    "CZ-WF-WORDS": (
        N_(
            "The Czech act will use “Odstoupit od smlouvy” (2027); the directive has “Zde "
            "odstoupit od smlouvy”."
        ),
        N_("Use one of the two."),
    ),
    "DE-WF-WORDS": (
        N_(
            "German law names “Vertrag widerrufen”. Adding “hier” or writing “Rücksendung” or "
            "“Retoure” departs from it."
        ),
        N_("Use “Vertrag widerrufen” and “Widerruf bestätigen”."),
    ),
    "DE-WF-VERSUS-CANCEL": (
        N_("Withdrawal (14 days) and cancelling a subscription are two duties with two buttons."),
        N_("Offer both buttons separately."),
    ),
    "DE-SUB-NO-BUTTON": (
        N_("Subscriptions sold online to German consumers need a cancellation button."),
        N_("Add “Verträge hier kündigen” and “jetzt kündigen”."),
    ),
    "DE-MODEL-OLD-SENTENCE": (
        N_("The model instructions changed on 19 June 2026."),
        N_("Use the current Anlage 1."),
    ),
    "ES-C-YEARS": (
        N_("In Spain the legal guarantee for goods lasts three years."),
        N_("State three years for buyers in Spain."),
    ),
    "FR-WF-LABEL": (
        N_("The decree asks for an unambiguous label; these words are not."),
        N_("Use “Renoncer au contrat ici”."),
    ),
    "FR-NO-MEDIATOR": (
        N_("A French trader must name a consumer mediator."),
        N_("Name the mediator with address and website."),
    ),
    "FR-WF-LOGIN": (
        N_("In France the function must work without an account."),
        N_("Remove the log-in."),
    ),
    "IT-WF-CONFIRM-EXTRA": (
        N_("Some plugins write “Conferma recesso qui”. The text has “conferma recesso”."),
        N_("Use “Conferma recesso”."),
    ),
    "NL-VOUCHER": (
        N_("The Dutch regulator has fined shops for giving vouchers instead of money."),
        N_("Refund to the original payment method."),
    ),
}
