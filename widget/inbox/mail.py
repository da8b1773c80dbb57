"""Mail: is it leaving, what waits, and what the machine is told about it."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from widget.desk import (
    Mailing,
    mails_not_left,
    retry_mails,
    send_now,
    send_test_mail,
    turn_weekly_proof,
    weekly_proof_is_on,
)
from widget.doors import the_desk
from widget.inbox.door import blueprint
from widget.inbox.frame import lately, show
from widget.inbox.machine import machine_mail
from widget.inbox.mail_words import mail_word, plain_error, why_held
from widget.inbox.rights import actor, needs
from widget.inbox.said import said
from widget.inbox.sessions import the_session
from widget.inbox.words import _


@blueprint.get("/mail")
@needs("settings")
def mail() -> ResponseReturnValue:
    """Show how mail is, and the machine's settings without their password."""
    unsent = mails_not_left(the_desk(), the_session().shop.id)
    return show(
        "mail",
        unsent=unsent,
        state=_state,
        machine=machine_mail(),
        mail_word=mail_word,
        plain_error=plain_error,
        weekly_is_on=weekly_proof_is_on(the_desk(), the_session().shop.id),
        said=said(request.args.get("done", "")),
    )


@blueprint.post("/mail/test")
@needs("settings")
def test_mail() -> ResponseReturnValue:
    """Send the shop's mailbox a mail."""
    send_test_mail(the_desk(), actor())
    return redirect(url_for("inbox.mail", done="test_sent", _anchor="done"), code=303)


@blueprint.post("/mail/retry")
@needs("settings")
def try_again() -> ResponseReturnValue:
    """Have every waiting mail of the shop tried at once."""
    retry_mails(the_desk(), actor())
    return redirect(url_for("inbox.mail", done="retried", _anchor="done"), code=303)


@blueprint.post("/mail/proof")
@needs("settings")
def weekly_proof() -> ResponseReturnValue:
    """Have the weekly proof mailed, or no more."""
    on = request.form.get("weekly") == "on"
    turn_weekly_proof(the_desk(), actor(), on)
    done = "proof_on" if on else "proof_off"
    return redirect(url_for("inbox.mail", done=done, _anchor="done"), code=303)


@blueprint.post("/mail/<int:order_id>/now")
@needs("settings")
def send_one(order_id: int) -> ResponseReturnValue:
    """Let one mail leave at once, whatever it waits for."""
    sent = send_now(the_desk(), actor(), order_id)
    done = "sending" if sent else "left_already"
    return redirect(url_for("inbox.mail", done=done, _anchor="done"), code=303)


def _state(mailing: Mailing) -> str:
    """How a mail that has not left stands, with what is wrong in plain words."""
    reason = plain_error(mailing.error)
    if mailing.state == "failed":
        return _("Could not be delivered.") + " " + reason
    if mailing.state == "held":
        return why_held(mailing, lately)
    if reason:
        return reason + " " + _("Next try: %(when)s.", when=lately(mailing.next_at))
    return _("Waits to leave.")
