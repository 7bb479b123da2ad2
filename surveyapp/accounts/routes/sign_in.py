"""The front page, signing in and signing out."""

from __future__ import annotations

import hashlib

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from surveyapp.accounts import services
from surveyapp.accounts.forms import LoginForm
from surveyapp.accounts.login import (
    current_account,
    record_own,
    safe_target,
    sign_in,
    sign_out,
)
from surveyapp.accounts.models import User
from surveyapp.accounts.routes.blueprint import blueprint
from surveyapp.accounts.routes.own import sessions_page
from surveyapp.platform import access
from surveyapp.platform.forms import BROUGHT_BACK, ButtonForm
from surveyapp.platform.rate_limits import address_key, forget_uses, within_limit
from surveyapp.platform.sessions import database, db_session, now, settings

#: A whole office stands behind one address, so an address may try more often than a name.
ADDRESS_FACTOR = 20

TOO_MANY = "Đã thử đăng nhập quá nhiều lần. Xin đợi 15 phút rồi thử lại."
WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng."


@blueprint.get("/")
@access.public
def home() -> ResponseReturnValue:
    """The desk for those signed in, else the front page."""
    if current_user.is_authenticated:
        return redirect(url_for("rounds.index"))
    page = make_response(render_template("accounts/home.html"))
    page.vary.add("Accept-Language")
    return page


@blueprint.route("/login", methods=["GET", "POST"])
@access.public
def login() -> ResponseReturnValue:
    """Sign in with name and password."""
    form = LoginForm()
    if request.method == "GET":
        form.next.data = safe_target(request.args.get("next"))
    if form.accepted():
        return _try(form)
    if (request.method == "GET" or form.stale) and current_user.is_authenticated:
        # A second tab, or the way back: the person is inside already (P8).
        return redirect(_target(form))
    return _page(form, 400 if form.is_submitted() else 200)


def _try(form: LoginForm) -> ResponseReturnValue:
    moment = now()
    name_key = "login:n-" + hashlib.sha256((form.username.data or "").lower().encode()).hexdigest()
    from_key = "login:" + address_key(request.remote_addr, settings=settings(), now=moment)
    limit = settings().login_limit
    name_free = within_limit(database(), key=name_key, limit=limit, now=moment)
    from_free = within_limit(
        database(), key=from_key, limit=limit, now=moment, factor=ADDRESS_FACTOR
    )
    if not (name_free and from_free):
        form.form_errors.append(TOO_MANY)
        return _page(form, 429)
    user = _check(form)
    if user is None:
        form.form_errors.append(WRONG)
        return _page(form, 400)
    forget_uses(database(), key=name_key, limit=limit, now=moment)
    sign_in(user)
    record_own("login")
    return _inside(form)


def _check(form: LoginForm) -> User | None:
    """Check the password while nothing is locked; a refusal is recorded on its own."""
    username, password = form.username.data or "", form.password.data or ""
    with database().reading() as session:
        user = services.authenticate(session, username=username, password=password)
    if user is None:
        with database().transaction() as session:
            services.record_failed_login(session, username=username, now=now())
    return user


def _inside(form: LoginForm) -> ResponseReturnValue:
    kept = [(name[5:], value) for name, value in request.form.items(True) if name[:5] == "kept:"]
    target = safe_target(request.form.get("kept_target"))
    if kept and target:
        return render_template(
            "accounts/bring_back.html", kept=[*kept, (BROUGHT_BACK, "1")], target=target
        )
    return redirect(_target(form))


def _target(form: LoginForm) -> str:
    return safe_target(form.next.data) or url_for("rounds.index")


def _page(form: LoginForm, status: int) -> ResponseReturnValue:
    kept = [(name[5:], value) for name, value in request.form.items(True) if name[:5] == "kept:"]
    target = safe_target(request.form.get("kept_target"))
    page = render_template("accounts/login.html", form=form, notice="", kept=kept, target=target)
    return page, status


@blueprint.post("/logout")
@access.signed_in
def logout() -> ResponseReturnValue:
    """End the session of this browser."""
    form = ButtonForm()
    if not form.accepted():
        return sessions_page(form), 400
    account = current_account()
    services.end_login_session(
        db_session(), user_id=account.user_id, label=account.session_label, now=now()
    )
    record_own("logout")
    sign_out()
    return redirect(url_for("accounts.login"))
