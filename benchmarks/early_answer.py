"""The desk with a fault built in: it answers before the commit. Only to show that losing shows.

    python -m benchmarks.early_answer

serves like ``amends serve``, with the same settings. ``benchmarks.crash --control`` kills it.
"""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import granian

from widget import serve
from widget.desk import opening
from widget.settings import read_settings
from widget.storage import links
from widget.storage.writer import Writer

if TYPE_CHECKING:
    from flask import Flask

_sent: dict[int, Any] = {}  # case → the rows that were handed to the writer


def application() -> Flask:
    """The application in granian's worker, with submissions that nobody waits for."""
    submit = Writer.submit

    def hand_over(writer: Writer, rows: Any, and_then: Any = None) -> None:
        _sent[rows["cases"][0]["case_id"]] = rows
        threading.Thread(target=submit, args=(writer, rows, and_then), daemon=True).start()

    def receipt_of_rows(desk: Any, connection: Any, shop: Any, case_id: int) -> Any:
        del connection
        rows = _sent.pop(case_id)
        link = links._link_of(rows["links"][0])
        return SimpleNamespace(shop=shop, token=link.text(desk.ring))

    setattr(Writer, "submit", hand_over)  # noqa: B010 (mypy knows that it does not belong there)
    opening.receipt_of = receipt_of_rows
    return serve.application()


def main() -> None:
    """Serve, with the application above in the place of the real one."""
    real: Any = granian.Granian
    ours = f"{__spec__.name}:application"
    setattr(granian, "Granian", lambda _, **more: real(ours, **more))  # noqa: B010
    serve.serve(read_settings(), "granian")


if __name__ == "__main__":
    main()
