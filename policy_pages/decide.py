"""What a customer may do about an order: rules of law and promises of the policy, put together.

Pure: the moment is an argument. Law and promise stay apart: every option rests on one of the two,
and no promise ever takes away what the law gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from policy_pages.booking import cancel_options
from policy_pages.counting import end_after, local_day, share_of, working_day
from policy_pages.decision import Decision, Option, Reason, Without, reason
from policy_pages.errors import UnknownKind
from policy_pages.faults import fault_options
from policy_pages.order import Order
from policy_pages.rules import country_code, members, rule_for
from policy_pages.site_sections import Profile
from policy_pages.terms import (
    Asked,
    exception_of,
    family_of,
    is_excluded,
    may_wait,
    payer_by_law,
    payer_by_promise,
    refund_by_law,
)

KINDS = ("complaint", "refund", "return", "cancellation", "withdrawal")
WHOLE = Decimal(100)

__all__ = ["KINDS", "decide", "goodness"]


def decide(profile: Profile, order: Order, kind: str, on: datetime) -> Decision:
    """What a customer may do about an order at a moment (aware), by this policy and the law.

    Where the buyer's country is not known, the best of the terms that the policy's regions have.
    Raises ``UnknownKind``, and ``ValueError`` for a moment without a zone.
    """
    if kind not in KINDS:
        raise UnknownKind(kind)
    if order.country is not None:
        asked = Asked(profile, order, country_code(order.country), on)
        return _decision(asked, kind, assumed="")
    places: dict[str, str] = {}
    for region in profile.buyer_regions:
        for place in members() if region == "EU" else (region,):
            places.setdefault(place, region)
    found = [
        _decision(Asked(profile, order, place, on), kind, assumed=region)
        for place, region in places.items()
    ]
    return max(found, key=goodness)


def goodness(decision: Decision) -> tuple[object, ...]:
    """How good the terms are for the customer; of equals the first region of the policy wins."""
    best = decision.best
    if best is None:
        end = decision.until or date.min
        return (0, Decimal(0), end, 0, False, 0)
    return (
        1,
        best.percent,
        best.until or date.max,
        best.days or 0,
        best.pays_return != "buyer",
        -(best.refund_days or 0),
    )


def _decision(asked: Asked, kind: str, *, assumed: str) -> Decision:
    """The decision for one country; ``assumed`` is the policy's region that it stands for."""
    options: list[Option] = []
    without: list[Without] = []
    if kind != "complaint":
        options += _change_of_mind(asked)
        without += _refused(asked)
    if kind in {"return", "refund"}:
        options += _goodwill(asked, kind)
    if kind in {"complaint", "refund"}:
        options += fault_options(asked)
    if kind == "cancellation":
        options += cancel_options(asked)
    return Decision(
        kind=kind,
        on=local_day(asked.moment, asked.order.zone),
        country=asked.country,
        country_assumed=bool(assumed),
        options=tuple(options),
        without=tuple(without),
        why=tuple(_order_reasons(asked, kind, assumed=assumed)),
    )


def _order_reasons(asked: Asked, kind: str, *, assumed: str) -> Iterator[Reason]:
    if assumed:
        yield reason("country.unknown", country=assumed)
    if kind != "complaint" and rule_for(asked.country, "withdrawal_days", asked.law_day) is None:
        yield reason("law.no_rules", country=asked.country)
    families = {family_of(item) for item in asked.order.items}
    if asked.order.delivered_on is None and families != {"services"}:
        yield reason("delivery.unknown")
    if asked.order.ordered_on is None and "services" in families:
        yield reason("order_day.unknown")


def _change_of_mind(asked: Asked) -> Iterator[Option]:
    """Withdrawing by law and changing one's mind by promise, items of equal terms together."""
    lawful: dict[tuple[str, Reason | None], list[int]] = {}
    promised: dict[str, list[int]] = {}
    for place, item in enumerate(asked.order.items):
        has_right, touching = exception_of(asked, item)
        if asked.rule("withdrawal_days") and has_right:
            lawful.setdefault((family_of(item), touching), []).append(place)
        if asked.profile.change_of_mind.offered and not is_excluded(asked.profile, item):
            promised.setdefault(family_of(item), []).append(place)
    for (family, touching), places in lawful.items():
        yield from _by_law(asked, family, tuple(places), touching)
    for family, places in promised.items():
        yield from _by_promise(asked, family, tuple(places))


def _refused(asked: Asked) -> Iterator[Without]:
    """The items for which neither law nor promise lets anybody change their mind."""
    for place, item in enumerate(asked.order.items):
        has_right, touching = exception_of(asked, item)
        promised = asked.profile.change_of_mind.offered and not is_excluded(asked.profile, item)
        if not promised and not (asked.rule("withdrawal_days") and has_right):
            why = reason("promise.excluded")
            yield Without((place,), (touching, why) if touching and not has_right else (why,))


