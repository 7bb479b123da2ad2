"""The API keys of the own authority, for its administrators."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.accounts.api_keys import queries
from surveyapp.accounts.api_keys.services import MadeKey, create_api_key, revoke_api_key
from surveyapp.accounts.forms import EVERY_UNIT, ApiKeyForm
from surveyapp.accounts.login import current_account, record_own
from surveyapp.accounts.routes.blueprint import blueprint
from surveyapp.platform import access
from surveyapp.platform.errors import Invalid
from surveyapp.platform.forms import ButtonForm
from surveyapp.platform.sessions import db_session, now
from surveyapp.units.queries import list_units


@blueprint.get("/api-keys")
@access.role("administrator")
def api_keys() -> ResponseReturnValue:
    """Which other systems may ask for links, and revoking their keys."""
    return _keys_page(ButtonForm()), 200


def _keys_page(form: ButtonForm) -> str:
    keys = queries.list_api_keys(db_session(), authority_id=current_account().authority_id)
    return render_template("accounts/api_keys.html", keys=keys, form=form)


@blueprint.route("/api-keys/new", methods=["GET", "POST"])
@access.role("administrator")
def new_api_key() -> ResponseReturnValue:
    """Make a key; it is shown once, and only its hash is kept."""
    form = ApiKeyForm()
    units = list_units(db_session(), authority_id=current_account().authority_id)
    form.offer([(unit.code, unit.name) for unit in units])
    if form.accepted():
        made = _create(form)
        if made:
            return render_template("accounts/api_key_made.html", key=made.key, text=made.text)
    page = render_template("accounts/new_api_key.html", form=form)
    return page, 400 if request.method == "POST" else 200


def _create(form: ApiKeyForm) -> MadeKey | None:
    account = current_account()
    try:
        made = create_api_key(
            db_session(),
            authority_id=account.authority_id,
            name=form.name.data or "",
            unit_code=None if form.unit.data == EVERY_UNIT else form.unit.data,
            created_by=account.user_id,
            now=now(),
        )
    except Invalid as error:
        form.refuse(error.field, error.message)
        return None
    record_own("api_key.create", made.key.prefix, {"unit": form.unit.data})
    return made


@blueprint.post("/api-keys/<prefix>/revoke")
@access.role("administrator")
def revoke_key(prefix: str) -> ResponseReturnValue:
    """Close a key; links that were made with it stay good."""
    form = ButtonForm()
    if not form.accepted():
        return _keys_page(form), 400
    authority_id = current_account().authority_id
    key = queries.get_api_key(db_session(), authority_id=authority_id, prefix=prefix)
    revoke_api_key(db_session(), key=key, now=now())
    record_own("api_key.revoke", prefix)
    flash(f"Đã thu hồi khóa {prefix}.")
    return redirect(url_for("accounts.api_keys"))
