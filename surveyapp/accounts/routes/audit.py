"""The audit trail of the own authority."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from surveyapp.accounts import queries
from surveyapp.accounts.login import current_account
from surveyapp.accounts.routes.blueprint import blueprint
from surveyapp.platform import access
from surveyapp.platform.paging import Paging
from surveyapp.platform.sessions import db_session

PAGE_SIZE = 50


@blueprint.get("/audit")
@access.role("survey_manager")
def audit() -> ResponseReturnValue:
    """Who did what at the desk, the latest first."""
    authority_id = current_account().authority_id
    total = queries.count_audit_events(db_session(), authority_id=authority_id)
    paging = Paging(total, request.args.get("page", 1, type=int), PAGE_SIZE)
    events = queries.list_audit_events(
        db_session(), authority_id=authority_id, limit=PAGE_SIZE, offset=paging.offset
    )
    return render_template("accounts/audit.html", events=events, paging=paging)
