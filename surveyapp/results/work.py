"""What the worker does for results: count what waits and run the method again where it changed."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from surveyapp.platform.sessions import Base
from surveyapp.responses.queries import count_waiting, last_ledger_position, snapshot_head
from surveyapp.results.services import is_stale, refresh_result
from surveyapp.rounds.queries import list_round_ids

log = logging.getLogger(__name__)


def refresh_results(base: Base) -> int:
    """Refresh every round that has something new, each in a transaction of its own.

    Looking comes first and only reads, so an idle worker never holds the write lock. A round whose
    inputs contradict each other is logged and does not keep the others from their results.
    """
    with base.database.reading() as session:
        due = [id_ for id_ in list_round_ids(session) if _has_news(session, id_)]
    done = 0
    for round_id in due:
        try:
            with base.database.transaction() as session:
                done += refresh_result(session, round_id=round_id, now=base.clock())
        except Exception:
            log.exception("result failed", extra={"facts": {"round": round_id}})
    return done


def _has_news(session: Session, round_id: int) -> bool:
    _, applied = snapshot_head(session, round_id=round_id)
    return (
        count_waiting(session, round_id=round_id) > 0
        or last_ledger_position(session, round_id=round_id) > applied
        or is_stale(session, round_id=round_id)
    )


CHORES = {"results": refresh_results}
