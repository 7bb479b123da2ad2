"""Populations by unit, channel and field instead of by unit and form.

Until now each form was a channel of its own, which bears the form's code; so a row keeps its code.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table anew around its rows; the database keeps no other key of it."""
    op.execute("CREATE TEMPORARY TABLE kept_population AS SELECT * FROM population")
    op.drop_table("population")
    create_population(
        sa.Column("channel", sa.String(64), primary_key=True),
        sa.Column("field_code", sa.String(64), primary_key=True),
    )
    op.execute(
        "INSERT INTO population (round_id, unit_id, channel, field_code, dossiers)"
        " SELECT round_id, unit_id, form, '', dossiers FROM kept_population"
    )
    op.execute("DROP TABLE kept_population")


def downgrade() -> None:
    """Fields are added up. A channel's code stands as form: right where no channels are named."""
    op.execute("CREATE TEMPORARY TABLE kept_population AS SELECT * FROM population")
    op.drop_table("population")
    create_population(sa.Column("form", sa.String(64), primary_key=True))
    op.execute(
        "INSERT INTO population (round_id, unit_id, form, dossiers)"
        " SELECT round_id, unit_id, channel, SUM(dossiers) FROM kept_population"
        " GROUP BY round_id, unit_id, channel"
    )
    op.execute("DROP TABLE kept_population")


def create_population(*keys: sa.Column[str]) -> None:
    """The table with these keys after round and unit."""
    op.create_table(
        "population",
        sa.Column("round_id", sa.Integer(), sa.ForeignKey("survey_round.id"), primary_key=True),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), primary_key=True),
        *keys,
        sa.Column(
            "dossiers",
            sa.Integer(),
            sa.CheckConstraint("dossiers >= 0", name="dossiers"),
            nullable=False,
        ),
    )
