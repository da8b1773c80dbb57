"""A receipt on paper: one sheet whose font can draw every language it is written in."""

from __future__ import annotations

from widget.cases.declarations import unlinked
from widget.mail.law_receipt import LawReceipt
from widget.mail.law_words import LawWords
from widget.paper.letter import Facts, Heading, Letter, Paragraph, Quote


def receipt_letter(receipt: LawReceipt, words: LawWords, foot: str, at: int) -> Letter:
    """The receipt as a letter; ``at`` (ms UTC) is its date, so the same receipt is the same file.

    ``foot`` stands at the foot of the sheet.
    """
    _w = words.gettext
    return Letter(
        title=receipt.heading,
        blocks=(
            Paragraph(receipt.lead),
            Facts(receipt.facts),
            Heading(receipt.statement_label),
            Quote(unlinked(receipt.statement)),
        ),
        note=_w("What this font cannot draw stands as its code point, such as U+4E2D."),
        foot=foot,
        language=words.language,
        at=at,
    )
