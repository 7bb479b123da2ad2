"""The count cube is stored by cell, and segments are split by field.

The snapshot is made anew: every response goes back on the waiting list, and the worker counts it.
On SQLite cells have no rowid, which would tell the order in which their first answers came (P5).
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty the snapshot, give segments a field, add the cells."""
    _keep_published_results()
    op.drop_table("response_segment")
    op.create_table(
        "response_segment",
        *_keys(),
        sa.Column("field_code", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        *_packed(),
        sa.PrimaryKeyConstraint(
            *("round_id", "unit_id", "questionnaire_version_id", "field_code", "number"),
            name="pk_response_segment",
        ),
    )
    op.create_table(
        "response_count_cell",
        *_keys(),
        sa.Column("field_code", sa.String(64), nullable=False),
        sa.Column("responses", sa.Integer, nullable=False),
        sa.Column("tally", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint(
            *("round_id", "unit_id", "questionnaire_version_id", "field_code"),
            name="pk_response_count_cell",
        ),
        sqlite_with_rowid=False,
    )
    _count_anew()


def downgrade() -> None:
    """Empty the snapshot and take the cells away."""
    _keep_published_results()
    op.drop_table("response_count_cell")
    op.drop_table("response_segment")
    op.create_table(
        "response_segment",
        *_keys(),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        *_packed(),
        sa.PrimaryKeyConstraint(
            *("round_id", "unit_id", "questionnaire_version_id", "number"),
            name="pk_response_segment",
        ),
    )
    _count_anew()


def _keys() -> tuple[sa.Column[int], ...]:
    tables = {
        "round_id": "survey_round",
        "unit_id": "unit",
        "questionnaire_version_id": "questionnaire_version",
    }
    return tuple(
        sa.Column(name, sa.Integer(), sa.ForeignKey(f"{table}.id"), nullable=False)
        for name, table in tables.items()
    )


def _packed() -> tuple[sa.Column[int] | sa.Column[bytes], ...]:
    return (
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("submission_ids", sa.LargeBinary, nullable=False),
        sa.Column("valid", sa.LargeBinary, nullable=False),
        sa.Column("answers", sa.LargeBinary, nullable=False),
    )


def _keep_published_results() -> None:
    """What a published round shows stays: counting anew would otherwise compute it once more.

    A result computed at or after the publication is final; one that was up to date at the
    publication becomes so.
    """
    moment = sa.bindparam("now", datetime.now(UTC), type_=sa.DateTime(timezone=True))
    op.get_bind().execute(
        sa.text(
            "UPDATE result SET computed_at ="
            " (SELECT published_at FROM survey_round AS r WHERE r.id = result.round_id)"
            " WHERE EXISTS (SELECT 1 FROM survey_round AS r"
            " LEFT JOIN response_snapshot AS s ON s.round_id = r.id WHERE r.id = result.round_id"
            " AND r.published_at <= :now AND result.computed_at < r.published_at"
            " AND result.snapshot_revision = COALESCE(s.revision, 0)"
            " AND result.ledger_position = COALESCE(s.ledger_position, 0))"
            " AND NOT EXISTS"
            " (SELECT 1 FROM response_uncounted AS u WHERE u.round_id = result.round_id)"
        ).bindparams(moment)
    )


def _count_anew() -> None:
    """Put every response on the waiting list, and the ledger back to its beginning."""
    op.execute(
        "INSERT INTO response_uncounted (round_id, unit_id, submission_id)"
        " SELECT round_id, unit_id, submission_id FROM response AS r"
        " WHERE NOT EXISTS (SELECT 1 FROM response_uncounted AS u WHERE u.round_id = r.round_id"
        " AND u.unit_id = r.unit_id AND u.submission_id = r.submission_id)"
    )
    op.execute("UPDATE response_snapshot SET ledger_position = 0, revision = revision + 1")
