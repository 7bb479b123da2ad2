"""One's own sessions and password."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.accounts import queries, services
from surveyapp.accounts.forms import PasswordForm
from surveyapp.accounts.login import current_account, record_own
from surveyapp.accounts.routes.blueprint import blueprint
from surveyapp.platform import access
from surveyapp.platform.errors import Invalid
from surveyapp.platform.forms import ButtonForm
from surveyapp.platform.sessions import db_session, now


@blueprint.get("/sessions")
@access.signed_in
def own_sessions() -> ResponseReturnValue:
    """Where one is signed in."""
    return sessions_page(ButtonForm()), 200


@blueprint.post("/sessions/<label>/end")
@access.signed_in
def end_session(label: str) -> ResponseReturnValue:
    """End one of one's own sessions."""
    form = ButtonForm()
    if not form.accepted():
        return sessions_page(form), 400
    account = current_account()
    services.end_login_session(db_session(), user_id=account.user_id, label=label, now=now())
    record_own("session.end", label)
    flash("Đã kết thúc phiên đăng nhập.")
    return redirect(url_for("accounts.own_sessions"))


@blueprint.route("/password", methods=["GET", "POST"])
@access.signed_in
def own_password() -> ResponseReturnValue:
    """Change one's own password."""
    form = PasswordForm()
    if form.accepted() and _change(form):
        flash("Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc.")
        return redirect(url_for("accounts.own_sessions"))
    page = render_template("accounts/password.html", form=form)
    return page, 400 if request.method == "POST" else 200


def _change(form: PasswordForm) -> bool:
    account = current_account()
    user = queries.get_user_by_id(db_session(), user_id=account.user_id)
    try:
        services.change_password(
            db_session(),
            user=user,
            current=form.current.data or "",
            password=form.password.data or "",
            keep_token=account.token,
            now=now(),
        )
    except Invalid as error:
        form.refuse(error.field, error.message)
        return False
    record_own("password.change", account.username)
    return True


def sessions_page(form: ButtonForm) -> str:
    """The list of one's own sessions, with the messages of `form`."""
    account = current_account()
    entries = queries.list_live_sessions(db_session(), user_id=account.user_id, now=now())
    return render_template("accounts/sessions.html", entries=entries, form=form)
