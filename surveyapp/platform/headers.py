"""Response headers of every page: what a browser may load, keep and send on; and compression."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

from surveyapp.platform.settings import Settings

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

FIXED = {
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
    """Set the headers on every response of the application."""
    secure = settings.public_url.startswith("https://")

    def finish(response: Response) -> Response:
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        # Pages hold tokens and figures of one person: nothing is kept unless the view says so.
        response.headers.setdefault("Cache-Control", "no-store")
        return _compress(response)

    app.after_request(finish)


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
