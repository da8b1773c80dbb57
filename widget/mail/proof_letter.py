"""What the weekly mail says that carries the head of a shop's histories."""

from __future__ import annotations

from typing import Any

from widget.cases.deadlines import local_day
from widget.mail.errors import MailRefused
from widget.mail.material import MailSettings, Material
from widget.mail.words import Words

MOST_TIPS = 10  # cases named in one mail; the head stands for all of them


def proof_letter(material: Material, settings: MailSettings, words: Words) -> dict[str, Any]:
    """The values of the mail ``proof``. Raises ``MailRefused`` where its event is gone."""
    head, zone = material.head, material.shop.zone
    if head is None:
        raise MailRefused("gone", permanent=True)
    return {
        "head": head.hash.hex(),
        "events": head.events,
        "moment": words.moment(head.at, zone),
        "day": words.day(local_day(head.at, zone).isoformat()),
        "newest": [
            {
                "reference": material.references.get(tip.case_id, "…"),
                "seq": tip.seq,
                "hash": tip.hash.hex(),
            }
            for tip in head.newest
        ],
        "more": head.cases - len(head.newest),
        "link": f"{settings.base_url}/inbox/mail#weekly-proof",
    }
