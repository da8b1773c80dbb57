"""Who may do what in the inbox. Every view names its right, or the app does not start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec

from flask import Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from widget.cases.errors import NotAllowed
from widget.desk import Actor, note_refusal
from widget.doors import the_desk
from widget.inbox.onward import way_here
from widget.inbox.refusals import logged_out_page, typed_texts
from widget.inbox.sessions import check_post, the_session

Values = ParamSpec("Values")

_HELPER = frozenset({"read", "reply", "note", "close"})
_OWNER = _HELPER | {"erase", "settings", "people", "policy", "publish", "keep", "refund"}
RIGHTS: Mapping[str, frozenset[str]] = {"owner": _OWNER, "helper": _HELPER}
OPEN = "open"  # of the log-in's own views: nobody is known yet


def needs(
    right: str,
) -> Callable[[Callable[Values, ResponseReturnValue]], Callable[Values, ResponseReturnValue]]:
    """Let a view run only for somebody logged in who has ``right`` (or for anybody: ``open``).

    Without a log-in: 303 to the log-in. Without the right: ``NotAllowed``, a 403 with a sentence.
    A forged post raises ``CSRFError`` before either view or desk hears of it.
    """
    if right != OPEN and right not in _OWNER:
        raise ValueError(f"no role has a right called {right}")

    def mark(
        view: Callable[Values, ResponseReturnValue],
    ) -> Callable[Values, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: Values.args, **values: Values.kwargs) -> ResponseReturnValue:
            if "storage_fault" in g:
                raise g.storage_fault
            if right != OPEN and g.session is None:
                return _ask_to_log_in()
            check_post()
            if right != OPEN and not may(right):
                note_refusal(the_desk(), actor(), right)
                raise NotAllowed(right)
            return view(*args, **values)

        guarded.right = right  # type: ignore[attr-defined]  # functions may carry words
        return guarded

    return mark


def may(right: str) -> bool:
    """Tell whether the person at the door has a right in the shop at hand."""
    return right in RIGHTS[the_session().person.role]


def actor() -> Actor:
    """The person at the door, as the desk wants to know who did something.

    The shop is the session's, never one that a request names.
    """
    session = the_session()
    person = session.person
    return Actor(shop_id=session.shop.id, person_id=person.id, role=person.role, name=person.name)


def check_rights(app: Flask) -> None:
    """Stop the start when a view of the inbox names no right. Raises ``RuntimeError``."""
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith("inbox.") and not hasattr(view, "right"):
            raise RuntimeError(f"{endpoint} does not say who may use it; decorate it with needs()")


def _ask_to_log_in() -> ResponseReturnValue:
    if request.method not in {"GET", "HEAD"} and typed_texts():
        return logged_out_page()
    way = way_here()
    address = url_for("inbox.login", next=way.get("next"), reference=way.get("reference"))
    return redirect(address, code=303)
