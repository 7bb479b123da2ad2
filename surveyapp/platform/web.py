"""How Flask itself is set up: secrets, cookies, limits, proxies and templates."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from surveyapp.platform.settings import Settings


class SessionsByCookie(SecureCookieSessionInterface):
    """A request without a session cookie, as all of citizens are, gets an empty session at once."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the cookie, or an empty one; it is saved once something is put in."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def configure(app: Flask, settings: Settings) -> None:
    """Turn our settings into those of Flask and its extensions."""
    *fallbacks, current = settings.signing_keys
    secure = settings.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=current,
        SECRET_KEY_FALLBACKS=fallbacks,
        # The prefix makes browsers refuse such a cookie from any other host or path.
        SESSION_COOKIE_NAME="__Host-surveyapp" if secure else "surveyapp",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        MAX_CONTENT_LENGTH=settings.max_request_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_request_bytes,
        TESTING=settings.environment == "test",
        TEMPLATES_AUTO_RELOAD=settings.environment == "development",
        # The form token lives as long as the session (P23); forms.py checks it.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.session_interface = SessionsByCookie()
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        proxied = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_port=hops)
        app.wsgi_app = proxied  # type: ignore[method-assign]
