"""The clocks of the law in words, the same on screens and in mails. No Flask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from widget.cases.clocks import Clock
from widget.mail.words import N_, Words

TITLES: Mapping[str, str] = {
    "refund": N_("The money back"),
    "refund_agreed": N_("The money for what was rejected"),
    "refund_unshipped": N_("The money for what was not sent"),
    "answer": N_("An answer to the complaint"),
    "ship": N_("Sending the goods"),
    "delay": N_("Waiting by silence"),
    "deliver": N_("Delivering the goods"),
    "copy": N_("A copy of the agreement"),
    "send_back": N_("Sending the goods back"),
    "withdraw": N_("Withdrawing from the contract"),
    "cancel": N_("Cancelling the agreement"),
    "reject": N_("Rejecting faulty goods"),
    "fault": N_("Answering for faulty goods"),
}
# What the shop has to do, with the day: for rows, mails and the head of the panel.
_BY_DAY: Mapping[str, str] = {
    "refund": N_("Refund by %(day)s"),
    "refund_agreed": N_("Refund by %(day)s"),
    "refund_unshipped": N_("Refund by %(day)s"),
    "answer": N_("Answer by %(day)s"),
    "ship": N_("Send the goods by %(day)s"),
    "delay": N_("Refund unasked after %(day)s"),
    "deliver": N_("Deliver by %(day)s"),
    "copy": N_("Give a copy of the agreement by %(day)s"),
}
# How the last day comes about, by the clock's sentence.
_WHY: Mapping[str, str] = {
    "window.delivery": N_(
        "%(num)s days from getting the last of the goods on %(start)s. That day is not counted."
    ),
    "window.delivery.unknown": N_(
        "%(num)s days from getting the last of the goods. Nobody has said when that was, so the "
        "time is not over as far as anybody knows."
    ),
    "window.contract": N_("%(num)s days from the contract on %(start)s. That day is not counted."),
    "window.contract.unknown": N_(
        "%(num)s days from the contract. Nobody has said when that was, so the time is not over as "
        "far as anybody knows."
    ),
    "window.informed_late": N_(
        "%(num)s days from %(start)s, when the customer was told of the right."
    ),
    "window.not_informed": N_(
        "The customer was not told of the right to withdraw, so the time is %(num)s months longer."
    ),
    "send_back.message": N_(
        "%(num)s days from the customer’s message on %(start)s. Goods that are sent on the last "
        "day are in time."
    ),
    "refund.message": N_("%(num)s days from the customer’s message on %(start)s."),
    "refund.may_wait": N_(
        "%(num)s days from the customer’s message on %(start)s. You may wait longer for the goods, "
        "or for proof that they were sent."
    ),
    "refund.unless_sent": N_(
        "%(num)s days from the customer’s message on %(start)s. You may wait for goods that the "
        "customer has, and nobody has said whether they arrived."
    ),
    "refund.waits": N_(
        "The %(num)s days from the message on %(start)s are over. You may still wait for the "
        "goods, or for proof that they were sent; on that day the money is due."
    ),
    "refund.goods_back": N_(
        "You were allowed to wait for the goods, or for proof that they were sent. By then the "
        "%(num)s days were over, and the money is due at once."
    ),
    "refund.goods": N_(
        "%(num)s days from the goods coming back, or from proof that they were sent if that is "
        "earlier."
    ),
    "refund.agreed": N_(
        "%(num)s days, of which %(start)s, when you agreed to the refund, is the first."
    ),
    "refund.unshipped": N_(
        "%(num)s working days from the customer’s message on %(start)s; one billing cycle where "
        "the customer owes the money to you."
    ),
    "refund.cancelled": N_(
        "%(num)s days from the customer’s message on %(start)s, if the law lets them cancel."
    ),
    "answer.message": N_("%(num)s days from the customer’s message on %(start)s."),
    "answer.settle": N_(
        "A complaint about a fault is settled within %(num)s days of the message on %(start)s."
    ),
    "reject.delivery": N_("%(num)s days from delivery on %(start)s, for all of the money."),
    "reject.delivery.unknown": N_(
        "%(num)s days from delivery, for all of the money. Nobody has said when that was."
    ),
    "fault.years": N_("%(num)s years from delivery on %(start)s."),
    "fault.years.unknown": N_("%(num)s years from delivery. Nobody has said when that was."),
    "fault.repaired": N_(
        "%(num)s years from delivery on %(start)s, and once more a year since the customer chose "
        "a repair."
    ),
    "fault.reasonable": N_(
        "The law sets no fixed end: a reasonable time for things of that kind and price."
    ),
    "fault.no_end": N_("We have no end of this time on file."),
    "deliver.order": N_(
        "%(num)s days from the order on %(start)s, unless you agreed on another day."
    ),
    "deliver.order.unknown": N_(
        "%(num)s days from the order, unless you agreed on another day. Nobody has said when it "
        "was ordered."
    ),
    "deliver.or_cancel": N_(
        "%(num)s days from the order on %(start)s, or from the day that you agreed on. After that "
        "the customer may cancel until the goods arrive."
    ),
    "deliver.or_cancel.unknown": N_(
        "%(num)s days from the order, or from the day that you agreed on. Nobody has said when it "
        "was ordered."
    ),
    "ship.order": N_(
        "%(num)s days from the order on %(start)s, unless you promised another time. If you "
        "cannot, offer the choice to wait or to cancel."
    ),
    "ship.order.unknown": N_(
        "%(num)s days from the order, unless you promised another time. Nobody has said when it "
        "was ordered."
    ),
    "delay.silence": N_(
        "If you named a new day up to %(num)s days later, silence counts as agreement once. After "
        "that, or for a longer delay, refund unless the customer has agreed."
    ),
    "copy.unknown": N_(
        "It depends on when the customer got a proper copy of the agreement: nobody has said."
    ),
    "copy.given": N_("%(num)s days from getting the copy on %(start)s."),
    "copy.missing": N_("%(num)s days from the agreement on %(start)s, since no copy was given."),
    "copy.missing.unknown": N_(
        "%(num)s days from the agreement, since no copy was given. Nobody has said when it was "
        "ordered."
    ),
    "copy.missing.no_number": N_(
        "No copy was given, and we have no number of days for that on file."
    ),
    "copy.order": N_("%(num)s days from the order on %(start)s."),
}


def clock_title(clock: Clock, words: Words) -> str:
    """What the clock is about: "The money back"."""
    return words.gettext(TITLES[clock.name])


def clock_by_day(clock: Clock, words: Words, *, short: bool = False) -> str:
    """What the shop has to do and by when: "Refund by Tue 1 Dec"; the title where no day is set."""
    if clock.ends is None or clock.name not in _BY_DAY:
        return clock_title(clock, words)
    iso = clock.ends.isoformat()
    day = words.day_short(iso) if short else words.day(iso)
    return words.gettext(_BY_DAY[clock.name], day=day)


def clock_why(clock: Clock, words: Words) -> str:
    """How the last day comes about, in a sentence."""
    start = words.day(clock.starts.isoformat()) if clock.starts else ""
    return words.gettext(_WHY[clock.sentence], num=clock.number, start=start)


def clock_stands(clock: Clock, words: Words) -> str:
    """How a time of the customer's stands, with its last day."""
    day = words.day(clock.ends.isoformat()) if clock.ends else ""
    match clock.state:
        case "running":
            return words.gettext(N_("Until %(day)s"), day=day)
        case "in_time":
            return words.gettext(N_("Until %(day)s: the message came in time"), day=day)
        case "late":
            return words.gettext(N_("Until %(day)s: the message came later"), day=day)
        case "over":
            return words.gettext(N_("Until %(day)s: that is over"), day=day)
        case "done":
            return words.gettext(N_("Done"))
        case "endless":
            return words.gettext(N_("No last day"))
        case _:
            return words.gettext(N_("The last day is not known"))


def distance(day: date, today: date, words: Words) -> str:
    """How far away a day is: "2 days late", "today", "in 3 days"."""
    left = (day - today).days
    if left < 0:
        return words.ngettext("%(num)s day late", "%(num)s days late", -left)
    if left in {0, 1}:
        return words.gettext(N_("tomorrow") if left else N_("today"))
    return words.gettext(N_("in %(days)s days"), days=left)