def _by_law(
    asked: Asked, family: str, places: tuple[int, ...], touching: Reason | None
) -> Iterator[Option]:
    floor, starts = asked.rule("withdrawal_days"), asked.rule(f"withdrawal_starts_{family}")
    starts = starts or asked.rule("withdrawal_starts_goods")
    if floor is None or starts is None:
        return
    begun = asked.order.start(str(starts.value))
    until, why_until = _end_by_law(asked, family, begun, floor.number)
    why = [reason(f"law.from_{starts.value}", starts, days=floor.number)]
    why += [touching] if touching else []
    why += why_until
    payer, why_payer = payer_by_law(asked, family)
    days, event, why_refund = refund_by_law(asked, family)
    waits = list(may_wait(asked, family, event))
    back, form = asked.rule("send_back_days"), asked.rule("refund_means")
    outbound = asked.rule("refund_delivery")
    said = asked.profile.sending_back.days_to_send_back
    yield Option(
        act="withdraw",
        basis="law",
        items=places,
        open=asked.is_open(until),
        until=until,
        percent=WHOLE,
        amount=asked.order.value_of(places),
        pays_return=payer,
        why=(*why, *why_payer, *why_refund, *waits),
        days=floor.number,
        form=str(form.value) if form else "original_payment",
        refund_days=days,
        refund_from=event,
        may_wait=bool(waits),
        send_back_days=max(back.number, said) if back and family != "services" else None,
        outbound_delivery=str(outbound.value) if outbound else "",
    )


def _end_by_law(
    asked: Asked, family: str, begun: date | None, days: int
) -> tuple[date | None, list[Reason]]:
    """The last day of a period of law, moved where the law moves it; ``None``: not known."""
    if begun is None:
        before = asked.rule("withdrawal_before_delivery")
        goods = family != "services" and before is not None
        return None, [reason("law.before_delivery", before)] if goods else []
    until, moves = end_after(begun, days), asked.rule("period_end")
    if moves is None or (moved := working_day(until, asked.country)) == until:
        return until, []
    return moved, [reason("law.moved", moves)]


def promised_days(profile: Profile, floor: int) -> int:
    """The days that the policy offers: its own or twice its trial, never fewer than the law's."""
    said = profile.change_of_mind.days
    if said is None:
        said = 2 * profile.trial.days if profile.trial.days is not None else 14
    return max(said, floor)


def _by_promise(asked: Asked, family: str, places: tuple[int, ...]) -> Iterator[Option]:
    floor = asked.rule("withdrawal_days")
    days = promised_days(asked.profile, floor.number if floor else 0)
    starts = asked.profile.change_of_mind.starts
    starts = "order" if family == "services" or starts == "contract" else starts
    begun = asked.order.start(starts)
    until = None if begun is None else end_after(begun, days)
    fee = asked.profile.refund.restocking_fee_percent
    why = [reason(f"promise.from_{starts}", days=days)]
    why += [reason("promise.fee", percent=fee)] if fee else []
    payer, why_payer = payer_by_promise(asked.profile, family)
    said = asked.profile.refund
    yield Option(
        act="change_mind",
        basis="promise",
        items=places,
        open=asked.is_open(until),
        until=until,
        percent=WHOLE - fee,
        amount=share_of(asked.order.value_of(places), WHOLE - fee),
        pays_return=payer,
        why=(*why, *why_payer, reason("refund.promised", days=said.days)),
        days=days,
        form=said.form,
        refund_days=said.days,
        refund_from=said.days_from,
        send_back_days=asked.profile.sending_back.days_to_send_back,
        outbound_delivery=said.outbound_delivery,
    )


def _goodwill(asked: Asked, kind: str) -> Iterator[Option]:
    """Exchange and money-back guarantee: for goods, counted from the last delivery."""
    goods = tuple(
        place
        for place, item in enumerate(asked.order.items)
        if family_of(item) != "services" and not is_excluded(asked.profile, item)
    )
    promises: list[tuple[str, int, Decimal]] = []
    if asked.profile.exchange.offered and kind == "return":
        floor = asked.rule("withdrawal_days")
        own = asked.profile.exchange.days
        days = (
            own if own is not None else promised_days(asked.profile, floor.number if floor else 0)
        )
        promises.append(("exchange", days, Decimal(0)))
    if asked.profile.money_back.days:
        promises.append(("money_back", asked.profile.money_back.days, WHOLE))
    for act, days, percent in promises if goods else ():
        begun = asked.order.start("delivery_last")
        until = None if begun is None else end_after(begun, days)
        payer, why_payer = payer_by_promise(asked.profile, "goods")
        yield Option(
            act="exchange" if act == "exchange" else "money_back",
            basis="promise",
            items=goods,
            open=asked.is_open(until),
            until=until,
            percent=percent,
            amount=share_of(asked.order.value_of(goods), percent),
            pays_return=payer,
            why=(reason(f"promise.{act}", days=days), *why_payer),
            days=days,
        )
