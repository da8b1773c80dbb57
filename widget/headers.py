"""The headers of each door, exactly as ``docs/security.md`` lists them."""

from __future__ import annotations

from flask import Flask, Response, request

from widget.framing import allowed_origins

_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
}
_HTTPS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}

_FORM = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
        "require-trusted-types-for 'script'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "Accept-Language",
}
_CASE = {
    **_FORM,
    "Content-Security-Policy": _FORM["Content-Security-Policy"].replace(" blob:", ""),
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_POLICY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'none'; object-src 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cache-Control": "public, max-age=300",
    "Vary": "Accept-Language",
}
# A page of a published policy: it loads the dialog, and may be read from any site.
_PUBLISHED = {
    **_POLICY,
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "frame-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Vary": "Accept-Encoding",
}
_INBOX = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; "
        "form-action 'self'; base-uri 'none'; object-src 'none'; "
        "require-trusted-types-for 'script'; frame-ancestors 'none'"
    ),
    # Not no-referrer: the check of forged posts over https needs the origin [T15].
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Vary": "Cookie",
}
# A page of the policy before it is published, in a frame of the inbox itself: it runs nothing.
_PREVIEW = {
    **_INBOX,
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'none'; object-src 'none'; frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}
_FILE = {
    "Content-Security-Policy": "default-src 'none'",
    "Cache-Control": "public, max-age=31536000, immutable",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ICON = {**_FILE, "Cache-Control": "public, max-age=86400"}
_THEME = {
    "Content-Security-Policy": "default-src 'none'",
    "Cache-Control": "public, max-age=300",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
_LOADER = {
    "Content-Security-Policy": "default-src 'none'",
    "Cache-Control": "public, max-age=3600",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}
_PHOTO = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_WATCH = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
_RELAY = {**_WATCH, "Referrer-Policy": "no-referrer"}
_DOWNLOAD_POLICY = "default-src 'none'; sandbox"
_NOBODY = "frame-ancestors 'none'"
# Pages of the web, and a page that its owner looks at before it is put there.
_ANYBODY = "frame-ancestors * file:"


def send_headers(app: Flask) -> None:
    """Put the door's headers on every answer, errors and redirects included."""

    @app.after_request
    def add(response: Response) -> Response:
        origins = allowed_origins()
        for name, value in headers_of(request.path, response, origins).items():
            response.headers[name] = value
        if request.is_secure:
            response.headers.update(_HTTPS)
        response.headers.remove("Server")
        return response


def headers_of(
    path: str, response: Response, origins: tuple[str, ...] | None = None
) -> dict[str, str]:
    """The headers for an answer at ``path``. A failed request is never kept by a cache.

    ``origins`` may show it in a frame: none listed means anybody, ``None`` nobody.
    """
    door = _PHOTO if _is_photo(path, response) else _door_of(path, response.status_code)
    if origins is not None and door is _FORM:
        door = _framed(origins)
    headers = {**_EVERYWHERE, **door}
    if "attachment" in response.headers.get("Content-Disposition", ""):
        headers["Content-Security-Policy"] = _DOWNLOAD_POLICY
    return headers


def _framed(origins: tuple[str, ...]) -> dict[str, str]:
    who = f"frame-ancestors {' '.join(origins)}" if origins else _ANYBODY
    return {
        **_FORM,
        "Content-Security-Policy": _FORM["Content-Security-Policy"].replace(_NOBODY, who),
        # Without these two a shop's page that isolates itself would show nothing.
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


def _is_photo(path: str, response: Response) -> bool:
    """Whether this answer is a customer's photo. Nothing else is a JPEG at such a path."""
    is_jpeg = response.status_code == 200 and response.mimetype == "image/jpeg"
    return is_jpeg and path.startswith(("/s/", "/c/", "/inbox/")) and "/photo/" in path


def _is_published(path: str) -> bool:
    """Whether a path below ``/p/`` is a file of a policy, not a list that is made when asked."""
    parts = path.split("/")
    return len(parts) > 3 and parts[-1] not in {"privacy", "versions"} and "changes" not in parts


def _door_of(path: str, status: int) -> dict[str, str]:
    good = status < 400
    if path == "/inbox/policy/preview" and good:
        return _PREVIEW
    if path.startswith("/inbox/") or path == "/inbox":
        return _INBOX
    if path.startswith("/relay/"):
        return _RELAY
    if path.startswith("/c/"):
        return _CASE
    if path.startswith("/static/") and good:
        return _FILE
    if path == "/favicon.ico" and good:
        return _ICON
    if path.startswith("/s/") and path.endswith("/theme.css") and good:
        return _THEME
    if path.startswith("/p/") and good:
        return _PUBLISHED if _is_published(path) else _POLICY
    if path == "/embed.js" and good:
        return _LOADER
    if path in {"/healthz", "/readyz", "/mailz"}:
        return _WATCH
    return _FORM
