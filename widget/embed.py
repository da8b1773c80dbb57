"""The loader: one small file that a shop's page takes in, readable and the same for every shop."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Blueprint, Response, request

from widget.doors import STATIC

MOST_BYTES = 1_000  # as served, compressed

blueprint = Blueprint("embed", __name__)


@blueprint.get("/embed.js")
def loader() -> Response:
    """The file ``widget/static/embed.js``, compressed where the browser can read that."""
    plain, packed = _bodies((STATIC / "embed.js").stat().st_mtime_ns)
    is_packed = request.accept_encodings.quality("gzip") > 0
    response = Response(packed if is_packed else plain)
    response.content_type = "text/javascript; charset=utf-8"
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.add_etag()
    response.make_conditional(request)
    return response


@lru_cache(maxsize=2)
def _bodies(changed_ns: int) -> tuple[bytes, bytes]:
    del changed_ns  # part of the key alone
    plain = (STATIC / "embed.js").read_bytes()
    return plain, gzip.compress(plain, 9, mtime=0)
