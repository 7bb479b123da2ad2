"""Who is signed in: Flask-Login on our own sessions, and the way to the login page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import flask
from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user

from surveyapp.accounts import queries
from surveyapp.accounts.forms import LoginForm
from surveyapp.accounts.models import User
from surveyapp.accounts.services import record_audit, start_login_session, token_hash
from surveyapp.platform import access
from surveyapp.platform.sessions import SAFE_METHODS, db_session, now, settings

SESSION_OVER = (
    "Phiên làm việc đã hết nên nội dung vừa gửi chưa được ghi. Xin đăng nhập lại;"
    " nội dung đã nhập vẫn được giữ."
)

_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Account:
    """The person behind this request. Every desk query is scoped by `authority_id`."""

    user_id: int
    username: str
    name: str
    role: str
    authority_id: int
    authority_name: str
    session_label: str
    token: str

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the cookie holds: the random token of the session, never a user id."""
        return self.token

    def may(self, minimum: str) -> bool:
        """Whether this person has that role or a higher one."""
        return access.may(self.role, minimum)


def current_account() -> Account:
    """The signed-in person, in a view that is not public."""
    return cast(Account, current_user._get_current_object())


def install(app: Flask) -> None:
    """Set up Flask-Login."""
    manager = LoginManager()
    # "basic" would keep a hash of the address in the cookie; no address is kept anywhere.
    manager.session_protection = None
    manager.user_loader(_load)
    manager.unauthorized_handler(_ask_to_sign_in)
    # Not `init_app`: its hook for remember-me cookies, which we do not have, looks into the session
    # of every request, so that every answer, style sheets too, would vary by cookie.
    app.login_manager = manager  # type: ignore[attr-defined]


def _load(token: str) -> Account | None:
    entry = queries.find_live_session(db_session(), token_hash=token_hash(token), now=now())
    if entry is None:
        return None
    user = entry.user
    if request.method not in SAFE_METHODS and not flask.g.get("form_stale", False):
        entry.last_seen_at = now()
    return Account(
        user_id=user.id,
        username=user.username,
        name=user.name,
        role=user.role,
        authority_id=user.authority_id,
        authority_name=user.authority.name,
        session_label=entry.label,
        token=token,
    )


def sign_in(user: User) -> None:
    """Start a session for this browser; what its cookie held before is dropped."""
    token = start_login_session(
        db_session(),
        user=user,
        device=device_name(request.user_agent.string),
        hours=settings().session_hours,
        now=now(),
    )
    flask.session.clear()
    account = _load(token)
    login_user(account)


def record_own(action: str, subject: str = "", detail: dict[str, Any] | None = None) -> None:
    """Record a deed of the signed-in person in the audit trail, in this request's transaction."""
    account = current_account()
    record_audit(
        db_session(),
        authority_id=account.authority_id,
        user_id=account.user_id,
        action=action,
        subject=subject,
        detail=detail,
        now=now(),
    )


def sign_out() -> None:
    """Forget the session in the cookie."""
    logout_user()
    flask.session.clear()


def _ask_to_sign_in() -> ResponseReturnValue:
    """A reader goes to the login page; what a writer sent waits in it."""
    if request.method in SAFE_METHODS:
        target = request.full_path.rstrip("?")
        return redirect(url_for("accounts.login", next=target if target != "/" else None))
    form = LoginForm(formdata=None)
    kept = kept_fields()
    page = render_template(
        "accounts/login.html", form=form, notice=SESSION_OVER, kept=kept, target=request.path
    )
    return page, 401


#: Fields that no page carries on: the token, and what only its owner may know.
_NOT_KEPT = frozenset({"csrf_token", "current", "pin", "pin_again"})


def kept_fields() -> list[tuple[str, str]]:
    """What was typed into the form of this request, without its token and passwords."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _NOT_KEPT and "password" not in name
    ]


def safe_target(path: str | None) -> str:
    """A path of this site, or nothing: a link into the login page leads nowhere else."""
    path = path or ""
    parts = urlsplit(path)
    inside = path.startswith("/") and not re.search(r"^//|[\\\x00-\x1f\x7f]", path)
    return path if inside and not parts.scheme and not parts.netloc else ""


def device_name(agent: str) -> str:
    """A browser and its system in two words; nothing finer is kept."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "Trình duyệt khác")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return f"{browser}, {system}" if system else browser
