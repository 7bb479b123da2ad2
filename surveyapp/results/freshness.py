"""Whether the stored result is the newest there can be; for pages, which never compute (P16)."""

from __future__ import annotations

import enum

from sqlalchemy.orm import Session

from surveyapp.responses.queries import count_waiting, snapshot_head
from surveyapp.results.earlier import READABLE
from surveyapp.results.queries import figures_hash, find_run
from surveyapp.results.views import FORMAT
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import populations
from surveyapp.scores.queries import get_scores


class Freshness(enum.StrEnum):
    """A page says which of these it shows; it never says that there are no data."""

    NEVER_RUN = "never_run"
    BEHIND = "behind"
    CURRENT = "current"


def freshness_of(session: Session, *, round_: Round) -> Freshness:
    """Compare the stored run with what has been counted and imported since."""
    run = find_run(session, round_id=round_.id)
    if run is None or run.format not in READABLE:
        return Freshness.NEVER_RUN
    if round_.published_at is not None and run.computed_at >= round_.published_at:
        return Freshness.CURRENT
    if run.format != FORMAT:
        return Freshness.BEHIND
    head = snapshot_head(session, round_id=round_.id)
    counted = head == (run.snapshot_revision, run.ledger_position)
    if not counted or count_waiting(session, round_id=round_.id):
        return Freshness.BEHIND
    scores = get_scores(session, round_id=round_.id)
    dossiers = populations(session, round_id=round_.id)
    if run.scores_hash != figures_hash(scores, dossiers):
        return Freshness.BEHIND
    return Freshness.CURRENT
