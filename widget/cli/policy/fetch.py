"""Asks a desk for a file: briefly, not too much, and nobody but that desk."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from typing import IO
from urllib.parse import urlsplit

from widget.cli.policy.kept import NotReachedError
from widget.cli.spoken import _
from widget.setting_checks import is_loopback

SILENCE_S = 10.0  # so long may nothing come
PATIENCE_S = 30.0  # so long may it take in all
CHUNK = 65_536


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a desk to another of its own pages, and nowhere else."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        was, now = urlsplit(req.full_url), urlsplit(newurl)
        if (was.scheme, was.netloc) != (now.scheme, now.netloc):
            return None  # then the answer is an error like any other
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(address: str, most: int) -> bytes:
    """The file at an address, of at most so many bytes. Raises ``NotReachedError``.

    The address is https, or of this machine (``setting_checks.base_url`` saw to it).
    """
    host = urlsplit(address).hostname or ""
    handlers: list[urllib.request.BaseHandler] = [_SameHost()]
    if is_loopback(host):
        handlers.append(urllib.request.ProxyHandler({}))
    opener = urllib.request.build_opener(*handlers)
    # Only https, or this machine: the docstring says who saw to it.
    request = urllib.request.Request(address, headers={"User-Agent": "amends"})  # noqa: S310
    try:
        with opener.open(request, timeout=SILENCE_S) as answer:
            return _read(answer, address, most)
    except urllib.error.HTTPError as error:
        with error:
            raise NotReachedError(_refused(address, error.code)) from None
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise NotReachedError(
            _("%(address)s does not answer: %(reason)s.", address=address, reason=reason)
        ) from None


def _read(answer: http.client.HTTPResponse, address: str, most: int) -> bytes:
    end, content = time.monotonic() + PATIENCE_S, bytearray()
    while chunk := answer.read1(CHUNK):
        content += chunk
        if len(content) > most:
            raise NotReachedError(
                _("%(address)s is larger than any policy; it was left.", address=address)
            )
        if time.monotonic() > end:
            raise NotReachedError(_("%(address)s takes too long; it was left.", address=address))
    return bytes(content)


def _refused(address: str, code: int) -> str:
    if code in {404, 410}:
        return _("There is no published policy at %(address)s.", address=address)
    if 300 <= code < 400:
        return _("%(address)s leads to another place; it was not followed.", address=address)
    return _("%(address)s answers with an error (%(code)s).", address=address, code=code)
