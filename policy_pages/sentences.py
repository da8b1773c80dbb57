"""The sentences of a policy that a decision points at, by their lasting ids."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from policy_pages.words import N_

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "law.from_delivery_last": N_(
            "By law you can withdraw without a reason within %(days)s days"
            " of getting the last of the goods."
        ),
        "law.from_delivery_first": N_(
            "By law you can withdraw without a reason within %(days)s days"
            " of getting the first of the goods."
        ),
        "law.from_contract": N_(
            "By law you can withdraw without a reason within %(days)s days of the order."
        ),
        "law.moved": N_(
            "The last day would be a day off, so the time ends with the next working day."
        ),
        "law.before_delivery": N_("You can also withdraw before the goods arrive."),
        "law.made_to_order": N_(
            "There is no right to withdraw from goods made to your own specification"
            " or clearly personalised."
        ),
        "law.perishable": N_("There is no right to withdraw from goods that spoil quickly."),
        "law.hygiene_seal_broken": N_(
            "The right to withdraw from sealed hygiene goods ends when the seal is broken."
        ),
        "law.sealed_media_opened": N_(
            "The right to withdraw from sealed recordings or software ends when the seal is broken."
        ),
        "law.mixed": N_(
            "The right to withdraw ends when goods are inseparably mixed with other things."
        ),
        "law.newspaper": N_("There is no right to withdraw from a single newspaper or magazine."),
        "law.digital_started": N_(
            "The right to withdraw from a download ends when it begins, if you agreed to that."
        ),
        "law.service_fully_performed": N_(
            "The right to withdraw from a service ends when it is fully carried out,"
            " if you agreed to that."
        ),
        "law.dated_leisure": N_(
            "There is no right to withdraw from leisure services, stays and catering"
            " on a fixed date."
        ),
        "law.urgent_repair": N_(
            "There is no right to withdraw from an urgent repair that you asked for."
        ),
        "law.no_rules": N_(
            "For %(country)s we have no right to change one’s mind on file;"
            " what the shop promises holds."
        ),
        "delivery.unknown": N_(
            "We do not know when the goods arrived, so the last day is not known."
        ),
        "order_day.unknown": N_(
            "We do not know the day of the order, so the last day is not known."
        ),
        "country.unknown": N_(
            "We do not know in which country you live; of those the shop sells to,"
            " %(country)s has the best terms for you."
        ),
        "promise.from_delivery_last": N_(
            "The shop lets you change your mind for %(days)s days after the last delivery."
        ),
        "promise.from_delivery_first": N_(
            "The shop lets you change your mind for %(days)s days after the first delivery."
        ),
        "promise.from_dispatch": N_(
            "The shop lets you change your mind for %(days)s days after sending the goods."
        ),
        "promise.from_order": N_(
            "The shop lets you change your mind for %(days)s days after the order."
        ),
        "promise.excluded": N_("The shop does not take this back when you change your mind."),
        "promise.exchange": N_("The shop exchanges goods for %(days)s days after delivery."),
        "promise.money_back": N_(
            "The shop gives the money back for %(days)s days after delivery if you are not content."
        ),
        "promise.fee": N_("The shop keeps a fee of %(percent)s per cent."),
        "return.buyer": N_("You pay for sending the goods back."),
        "return.seller": N_("The shop pays for sending the goods back."),
        "return.not_stated": N_(
            "The policy does not say who pays for sending the goods back, so the shop pays."
        ),
        "refund.message": N_("The money comes within %(days)s days of your message."),
        "refund.goods_received_or_proof": N_(
            "The money comes within %(days)s days of the goods coming back,"
            " or of proof that you sent them if that is earlier."
        ),
        "refund.may_wait": N_(
            "The shop may wait until the goods are back or you have shown that you sent them."
        ),
        "refund.promised": N_("The shop says that the money comes within %(days)s days."),
        "fault.years": N_(
            "For %(years)s years after delivery the shop answers for goods that are faulty"
            " or not as described."
        ),
        "fault.reject": N_(
            "Faulty goods can be rejected for all of the money within %(days)s days of delivery."
        ),
        "fault.reasonable_time": N_(
            "The law sets no fixed end for faulty goods:"
            " a reasonable time for their kind and price."
        ),
        "fault.no_end_known": N_("We have no end of the time for faulty goods on file."),
        "fault.claim_days": N_("The shop asks to be told of faults within %(days)s days."),
        "tier.ahead": N_(
            "Cancelled at least %(hours)s hours ahead,"
            " %(percent)s per cent of the price comes back."
        ),
        "tier.late": N_("Cancelled later than that, %(percent)s per cent of the price comes back."),
        "tier.no_show": N_(
            "After the appointment has begun, %(percent)s per cent of the price comes back."
        ),
        "deposit.kept": N_("The shop keeps the deposit of %(percent)s per cent."),
    }
)
