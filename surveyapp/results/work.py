"""What the worker does for results: count what waits and run the method again where it changed."""

from __future__ import annotations

import logging

from surveyapp.platform.sessions import Base
from surveyapp.responses.flags import limits_of
from surveyapp.results.services import refresh_round
from surveyapp.rounds.queries import list_round_ids

log = logging.getLogger(__name__)


def refresh_results(base: Base) -> int:
    """Refresh every round that has something new, in short transactions of its own.

    A round whose inputs contradict each other is logged and does not keep the others from their
    results.
    """
    with base.database.reading() as session:
        round_ids = list_round_ids(session)
    limits = limits_of(base.settings)
    done = 0
    for round_id in round_ids:
        try:
            done += refresh_round(base.database, round_id=round_id, now=base.clock(), limits=limits)
        except Exception:
            log.exception("result failed", extra={"facts": {"round": round_id}})
    return done


CHORES = {"results": refresh_results}
