"""Ways in: fields, short codes, kiosks, keys of other systems, dossiers, signals of the door."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = ("kiosk", "api_key", "dossier_answer", "short_code", "unit_field", "field")
CHECK = "ck_response_anonymous_signals"
RULE = "NOT anonymous OR signals IS NULL"


def upgrade() -> None:
    """Add tables and columns."""
    create_fields()
    create_short_codes()
    create_dossiers()
    create_api_keys()
    create_kiosks()
    for name in ("progress_done", "progress_total"):
        op.add_column("job", sa.Column(name, sa.Integer()))
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("response", sa.Column("signals", sa.String(64)))
        op.execute(f"ALTER TABLE response ADD CONSTRAINT {CHECK} CHECK ({RULE})")
        return
    # SQLite takes a check only together with its column, and then copies nothing.
    op.execute(
        f"ALTER TABLE response ADD COLUMN signals VARCHAR(64) CONSTRAINT {CHECK} CHECK ({RULE})"
    )


def downgrade() -> None:
    """Take them away; answers stay, what the door noticed of them goes."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE response DROP CONSTRAINT {CHECK}")
    op.execute("ALTER TABLE response DROP COLUMN signals")
    for name in ("progress_done", "progress_total"):
        op.execute(f"ALTER TABLE job DROP COLUMN {name}")
    for table in TABLES:
        op.drop_table(table)


def reference(name: str, target: str, **options: bool) -> sa.Column[int]:
    """A column that holds the key of another table."""
    return sa.Column(name, sa.Integer(), sa.ForeignKey(target), **options)


def create_fields() -> None:
    """The catalogue of fields, and which unit handles which."""
    op.create_table(
        "field",
        sa.Column("id", sa.Integer(), primary_key=True),
        reference("authority_id", "authority.id", nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.UniqueConstraint("authority_id", "code"),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name="life"
        ),
    )
    op.create_table(
        "unit_field",
        reference("unit_id", "unit.id", primary_key=True),
        reference("field_id", "field.id", primary_key=True),
    )


def create_short_codes() -> None:
    """Codes to type."""
    op.create_table(
        "short_code",
        sa.Column("code", sa.String(8), primary_key=True),
        reference("round_id", "survey_round.id", nullable=False),
        reference("unit_id", "unit.id", nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.UniqueConstraint("round_id", "unit_id", "counter_id", "form", "field_id"),
    )


def create_dossiers() -> None:
    """Which response speaks for a dossier."""
    op.create_table(
        "dossier_answer",
        reference("round_id", "survey_round.id", primary_key=True),
        reference("unit_id", "unit.id", primary_key=True),
        sa.Column("dossier_hash", sa.String(64), primary_key=True),
        sa.Column("submission_id", sa.String(32), nullable=False),
    )


def create_api_keys() -> None:
    """Keys of other systems."""
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), primary_key=True),
        reference("authority_id", "authority.id", nullable=False),
        reference("unit_id", "unit.id", nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        reference("created_by", "user_account.id", nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.UniqueConstraint("key_hash"),
    )
    op.create_index(None, "api_key", ["authority_id"])


def create_kiosks() -> None:
    """Tablets at counters."""
    op.create_table(
        "kiosk",
        sa.Column("id", sa.Integer(), primary_key=True),
        reference("round_id", "survey_round.id", nullable=False),
        reference("counter_id", "counter.id", nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("pin_hash", sa.String(200), nullable=False),
        sa.Column("offers", sa.String(8), nullable=False),
        sa.Column("idle_seconds", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.CheckConstraint("offers IN ('full', 'quick', 'both')", name="offers"),
        sa.CheckConstraint("idle_seconds BETWEEN 30 AND 300", name="idle_seconds"),
    )
    op.create_index(None, "kiosk", ["round_id"])
