"""What a customer may do about goods or services that are not as they should be."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from policy_pages.counting import end_after, years_after
from policy_pages.decision import Option, Payer, Reason, reason
from policy_pages.terms import Asked, family_of

WHOLE = Decimal(100)


def fault_options(asked: Asked) -> Iterator[Option]:
    """Rejecting where the law knows it, and the remedies of law; or what the policy promises."""
    places: dict[bool, list[int]] = {}
    for place, item in enumerate(asked.order.items):
        places.setdefault(family_of(item) != "services", []).append(place)
    for is_goods, found in places.items():
        if is_goods:
            yield from _reject(asked, tuple(found))
        yield _remedy(asked, tuple(found), is_goods=is_goods)


def _payer(asked: Asked, *, is_goods: bool) -> tuple[Payer, list[Reason]]:
    if not is_goods:
        return "nobody", []
    rule = asked.rule("fault_return_cost")
    said = asked.profile.faulty.return_cost_paid_by
    payer: Payer = "seller" if rule is not None or said == "seller" else "buyer"
    return payer, [reason(f"return.{payer}", rule)]


def _reject(asked: Asked, places: tuple[int, ...]) -> Iterator[Option]:
    rule = asked.rule("reject_days")
    if rule is None:
        return
    delivered = asked.order.delivered_on
    until = None if delivered is None else end_after(delivered, rule.number)
    payer, why = _payer(asked, is_goods=True)
    yield Option(
        act="reject",
        basis="law",
        items=places,
        open=asked.is_open(until),
        until=until,
        percent=WHOLE,
        amount=asked.order.value_of(places),
        pays_return=payer,
        why=(reason("fault.reject", rule, days=rule.number), *why),
        days=rule.number,
    )


def _remedy(asked: Asked, places: tuple[int, ...], *, is_goods: bool) -> Option:
    """Repair, replacement or money; law where the files know a rule, else the shop's promise."""
    years = asked.rule("conformity_years") if is_goods else None
    endless = asked.rule("fault_time")
    law = asked.rule("fault_remedy")
    until = None
    if years is not None:
        why = reason("fault.years", years, years=years.number)
        if asked.order.delivered_on is not None:
            until = years_after(asked.order.delivered_on, years.number)
    elif endless is not None:
        why = reason("fault.reasonable_time", endless)
    elif law is None and asked.profile.faulty.claim_days is not None:
        why = reason("fault.claim_days", days=asked.profile.faulty.claim_days)
        if asked.order.delivered_on is not None:
            until = end_after(asked.order.delivered_on, asked.profile.faulty.claim_days)
    else:
        why = reason("fault.no_end_known", law)
    payer, why_payer = _payer(asked, is_goods=is_goods)
    return Option(
        act="remedy",
        basis="law" if years or endless or law else "promise",
        items=places,
        open=asked.is_open(until),
        until=until,
        percent=WHOLE,
        amount=asked.order.value_of(places),
        pays_return=payer,
        why=(why, *why_payer),
        form=asked.profile.faulty.refund_form,
    )
