"""The whole case to keep or hand on: to read, as text, and for machines."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from widget.cases.model import letters_of
from widget.desk import CaseFile, case_file, transcript_json, transcript_text
from widget.doors import language, the_desk
from widget.inbox.door import blueprint
from widget.inbox.known import fact_value, facts_in_order, said_by
from widget.inbox.rights import needs
from widget.inbox.sessions import the_session
from widget.inbox.timeline import timeline_of, who_did

NOBODY = 0  # a transcript says names, never "You": it is handed on


@blueprint.get("/case/<reference>/transcript.html")
@needs("read")
def transcript_html(reference: str) -> ResponseReturnValue:
    """Show the case as one page that prints well."""
    file = _file(reference)
    return render_template(
        "inbox/transcript.html",
        file=file,
        shop=file.shop,
        case=file.case,
        facts=facts_in_order(file),
        letters=letters_of(file.events),
        timeline=timeline_of(file, NOBODY),
        fact_value=fact_value,
        said_by=said_by,
        who=lambda event: who_did(event, file, NOBODY),
    )


@blueprint.get("/case/<reference>/transcript.txt")
@needs("read")
def transcript_txt(reference: str) -> ResponseReturnValue:
    """Hand out the case as plain text."""
    file = _file(reference)
    return _as_file(file, transcript_text(file, language()), "text/plain", "txt")


@blueprint.get("/case/<reference>/transcript.json")
@needs("read")
def transcript_data(reference: str) -> ResponseReturnValue:
    """Hand out the case as JSON."""
    file = _file(reference)
    return _as_file(file, transcript_json(file), "application/json", "json")


def _file(reference: str) -> CaseFile:
    return case_file(the_desk(), the_session().shop.id, reference)


def _as_file(file: CaseFile, text: str, kind: str, ending: str) -> Response:
    response = Response(text, content_type=f"{kind}; charset=utf-8")
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{file.case.reference}.{ending}"
    )
    return response
