"""The blueprint that every page of this room hangs on."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from surveyapp.accounts import login
from surveyapp.accounts.actions import action_words, role_words
from surveyapp.accounts.api_keys import checking

blueprint = Blueprint("accounts", __name__)

#: The main menu of the desk: endpoint, words, and the least role that sees the entry.
MENU = (
    ("rounds.index", "Đợt khảo sát", "viewer"),
    ("accounts.audit", "Nhật ký", "survey_manager"),
    ("accounts.users", "Người dùng", "administrator"),
    ("accounts.api_keys", "Khóa API", "administrator"),
)


@blueprint.record_once
def _install(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    login.install(app)
    checking.install(app)
    app.add_template_filter(action_words, "action_words")
    app.add_template_filter(role_words, "role_words")


@blueprint.app_context_processor
def _account() -> dict[str, Any]:
    return {"account": current_user, "desk_menu": MENU}
