"""What the pages say about a policy, worked out once for all languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from policy_pages.decision import Act
from policy_pages.marks import Marked, as_markdown
from policy_pages.offers import PROMISES, Guarantee, Offer, Special, Terms
from policy_pages.official import has_function, warranty_words
from policy_pages.telling import Said, Telling


@dataclass(frozen=True)
class Glance:
    """The first box of the refund page: what a buyer asks before anything else.

    ``days`` and ``refund_days`` are ``None`` where there are none. It speaks of goods if the shop
    sells some, else of what comes regularly, else of services.
    """

    days: Marked | None
    starts: str
    differs: bool
    sends: bool
    payer: str
    refund_days: Marked | None
    refund_from: str


class PageFacts(Telling):
    """A page while it is written, with all that the text templates ask about the policy."""

    def saids(self, offers: Iterable[Offer]) -> list[Said]:
        """Offers with their figures and words."""
        return [self.said(offer) for offer in offers]

    @cached_property
    def has_function(self) -> bool:
        """Whether buyers can withdraw online by the function that EU law asks for."""
        return has_function(self.edition, self.regions)

    @cached_property
    def lawful(self) -> list[Said]:
        """Withdrawing by law, for every family of things and group of regions."""
        families = self.regions.families
        return self.saids(o for f in families for o in self.regions.offers(f, "withdraw"))

    @cached_property
    def lawful_times(self) -> list[Said]:
        """As ``lawful``, but regions with equal time together, whatever else differs."""
        families = self.regions.families
        return self.saids(
            offer for f in families for offer in self.regions.offers(f, "withdraw", by_time=True)
        )

    @cached_property
    def law_days(self) -> list[int]:
        """The days to withdraw by law, of all groups."""
        return [said.offer.option.days or 0 for said in self.lawful]

    @cached_property
    def law_refund_days(self) -> list[int]:
        """The days until the money after a withdrawal, of all groups."""
        return [said.offer.option.refund_days or 0 for said in self.lawful]

    @cached_property
    def glance(self) -> Glance:
        """The answers of the refund page's first box."""
        groups = self.regions.terms[self.regions.families[0]]
        days = [terms.days for terms in groups]
        longest = max(groups, key=lambda terms: terms.days)
        refunds = self._refunds(groups)
        said = (
            self.said(Offer(longest.family, longest.regions, longest.longest))
            if longest.longest
            else None
        )
        return Glance(
            days=self.span(days, "days", "days", "best") if any(days) else None,
            starts=said.starts if said else "",
            differs=len(set(days)) > 1,
            sends=bool({"goods", "regular"} & set(self.regions.families)),
            payer=longest.longest.pays_return if longest.longest else "buyer",
            refund_days=self.span(refunds, "in_days", "refund-days", "best") if refunds else None,
            refund_from=self._refund_from(groups),
        )

    def _refunds(self, groups: tuple[Terms, ...]) -> list[int]:
        found = [terms.withdraw or terms.change_mind for terms in groups]
        return [each.refund_days or 0 for each in found if each]

    def _refund_from(self, groups: tuple[Terms, ...]) -> str:
        found = next(
            (t.withdraw or t.change_mind for t in groups if t.withdraw or t.change_mind), None
        )
        return str(self.word("refund_from", found.refund_from)) if found else ""

    # Giving back.

    @cached_property
    def _sending(self) -> list[Offer]:
        """Everything after which a parcel goes back."""
        families = [family for family in self.regions.families if family != "services"]
        return [
            o
            for f in families
            for act in ("withdraw", *PROMISES)
            for o in self.regions.offers(f, act)
        ]

    @property
    def send_back_days(self) -> list[tuple[tuple[str, ...], Marked]]:
        """The days to send things back, regions with equal ones together."""
        by_law = [o for o in self._sending if o.option.act == "withdraw"]
        asked = by_law or [o for o in self._sending if o.option.act == "change_mind"]
        found: dict[int, dict[str, None]] = {}
        for offer in asked:
            regions = found.setdefault(offer.option.send_back_days or 0, {})
            regions.update(dict.fromkeys(offer.regions))
        act = "withdraw" if by_law else "change_mind"
        return [
            (tuple(regions), self.count(days, "in_days", "send-back-days", act, *regions))
            for days, regions in found.items()
        ]

    @property
    def return_payers(self) -> list[Marked]:
        """Who pays the way back after a change of mind; the answer is one for all regions."""
        found: dict[str, dict[str, None]] = {}
        for offer in self._sending:
            classes = found.setdefault(offer.option.pays_return, {})
            classes.update(dict.fromkeys((offer.option.act, offer.family, *offer.regions)))
        return [
            self.fact(payer, str(self.word("payers", payer)), "payer", *classes)
            for payer, classes in found.items()
        ]

    def goodwill(self, act: Act) -> list[Said]:
        """An exchange or money-back guarantee; families with equal terms are told together."""
        found: dict[tuple[object, ...], Offer] = {}
        for family in self.regions.families:
            for offer in self.regions.offers(family, act):
                option = offer.option
                key = (offer.regions, option.days, option.percent, option.pays_return)
                families = f"{found[key].family} {family}" if key in found else family
                found[key] = replace(offer, family=families)
        return self.saids(found.values())

    @property
    def not_taken_back(self) -> list[Special]:
        """The kinds of things that the shop's own promises do not cover, if it makes any."""
        kinds: dict[str, Special] = {}
        for each in self.regions.specials:
            if not each.promised:
                before = kinds[each.kind].regions if each.kind in kinds else ()
                kinds[each.kind] = replace(each, regions=(*before, *each.regions))
        promised = [
            act
            for act in PROMISES
            if len(self.regions.without(act)) < len(self.edition.profile.buyer_regions)
        ]
        return list(kinds.values()) if promised else []

    @property
    def exceptions(self) -> list[Special]:
        """The kinds of things from which the law does not let buyers withdraw, or not for long."""
        return [special for special in self.regions.specials if special.law in {"never", "ends"}]

    def where_by_law(self, regions: tuple[str, ...]) -> Marked:
        """Regions in brackets, unless they are all whose law has a right to withdraw."""
        having = set(self.edition.profile.buyer_regions) - set(self.regions.without_law)
        return Marked("") if set(regions) >= having else self.where(regions)

    # Faults.

    @property
    def years(self) -> list[int]:
        """The years for which the shop answers for faults by law."""
        return [g.number or 0 for g in self.regions.guarantees if g.span == "years"]

    def fault_time(self, fault: Guarantee) -> Marked:
        """How long the shop answers for faults."""
        role = (fault.span, "remedy", "goods", *fault.regions)
        if fault.span == "years":
            return self.count(fault.number or 0, "years", *role)
        return self.fact(fault.span, str(self.word("fault_times", fault.span)), *role)

    @property
    def fault_payers(self) -> list[tuple[tuple[str, ...], Marked]]:
        """Who pays the way back when something is wrong, regions with equal answers together."""
        found: dict[str, tuple[str, ...]] = {}
        for fault in self.regions.guarantees:
            found[fault.payer] = (*found.get(fault.payer, ()), *fault.regions)
        return [
            (
                regions,
                self.fact(
                    payer, str(self.word("payers", payer)), "payer", "remedy", "goods", *regions
                ),
            )
            for payer, regions in found.items()
        ]

    @property
    def fault_free(self) -> bool:
        """Whether nobody but the shop pays a way back when something is wrong."""
        return all(fault.payer != "buyer" for fault in self.regions.guarantees)

    @property
    def without_fault_law(self) -> list[tuple[str, ...]]:
        """The regions for which no law about faults is on file, if there are any."""
        return [g.regions for g in self.regions.guarantees if g.basis == "promise"]

    @property
    def warranty_text(self) -> str:
        """The words that Australia sets for a written warranty; empty where none are needed."""
        return warranty_words(self.edition.profile, self.regions)

    # Cancelling and complaining.

    @property
    def percent_span(self) -> Marked:
        """The least and the most that comes back after cancelling an appointment."""
        found = sorted(share.percent for share in self.regions.shares)
        high = self.percent(found[-1], "percent", "most")
        if found[0] == found[-1]:
            return high
        low = self.percent(found[0], "percent", "least")
        return Marked(self.word("units", "span").format(low=low, high=high))

    @property
    def cancel_refund_days(self) -> Marked:
        """The days until the money after cancelling."""
        if self.regions.books:
            return self.count(
                self.edition.profile.refund.days, "in_days", "refund-days", "cancel", "best"
            )
        return self.span(self.law_refund_days, "in_days", "refund-days", "law")

    @property
    def answer_days(self) -> int | None:
        """The days until an answer: the shop's own, or the most that a law leaves it."""
        own = self.edition.profile.complaint.answer_days
        by_law = [days for _, days in self.regions.by_law("complaint_answer_days")]
        return own if own is not None else max(by_law, default=None)

    # Asking.

    def ask(self, form: str, words: str) -> Marked:
        """The first way to ask: the form, else mail, else the telephone, else a letter."""
        contact = self.edition.profile.contact
        if self.desk:
            return self.form(form, words)
        if contact.email:
            return self.mail(contact.email)
        word = self.word("official")
        return as_markdown(f"{word['phone']} {contact.phone}" if contact.phone else word["letter"])

    def privacy_link(self, words: str) -> Marked:
        """A link to what the desk keeps."""
        return self.marks.link(f"{self.edition.desk}/p/{self.edition.shop}/privacy", words)
