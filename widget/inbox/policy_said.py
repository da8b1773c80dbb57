"""The answer to each question of the interview in one sentence, as the folded list shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.lists import format_list
from babel.numbers import format_currency, get_currency_precision

from policy_pages.answers import Money, Tier
from policy_pages.decide import promised_days
from policy_pages.profile import Profile
from policy_pages.rules import rule_for
from widget.inbox.policy_values import place_word, value_word
from widget.inbox.words import _, ngettext


@dataclass(frozen=True)
class Telling:
    """What the sentences are made from: the answers, the language, and the day of the law."""

    profile: Profile
    locale: str
    on: date

    def all_of(self, words: list[str]) -> str:
        """Words as a list within a sentence: "a, b and c"."""
        return listed(words, self.locale)


def listed(words: list[str], locale: str) -> str:
    """Words as a list within a sentence of a language."""
    return format_list(words, locale=locale.replace("-", "_"))


def values_said(field: str, values: Iterable[str], telling: Telling) -> str:
    """Answers that were ticked as a list; in English only the first has a capital."""
    words = [value_word(field, value) for value in values]
    if telling.locale.startswith("en"):
        words[1:] = [word[0].lower() + word[1:] for word in words[1:]]
    return telling.all_of(words)


def answer_said(question: str, telling: Telling) -> str:
    """The answer to a question in words. Raises ``KeyError`` for none of ours."""
    return _SAID[question](telling)


def money_said(money: Money, locale: str) -> str:
    """An amount in the way of a language."""
    amount = Decimal(money.minor).scaleb(-get_currency_precision(money.currency))
    return format_currency(amount, money.currency, locale=locale.replace("-", "_"))


def days_said(number: int) -> str:
    """So many days, in words."""
    return ngettext("%(num)s day", "%(num)s days", number)


def hours_said(number: int) -> str:
    """So many hours, as days where they are whole ones."""
    days, rest = divmod(number, 24)
    if days >= 2 and not rest:
        return days_said(days)
    return ngettext("%(num)s hour", "%(num)s hours", number)


def _sells(telling: Telling) -> str:
    profile = telling.profile
    said = values_said("sells", profile.sells, telling)
    if profile.subscription.auto_renews:
        return _("%(things)s; subscriptions renew by themselves", things=said)
    return said


def _buyers(telling: Telling) -> str:
    regions = telling.profile.buyer_regions
    return telling.all_of([place_word(code, telling.locale) for code in regions])


def floor_of(profile: Profile, on: date) -> int:
    """The most days that the law of one of the buyers' regions gives to change one's mind."""
    rules = [rule_for(region, "withdrawal_days", on) for region in profile.buyer_regions]
    return max((rule.number for rule in rules if rule and not rule.repealed), default=0)


def _trial(telling: Telling) -> str:
    profile = telling.profile
    if not profile.change_of_mind.offered:
        return _("No change of mind, but where the law gives it")
    floor = floor_of(profile, telling.on)
    window = promised_days(profile, floor)
    trial = profile.trial.days
    if trial is None:
        return _("You offer %(window)s", window=days_said(window))
    if floor:
        return _(
            "%(trial)s, so you offer %(window)s: twice as many, never fewer than the law’s "
            "%(floor)s",
            trial=days_said(trial),
            window=window,
            floor=floor,
        )
    return _(
        "%(trial)s, so you offer %(window)s: twice as many", trial=days_said(trial), window=window
    )


def _return_cost(telling: Telling) -> str:
    back = telling.profile.sending_back
    payers = {
        "seller": _("You always pay"),
        "buyer": _("You if it is faulty, the buyer after a change of mind"),
        "not_stated": _("The page does not say"),
    }
    said = payers[back.cost_paid_by]
    if back.method == "seller_collects":
        said = _("%(payer)s; you collect things", payer=said)
    if back.cost_estimate is not None:
        cost = money_said(back.cost_estimate, telling.locale)
        said = _("%(payer)s, at most %(cost)s", payer=said, cost=cost)
    return said


def _condition(telling: Telling) -> str:
    mind = telling.profile.change_of_mind
    state = value_word("change_of_mind.condition", mind.condition)
    if not mind.excluded_items:
        return _("%(state)s; nothing is excluded", state=state)
    things = values_said("change_of_mind.excluded_items", mind.excluded_items, telling)
    return _("%(state)s; not back: %(things)s", state=state, things=things)


def _exchanges(telling: Telling) -> str:
    exchange = telling.profile.exchange
    if not exchange.offered:
        return _("No swaps")
    if exchange.days is None:
        return _("Yes, as long as for returns")
    return _("Yes, for %(days)s after delivery", days=days_said(exchange.days))


def _money_back(telling: Telling) -> str:
    days = telling.profile.money_back.days
    return _("None is promised") if not days else _("%(days)s after delivery", days=days_said(days))


def _appointments(telling: Telling) -> str:
    cancellation = telling.profile.cancellation
    said = [_tier_said(tier) for tier in cancellation.tiers]
    said = said or [_("All comes back until it begins")]
    if cancellation.no_show_fee_percent is not None:
        share = f"{cancellation.no_show_fee_percent.normalize():f}"
        said.append(_("for not coming %(share)s per cent are kept", share=share))
    return "; ".join(said)


def _tier_said(tier: Tier) -> str:
    ahead = hours_said(tier.hours_before)
    if tier.refund_percent == 100:
        return _("%(ahead)s before: all back", ahead=ahead)
    return _("%(ahead)s before: %(share)s per cent", ahead=ahead, share=tier.refund_percent)


def _deposits(telling: Telling) -> str:
    deposit = telling.profile.deposit
    if not deposit.amount_percent:
        return _("None is taken")
    share = f"{deposit.amount_percent.normalize():f}"
    if deposit.refundable == "always":
        return _("%(share)s per cent, always given back", share=share)
    if deposit.refundable == "never":
        return _("%(share)s per cent, never given back", share=share)
    if deposit.until_hours_before is None:
        return _("%(share)s per cent, given back until some hours before", share=share)
    ahead = hours_said(deposit.until_hours_before)
    return _("%(share)s per cent, given back until %(ahead)s before", share=share, ahead=ahead)


def _asking(telling: Telling) -> str:
    contact, methods = telling.profile.contact, telling.profile.change_of_mind.methods
    named = [each for each in (contact.email, contact.phone) if each]
    said = telling.all_of(named) if named else _("Only by the form of your desk")
    if "any" not in methods:
        ways = values_said("change_of_mind.methods", methods, telling) or _("no way")
        return _("%(asking)s; to withdraw only: %(ways)s", asking=said, ways=ways)
    return said


def _answering(telling: Telling) -> str:
    complaint = telling.profile.complaint
    soon = days_said(complaint.acknowledge_days)
    if complaint.answer_days is None:
        return _("No time is promised")
    return _(
        "Within %(days)s; that it has arrived within %(soon)s",
        days=days_said(complaint.answer_days),
        soon=soon,
    )


def _address(telling: Telling) -> str:
    contact = telling.profile.contact
    lines = [contact.name, *contact.address.splitlines()]
    return ", ".join(line.strip(" ,") for line in lines if line.strip(" ,"))


_SAID: Mapping[str, Callable[[Telling], str]] = {
    "sells": _sells,
    "buyers": _buyers,
    "trial": _trial,
    "return_cost": _return_cost,
    "condition": _condition,
    "exchanges": _exchanges,
    "money_back": _money_back,
    "appointments": _appointments,
    "deposits": _deposits,
    "asking": _asking,
    "answering": _answering,
    "address": _address,
}
