"""The users of the own authority, for its administrators."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.accounts import queries, services
from surveyapp.accounts.forms import NewUserForm
from surveyapp.accounts.login import current_account, record_own
from surveyapp.accounts.models import User
from surveyapp.accounts.passwords import generate_password
from surveyapp.accounts.routes.blueprint import blueprint
from surveyapp.platform import access
from surveyapp.platform.errors import Conflict, Invalid, WrongState
from surveyapp.platform.forms import ButtonForm
from surveyapp.platform.sessions import db_session, now


@blueprint.get("/users")
@access.role("administrator")
def users() -> ResponseReturnValue:
    """Everybody who may sign in for this authority."""
    return _users_page(ButtonForm()), 200


def _users_page(form: ButtonForm) -> str:
    authority_id = current_account().authority_id
    found = queries.list_users(db_session(), authority_id=authority_id)
    return render_template("accounts/users.html", users=found, form=form)


@blueprint.route("/users/new", methods=["GET", "POST"])
@access.role("administrator")
def new_user() -> ResponseReturnValue:
    """Make a user; the password is made here and shown once."""
    form = NewUserForm()
    if form.accepted():
        password = generate_password()
        user = _create(form, password)
        if user:
            return _password_page(user, password)
    page = render_template("accounts/new_user.html", form=form)
    return page, 400 if request.method == "POST" else 200


def _create(form: NewUserForm, password: str) -> User | None:
    try:
        user = services.create_user(
            db_session(),
            authority_id=current_account().authority_id,
            username=form.username.data or "",
            name=form.name.data or "",
            role=form.role.data,
            password=password,
            now=now(),
        )
    except (Invalid, Conflict) as error:
        form.refuse(error.field, error.message)
        return None
    record_own("user.create", user.username)
    return user


@blueprint.post("/users/<username>/lock")
@access.role("administrator")
def lock_user(username: str) -> ResponseReturnValue:
    """Keep a user out; their sessions end."""
    return _set_active(username, active=False)


@blueprint.post("/users/<username>/unlock")
@access.role("administrator")
def unlock_user(username: str) -> ResponseReturnValue:
    """Let a user in again."""
    return _set_active(username, active=True)


def _set_active(username: str, *, active: bool) -> ResponseReturnValue:
    form = ButtonForm()
    if not form.accepted():
        return _users_page(form), 400
    user = _user(username)
    try:
        services.set_active(db_session(), user=user, active=active, now=now())
    except WrongState as error:
        form.refuse("", error.message)
        return _users_page(form), 409
    record_own("user.unlock" if active else "user.lock", username)
    flash(f"Đã {'mở khóa' if active else 'khóa'} tài khoản {username}.")
    return redirect(url_for("accounts.users"))


@blueprint.post("/users/<username>/password")
@access.role("administrator")
def reset_user_password(username: str) -> ResponseReturnValue:
    """Give a user a new password, shown once."""
    form = ButtonForm()
    if not form.accepted():
        return _users_page(form), 400
    user, password = _user(username), generate_password()
    services.reset_password(db_session(), user=user, password=password, now=now())
    record_own("user.reset_password", username)
    return _password_page(user, password)


def _user(username: str) -> User:
    authority_id = current_account().authority_id
    return queries.get_user(db_session(), authority_id=authority_id, username=username)


def _password_page(user: User, password: str) -> str:
    return render_template("accounts/user_password.html", user=user, password=password)
