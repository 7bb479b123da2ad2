"""One dossier counts once: the first response that counts speaks for it, later ones are kept.

The key of `dossier_answer` decides, never a look beforehand (P2). What is known of a dossier is its
keyed hash; its reference is nowhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Dialect, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Executable

from surveyapp.platform.prepared import Prepared
from surveyapp.responses.ledger import Remark, append_entry
from surveyapp.responses.models import DossierAnswer
from surveyapp.responses.row import Submission
from surveyapp.rounds.way_in import WayIn

_TABLE = DossierAnswer.metadata.tables[DossierAnswer.__tablename__]


def claim_dossier(
    connection: Connection, *, way_in: WayIn, submission: Submission, zone: ZoneInfo, now: datetime
) -> bool:
    """Let a response that was just inserted speak for its dossier; whether it does.

    Runs in the transaction of the insert. Where another response speaks already, the ledger says
    that this one does not count. A late answer that does not count anyway leaves the dossier free:
    the round may be extended, and then one in time still counts. A submission without a dossier
    speaks for itself.
    """
    if submission.dossier_hash is None:
        return True
    if now >= way_in.closes_at and way_in.late_answers != "count":
        return speaks_for_dossier(connection, way_in=way_in, submission=submission)
    if _CLAIM.execute(connection, _row(way_in, submission)).first() is not None:
        return True
    append_entry(
        connection, way_in=way_in, remark=_duplicate_remark(way_in, submission), zone=zone, now=now
    )
    return False


def speaks_for_dossier(connection: Connection, *, way_in: WayIn, submission: Submission) -> bool:
    """Whether no other response speaks for the dossier of this one; what a retry is told (P1)."""
    if submission.dossier_hash is None:
        return True
    speaker = connection.scalar(
        select(DossierAnswer.submission_id).where(
            DossierAnswer.round_id == way_in.round_id,
            DossierAnswer.unit_id == way_in.unit_id,
            DossierAnswer.dossier_hash == submission.dossier_hash,
        )
    )
    return speaker in (None, submission.submission_id)


def _row(way_in: WayIn, submission: Submission) -> dict[str, Any]:
    return {
        "round_id": way_in.round_id,
        "unit_id": way_in.unit_id,
        "dossier_hash": submission.dossier_hash,
        "submission_id": submission.submission_id,
    }


def _claim_statement(dialect: Dialect) -> Executable:
    insert = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
    values = {column.name: bindparam(column.name, type_=column.type) for column in _TABLE.columns}
    statement = insert(_TABLE).values(values).on_conflict_do_nothing()
    return statement.returning(_TABLE.c.submission_id)


_CLAIM = Prepared(_claim_statement)


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
