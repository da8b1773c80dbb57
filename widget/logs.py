"""One JSON line an event, without a name, an address, a text, a token or a client's address."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from datetime import UTC, datetime
from typing import TextIO

from flask import Flask, Response, g, request

_SECRET = re.compile(r"^(/c/|/inbox/login/|/s/[^/]*/photo/)([^/]{0,6})[^/]*")
_EXTRAS = ("error_class", "place", "method", "path", "status", "ms", "copy", "reference", "count")

access = logging.getLogger("amends.access")


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON; what is not on the list of extras stays out."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON: ASCII only, so no line break and no escape sequence can hide."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage(),
        }
        line.update({name: getattr(record, name) for name in _EXTRAS if hasattr(record, name)})
        if record.exc_info and record.exc_info[0] is not None:
            # Never the message or the locals: either may hold somebody's words.
            line["error_class"] = record.exc_info[0].__name__
            line["place"] = _place_of(record)
        return json.dumps(line, default=str)


def _place_of(record: logging.LogRecord) -> str:
    trace = record.exc_info[2] if record.exc_info else None
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " ".join(places[-8:])


def write_logs(level: str, to: TextIO | None = None) -> None:
    """Send everything that is logged to the terminal or journal, one JSON line each."""
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())


def log_requests(app: Flask) -> None:
    """One line for each request: method, path with its secrets cut, status, milliseconds."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def note(response: Response) -> Response:
        access.info(
            "request",
            extra={
                "method": request.method,
                "path": masked(request.path),
                "status": response.status_code,
                "ms": round((time.perf_counter() - getattr(g, "began", 0.0)) * 1000, 1),
            },
        )
        return response


def masked(path: str) -> str:
    """A path as it may stand in a log: private links cut after six characters."""
    return _SECRET.sub(r"\1\2…", path)[:200]
