"""Answers that are each fine and cannot both hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from policy_pages.errors import Contradiction
from policy_pages.site_sections import Profile
from policy_pages.words import N_, Sentence


def contradictions(profile: Profile) -> Iterator[Contradiction]:
    """Each pair of answers that cannot both hold."""
    yield from _of_change_of_mind(profile)
    yield from _of_tiers(profile)
    if profile.subscription.auto_renews and "subscriptions" not in profile.sells:
        yield _contradiction(
            "subscription.auto_renews",
            N_("Something renews by itself, but “subscriptions” is not among what you sell."),
        )
    seen: set[tuple[str, str]] = set()
    for number, own in enumerate(profile.own):
        if (own.page, own.language) in seen:
            yield _contradiction(
                f"own.{number}", N_("There are two texts of your own for one page and language.")
            )
        seen.add((own.page, own.language))


def _contradiction(field: str, text: str, **values: object) -> Contradiction:
    return Contradiction(field, Sentence(text, values))


def _of_change_of_mind(profile: Profile) -> Iterator[Contradiction]:
    mind, trial = profile.change_of_mind, profile.trial.days
    if trial is not None and mind.days is not None and mind.days != 2 * trial:
        yield _contradiction(
            "change_of_mind.days",
            N_(
                "Twice the %(trial)s days of trial are %(twice)s days, not %(days)s;"
                " leave one of the two out."
            ),
            trial=trial,
            twice=2 * trial,
            days=mind.days,
        )
    if mind.offered and profile.refund_statement != "none":
        yield _contradiction(
            "refund_statement",
            N_("You say that nothing is refunded, and that buyers may change their mind."),
        )
    if not mind.offered and (mind.days or trial or profile.exchange.offered):
        yield _contradiction(
            "change_of_mind.offered",
            N_("You give days to change one’s mind, or exchange, and say that you do not."),
        )
    if profile.money_back.days and profile.refund_statement != "none":
        yield _contradiction(
            "money_back.days", N_("You promise the money back, and say that nothing is refunded.")
        )


def _of_tiers(profile: Profile) -> Iterator[Contradiction]:
    tiers = profile.cancellation.tiers
    for earlier, later in pairwise(tiers):
        if earlier.hours_before == later.hours_before:
            yield _contradiction(
                "cancellation.tiers",
                N_("Two steps begin %(hours)s hours before."),
                hours=later.hours_before,
            )
        elif later.refund_percent > earlier.refund_percent:
            yield _contradiction(
                "cancellation.tiers",
                N_("Who cancels %(hours)s hours before gets more back than who cancels earlier."),
                hours=later.hours_before,
            )
    late = profile.cancellation.late_fee_percent
    if tiers and late is not None and 100 - late > tiers[-1].refund_percent:
        yield _contradiction(
            "cancellation.late_fee_percent",
            N_("Who cancels last gets more back than the last step gives."),
        )
