"""Compares what the rendered HTML says with decide and the oracle.

Only the page's own figures are read. What a page cannot know, such as whether one buyer agreed to
something before an order, is left out of the order first.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from policy_pages.decide import decide
from policy_pages.decision import Decision, Option
from policy_pages.edition import Edition
from policy_pages.offers import FAMILIES, SOLD
from policy_pages.order import BOOKED, Item, Order
from policy_pages.page_text import page_body
from policy_pages.profile import Profile
from policy_pages.rules import country_code, members
from tests.policy_pages import oracle
from tests.policy_pages.page_reader import PageReader

# What happens to an item after it came, and the kind whose right it ends.
ENDS = {"sealed_hygiene": "unsealed", "sealed_media": "unsealed", "digital": "started"}
ENDS |= {"service": "performed"}
KNOWN_TO_A_PAGE = frozenset({"unsealed", "started", "performed", "mixed"})


def assert_pages_agree(profile: Profile, order: Order, on: datetime) -> int:
    """Every figure on the pages about the items of an order is what decide and the oracle say.

    Returns how many items could be compared.
    """
    region = region_of(profile, order)
    if region is None or order.country is None:
        return 0
    day = order.ordered_on or oracle.day_of(on, order.zone)
    edition = Edition(profile, 1, day)
    pages = {
        name: PageReader(page_body(edition, name, "en"))
        for name in ("refund", "withdrawal", "cancellation", "guarantee")
    }
    sold = {kind for answer in profile.sells for kind in SOLD[answer]}
    order = replace(order, items=tuple(_known_to_a_page(item) for item in order.items))
    compared = 0
    decision, complaint = (decide(profile, order, kind, on) for kind in ("return", "complaint"))
    for place, item in enumerate(order.items):
        if item.kind not in sold or (item.kind == "dated_leisure" and order.appointment is None):
            continue
        _agree_on_law(pages, region, order, place, profile, decision)
        _agree_on_promises(pages, region, order, place, profile, decision)
        _agree_on_faults(pages, region, place, item, complaint)
        compared += 1
    if BOOKED & {item.kind for item in order.items} & sold and order.appointment is not None:
        _agree_on_booking(pages["cancellation"], profile, order, on)
    return compared


def region_of(profile: Profile, order: Order) -> str | None:
    """The region of the policy in which an order's buyer lives; ``None`` if it names none."""
    if order.country is None:
        return None
    code = country_code(order.country)
    if code in profile.buyer_regions:
        return code
    return "EU" if code in members() and "EU" in profile.buyer_regions else None


def _known_to_a_page(item: Item) -> Item:
    facts = item.facts & KNOWN_TO_A_PAGE
    if item.kind in FAMILIES["services"]:
        facts -= {"mixed"}
    return replace(item, facts=facts)


def _family_of(item: Item) -> str:
    return next(name for name, kinds in FAMILIES.items() if item.kind in kinds)


def _of(decision: Decision, act: str, place: int) -> Option | None:
    return next((o for o in decision.options if o.act == act and place in o.items), None)


def _agree_on_law(
    pages: dict[str, PageReader],
    region: str,
    order: Order,
    place: int,
    profile: Profile,
    decision: Decision,
) -> None:
    item, family = order.items[place], _family_of(order.items[place])
    refund, withdrawal = pages["refund"], pages["withdrawal"]
    days = refund.value("days", "withdraw", family, region)
    assert withdrawal.value("days", "withdraw", family, region) == days
    right = withdrawal.value("right", "withdraw", item.kind, region)
    if right == "never" or (right == "ends" and ENDS[item.kind] in item.facts):
        days = None
    if "mixed" in item.facts and withdrawal.value("right", "withdraw", "mixed", region):
        days = None
    option = _of(decision, "withdraw", place)
    said = oracle.by_law(profile, order, item, decision.country)
    assert (days is None) == (option is None) == (said is None), (item, region, days)
    if days is None or option is None or said is None:
        return
    assert int(days) == option.days
    if said.until is not None:
        last = _counted(order, item, int(days), in_eu=oracle.in_eu(decision.country))
        assert _moved(last, decision.country) == said.until == option.until
    assert refund.value("refund-days", "withdraw", family, region) == str(option.refund_days)
    if family == "services":
        assert said.payer == option.pays_return == "nobody"
    else:
        payer = refund.value("payer", "withdraw", family, region)
        assert payer == option.pays_return == said.payer


def _counted(order: Order, item: Item, days: int, *, in_eu: bool) -> date:
    """The last day by the page: so many days from what it names."""
    if _family_of(item) == "services":
        start = order.ordered_on
    elif item.kind == "subscription" and in_eu:
        start = order.first_delivered_on or order.delivered_on
    else:
        start = order.delivered_on
    assert start is not None
    return start + timedelta(days=days)


def _moved(day: date, country: str) -> date:
    while oracle.in_eu(country) and oracle.is_off(day, country):
        day += oracle.DAY
    return day


def _agree_on_promises(
    pages: dict[str, PageReader],
    region: str,
    order: Order,
    place: int,
    profile: Profile,
    decision: Decision,
) -> None:
    item, page = order.items[place], pages["refund"]
    family = _family_of(item)
    is_out = page.value("right", "change_mind", item.kind, region) == "no"
    said = oracle.by_promise(profile, order, item, decision.country)
    for act in ("change_mind", "exchange", "money_back"):
        option = _of(decision, act, place)
        days = None if is_out else page.value("days", act, family, region)
        assert (days is None) == (option is None), (act, item, region, days)
        if days is None or option is None:
            continue
        assert int(days) == option.days
        if family != "services":
            assert page.value("payer", act, family, region) == option.pays_return
        if act != "exchange":
            share = page.value("percent", act, family, region)
            assert share is not None
            assert Fraction(share) == Fraction(option.percent)
        if act == "change_mind":
            assert said is not None
            assert Fraction(str(page.value("percent", act, family, region))) == said.percent
            assert page.value("refund-days", act, family, region) == str(option.refund_days)
    assert (said is None) == (_of(decision, "change_mind", place) is None)


def _agree_on_faults(
    pages: dict[str, PageReader], region: str, place: int, item: Item, decision: Decision
) -> None:
    if item.kind in FAMILIES["services"]:
        return
    page, remedy = pages["guarantee"], _of(decision, "remedy", place)
    assert remedy is not None
    own = decision.country if page.values("years", "remedy", "goods", decision.country) else region
    years = page.value("years", "remedy", "goods", own)
    told = remedy.why[0].values.get("years")
    assert years == (None if told is None else str(told))
    assert page.value("payer", "remedy", "goods", region) == remedy.pays_return
    reject = _of(decision, "reject", place)
    assert page.value("reject-days", region) == (str(reject.days) if reject else None)


def _agree_on_booking(page: PageReader, profile: Profile, order: Order, on: datetime) -> None:
    steps = [each for each in page.figures if "tier" in each.words]
    pairs = list(zip(steps[::2], steps[1::2], strict=True))
    decision = decide(profile, order, "cancellation", on)
    (option,) = [each for each in decision.options if each.act == "cancel"]
    assert order.appointment is not None
    hours = oracle.hours_ahead(on, order.appointment)
    shares = [percent.value for ahead, percent in pairs if hours >= int(ahead.value)]
    share = Fraction(shares[0] if shares else str(page.value("percent", "after")))
    assert share == Fraction(option.percent) == oracle.cancelling(profile, hours)
    assert page.value("refund-days", "cancel") == str(option.refund_days)
