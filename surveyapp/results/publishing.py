"""Publishing the result of a round: what was computed on everything counted, and then no more.

Commands only: the run it takes was computed by the statistics.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.platform.errors import Conflict, WrongState
from surveyapp.responses.queries import count_waiting, last_ledger_position, snapshot_head
from surveyapp.results.queries import figures_hash
from surveyapp.results.services import PreparedRun, store_run
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import get_round_by_id, lock_round, populations
from surveyapp.rounds.state import RoundState, state_of
from surveyapp.scores.queries import get_scores

_REFUSED = {
    RoundState.DRAFT: "Đợt chưa bắt đầu nhận phiếu, chưa có gì để công bố.",
    RoundState.OPEN: "Đợt đang nhận phiếu. Hãy đóng đợt trước khi công bố kết quả.",
    RoundState.PUBLISHED: "Đợt này đã công bố kết quả; kết quả đã công bố không thay đổi.",
}


def publish_round(session: Session, *, run: PreparedRun, now: datetime) -> Round:
    """Store a run as the final result of its round and publish the round at the run's moment.

    The run was computed just before, outside this transaction. Raises WrongState unless the round
    is closed, Conflict where an answer, a remark or an imported figure came after the run, or where
    it has nothing to say. Then nothing is written.
    """
    lock_round(session, round_id=run.round_id)
    round_ = get_round_by_id(session, round_id=run.round_id)
    session.refresh(round_)
    state = state_of(round_, now=now)
    if state is not RoundState.CLOSED:
        raise WrongState(f"round-{state}", _REFUSED[state])
    if not run.document["n"]:
        raise Conflict("no-responses", "Đợt không có phiếu hợp lệ nào, không có gì để công bố.")
    if not _covers_everything(session, run) or not store_run(session, run=run):
        raise Conflict(
            "result-behind", "Vừa có phiếu hoặc số liệu mới chưa tính. Hãy chạy lại lệnh này."
        )
    round_.published_at = run.computed_at
    session.flush()
    return round_


def _covers_everything(session: Session, run: PreparedRun) -> bool:
    """Whether nothing came since the run: no answer waits, no remark, no other figures."""
    round_id = run.round_id
    if count_waiting(session, round_id=round_id):
        return False
    if last_ledger_position(session, round_id=round_id) != run.ledger_position:
        return False
    if snapshot_head(session, round_id=round_id) != (run.snapshot_revision, run.ledger_position):
        return False
    figures = get_scores(session, round_id=round_id), populations(session, round_id=round_id)
    return run.scores_hash == figures_hash(*figures)
