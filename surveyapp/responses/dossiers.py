"""One dossier counts once: its first response speaks for it, later ones are kept beside it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from surveyapp.responses.ledger import Remark, append_entry
from surveyapp.responses.models import DossierAnswer
from surveyapp.responses.row import Submission
from surveyapp.rounds.queries import WayIn


def claim_dossier(
    connection: Connection, *, way_in: WayIn, submission: Submission, zone: ZoneInfo, now: datetime
) -> bool:
    """Let a response that was just inserted speak for its dossier; the key decides (P2).

    Where another one does already, the ledger says that this one does not count, and False is
    returned. A submission without a dossier speaks for itself. Needs the transaction of the insert.
    """
    if submission.dossier_hash is None:
        return True
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    claim = insert(DossierAnswer).values(
        round_id=way_in.round_id,
        unit_id=way_in.unit_id,
        dossier_hash=submission.dossier_hash,
        submission_id=submission.submission_id,
    )
    claimed = claim.on_conflict_do_nothing().returning(DossierAnswer.submission_id)
    if connection.execute(claimed).first() is not None:
        return True
    append_entry(
        connection, way_in=way_in, remark=_duplicate_remark(way_in, submission), zone=zone, now=now
    )
    return False


def speaks_for_dossier(connection: Connection, *, way_in: WayIn, submission: Submission) -> bool:
    """Whether a stored response is the one that counts for its dossier."""
    if submission.dossier_hash is None:
        return True
    speaker = connection.scalar(
        select(DossierAnswer.submission_id).where(
            DossierAnswer.round_id == way_in.round_id,
            DossierAnswer.unit_id == way_in.unit_id,
            DossierAnswer.dossier_hash == submission.dossier_hash,
        )
    )
    return speaker == submission.submission_id


def _duplicate_remark(way_in: WayIn, submission: Submission) -> Remark:
    return Remark(
        unit_id=way_in.unit_id,
        submission_id=submission.submission_id,
        kind="validity",
        valid=False,
        rule="duplicate",
        reason="Hồ sơ này đã có một phiếu gửi trước; mỗi hồ sơ chỉ tính một phiếu.",
        actor="system",
    )
