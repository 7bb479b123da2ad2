"""The round that a desk page is about, within the authority of the signed-in person."""

from __future__ import annotations

from surveyapp.accounts.login import current_account
from surveyapp.platform.sessions import db_session
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import get_round


def own_round(code: str) -> Round:
    """The round with this code. Raises NotFound, also for the round of another authority (P24)."""
    return get_round(db_session(), authority_id=current_account().authority_id, code=code)
