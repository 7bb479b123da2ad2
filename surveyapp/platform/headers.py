"""Response headers of every page: what a browser may load, keep and send on; and compression."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from surveyapp.platform.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

#: A view that sets one of these itself keeps its own. Pages hold tokens and figures of one person,
#: so nothing is kept unless the view says so.
FIXED = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

#: Below this many bytes compression costs more than it saves.
SMALLEST = 600
COMPRESSIBLE = ("text/", "application/json", "image/svg+xml")


def install(app: Flask, settings: Settings) -> None:
    """Set the headers on every response of the application, at its outer edge."""
    secure = settings.public_url.startswith("https://")
    fixed = FIXED | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})
    app.after_request(_compress)
    app.wsgi_app = _with_headers(app.wsgi_app, list(fixed.items()))  # type: ignore[method-assign, assignment]


def _with_headers(inner: WSGIApplication, fixed: list[tuple[str, str]]) -> WSGIApplication:
    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            own = {name.lower() for name, _ in headers}
            added = [header for header in fixed if header[0].lower() not in own]
            return start_response(status, headers + added, exc_info)

        return inner(environ, start)

    return outer


def _compress(response: Response) -> Response:
    packable = (response.mimetype or "").startswith(COMPRESSIBLE)
    if response.is_streamed or not packable or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    # A page that repeats what the request said is not compressed: the size of secret and foreign
    # words packed together tells about the secret (the BREACH attack).
    echoes = request.method not in ("GET", "HEAD") or bool(request.query_string)
    if echoes or not accepts_gzip() or (response.content_length or 0) < SMALLEST:
        return response
    response.set_data(gzip.compress(response.get_data(), 6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response


def accepts_gzip() -> bool:
    """Whether the client of this request takes gzip."""
    return bool(request.accept_encodings["gzip"])
