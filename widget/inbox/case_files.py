"""The case file: all that proves a case, on paper, as a page and as data."""

from __future__ import annotations

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from widget.desk import Evidence, evidence_json, evidence_of, photo_for_shop
from widget.doors import language, the_desk
from widget.inbox.case_file_words import blocks_of, caption_of
from widget.inbox.door import blueprint
from widget.inbox.rights import needs
from widget.inbox.sessions import the_session
from widget.inbox.words import _
from widget.paper.letter import Block, Heading, Letter, Picture, is_there, pdf_of


@blueprint.get("/case/<reference>/case-file.html")
@needs("read")
def case_file_html(reference: str) -> ResponseReturnValue:
    """Show the case file as one page that prints well."""
    evidence = _evidence(reference)
    return render_template(
        "inbox/case_file.html",
        case=evidence.file.case,
        shop=evidence.file.shop,
        photos=[(photo, caption_of(evidence, photo)) for photo in evidence.file.photos],
        blocks=[(type(block).__name__, block) for block in blocks_of(evidence)],
        has_paper=is_there(),
    )


@blueprint.get("/case/<reference>/case-file.pdf")
@needs("read")
def case_file_pdf(reference: str) -> ResponseReturnValue:
    """Hand out the case file on paper; not there where this machine makes no PDF."""
    evidence = _evidence(reference)
    if not is_there():
        abort(404)
    return _as_file(evidence, pdf_of(_letter(evidence)), "application/pdf", "pdf")


@blueprint.get("/case/<reference>/case-file.json")
@needs("read")
def case_file_data(reference: str) -> ResponseReturnValue:
    """Hand out the case file as data, with the history that anybody can verify."""
    evidence = _evidence(reference)
    data = evidence_json(evidence).encode()
    return _as_file(evidence, data, "application/json; charset=utf-8", "json")


def _evidence(reference: str) -> Evidence:
    return evidence_of(the_desk(), the_session().shop.id, reference)


def _as_file(evidence: Evidence, data: bytes, kind: str, ending: str) -> Response:
    response = Response(data, content_type=kind)
    name = f"{evidence.file.case.reference}-case-file.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _letter(evidence: Evidence) -> Letter:
    file, case, shop = evidence.file, evidence.file.case, evidence.file.shop
    pictures: list[Block] = [
        Picture(
            photo_for_shop(the_desk(), shop.id, case.reference, photo.number),
            photo.width,
            photo.height,
            caption_of(evidence, photo),
        )
        for photo in file.photos
    ]
    if pictures:
        pictures.insert(0, Heading(_("Photos")))
    return Letter(
        title=_("Case file %(reference)s", reference=case.reference),
        blocks=(*blocks_of(evidence), *pictures),
        note=_("Signs that this letter cannot draw stand as their numbers, such as [U+1F9FC]."),
        sender=shop.name,
        foot=f"{case.reference} · {shop.name}",
        language=language(),
        at=evidence.at,
    )
