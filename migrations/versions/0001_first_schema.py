"""The first schema: every table.

`response` is partitioned by round on PostgreSQL; `response_part_default` catches what has no
partition of its own. The triggers that keep records as they were written follow in 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")

#: In the order in which they can be dropped.
TABLES = (
    *("unit_score", "unit_maximum", "result", "response_snapshot", "response_segment"),
    *("response_ledger", "response", "population", "counter_unit", "survey_round"),
    *("programme_form", "login_session", "counter", "audit_event", "user_account", "unit"),
    *(
        "questionnaire_version",
        "programme_version",
        "place",
        "response_uncounted",
        "job",
        "authority",
    ),
)


def upgrade() -> None:
    create_jobs()
    create_units()
    create_accounts()
    create_questionnaires()
    create_programmes()
    create_rounds()
    create_responses()
    create_ledger()
    create_snapshot()
    create_scores()
    create_results()
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TABLE response_part_default PARTITION OF response DEFAULT")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def reference(name: str, target: str, **options: bool) -> sa.Column[int]:
    """A column that holds the key of another table."""
    return sa.Column(name, sa.Integer(), sa.ForeignKey(target), **options)


def create_jobs() -> None:
    """Work for later."""
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("arguments", JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("run_after", MOMENT, nullable=False),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("result_file", sa.String(300), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.CheckConstraint("attempts >= 0", name="attempts"),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
    )
    op.create_index(None, "job", ["state", "run_after"])


def create_units() -> None:
    """Authorities, units, places and counters."""
    op.create_table(
        "authority",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), primary_key=True),
        reference("authority_id", "authority.id", nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.UniqueConstraint("authority_id", "code"),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), primary_key=True),
        reference("authority_id", "authority.id", nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("sort_key", sa.String(700), nullable=False),
        sa.Column("level", sa.String(64), nullable=False),
        reference("parent_id", "unit.id", nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        reference("successor_id", "unit.id", nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name="life"
        ),
        sa.UniqueConstraint("authority_id", "code"),
    )
    op.create_table(
        "counter",
        sa.Column("id", sa.Integer(), primary_key=True),
        reference("place_id", "place.id", nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        reference("operator_id", "unit.id", nullable=True),
        sa.UniqueConstraint("place_id", "code"),
    )
    op.create_table(
        "counter_unit",
        reference("counter_id", "counter.id", primary_key=True),
        reference("unit_id", "unit.id", primary_key=True),
    )


def create_accounts() -> None:
    """Users, their sessions and the audit trail."""
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), primary_key=True),
        reference("authority_id", "authority.id", nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("role IN ('administrator', 'survey_manager', 'viewer')", name="role"),
        sa.CheckConstraint("username = lower(username)", name="username_lower"),
        sa.UniqueConstraint("username"),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        reference("authority_id", "authority.id", nullable=True),
        reference("user_id", "user_account.id", nullable=True),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("detail", JSON, nullable=False),
    )
    op.create_index(None, "audit_event", ["authority_id", "at"])
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        reference("user_id", "user_account.id", nullable=False),
        sa.Column("label", sa.String(16), nullable=False),
        sa.Column("device", sa.String(100), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
    )
    op.create_index(None, "login_session", ["user_id"])


def create_questionnaires() -> None:
    """Questionnaires."""
    op.create_table(
        "questionnaire_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        reference("authority_id", "authority.id", nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("definition", JSON, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("loaded_at", MOMENT, nullable=False),
        sa.UniqueConstraint("authority_id", "code", "version"),
    )


def create_programmes() -> None:
    """Programmes and their forms."""
    op.create_table(
        "programme_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        reference("authority_id", "authority.id", nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("definition", JSON, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("loaded_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.UniqueConstraint("authority_id", "code", "version"),
    )
    op.create_table(
        "programme_form",
        reference("programme_version_id", "programme_version.id", primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        reference("questionnaire_version_id", "questionnaire_version.id", nullable=False),
    )


def create_rounds() -> None:
    """Rounds and populations."""
    op.create_table(
        "survey_round",
        sa.Column("id", sa.Integer(), primary_key=True),
        reference("authority_id", "authority.id", nullable=False),
        reference("programme_version_id", "programme_version.id", nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("window_from", sa.Date(), nullable=False),
        sa.Column("window_to", sa.Date(), nullable=False),
        sa.Column("opens_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name="field_dates"),
        sa.CheckConstraint("window_from <= window_to", name="window"),
        sa.UniqueConstraint("authority_id", "code"),
        sa.UniqueConstraint("id", "anonymous"),
    )
    op.create_table(
        "population",
        reference("round_id", "survey_round.id", primary_key=True),
        reference("unit_id", "unit.id", primary_key=True),
        sa.Column("form", sa.String(64), primary_key=True),
        sa.Column(
            "dossiers",
            sa.Integer(),
            sa.CheckConstraint("dossiers >= 0", name="dossiers"),
            nullable=False,
        ),
    )


def create_responses() -> None:
    """Responses, and the list of those that wait to be counted."""
    op.create_table(
        "response_uncounted",
        sa.Column("round_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("unit_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("submission_id", sa.String(32), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "response",
        sa.Column("round_id", sa.Integer(), primary_key=True, autoincrement=False),
        reference("unit_id", "unit.id", primary_key=True),
        sa.Column("submission_id", sa.String(32), primary_key=True),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        reference("questionnaire_version_id", "questionnaire_version.id", nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=True),
        sa.Column("receipt", sa.String(16), nullable=True),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=True),
        sa.Column("field_code", sa.String(64), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("dossier_hash", sa.String(64), nullable=True),
        reference("counter_id", "counter.id", nullable=True),
        sa.Column("interviewer_id", sa.Integer(), nullable=True),
        sa.Column("device_class", sa.String(16), nullable=True),
        sa.Column("duration_seconds", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            (
                "NOT anonymous OR (received_at IS NULL AND receipt IS NULL AND case_id IS NULL "
                "AND dossier_hash IS NULL AND device_class IS NULL AND duration_seconds IS NULL "
                "AND interviewer_id IS NULL AND counter_id IS NULL)"
            ),
            name="anonymous_bare",
        ),
        sa.CheckConstraint("duration_seconds IS NULL OR duration_seconds >= 0", name="duration"),
        sa.CheckConstraint(
            "anonymous OR (received_at IS NOT NULL AND receipt IS NOT NULL)", name="receipted"
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "anonymous"], ["survey_round.id", "survey_round.anonymous"]
        ),
        sqlite_with_rowid=False,
        postgresql_partition_by="LIST (round_id)",
    )
    op.create_index(None, "response", ["receipt"])


def create_ledger() -> None:
    """What was found about responses after they came."""
    op.create_table(
        "response_ledger",
        sa.Column("round_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        reference("unit_id", "unit.id", nullable=False),
        sa.Column("submission_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=True),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.CheckConstraint("NOT anonymous OR at IS NULL", name="anonymous_bare"),
        sa.CheckConstraint("kind IN ('validity', 'flag')", name="kind"),
        sa.CheckConstraint("kind <> 'validity' OR valid IS NOT NULL", name="validity"),
        sa.ForeignKeyConstraint(
            ["round_id", "anonymous"], ["survey_round.id", "survey_round.anonymous"]
        ),
    )
    op.create_index(None, "response_ledger", ["round_id", "unit_id", "submission_id"])


def create_snapshot() -> None:
    """The packed snapshot that analysis reads."""
    op.create_table(
        "response_segment",
        reference("round_id", "survey_round.id", primary_key=True),
        reference("unit_id", "unit.id", primary_key=True),
        reference("questionnaire_version_id", "questionnaire_version.id", primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("submission_ids", sa.LargeBinary(), nullable=False),
        sa.Column("valid", sa.LargeBinary(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "response_snapshot",
        reference("round_id", "survey_round.id", primary_key=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("ledger_position", sa.Integer(), nullable=False),
    )


def create_scores() -> None:
    """Points from outside the survey."""
    op.create_table(
        "unit_maximum",
        reference("round_id", "survey_round.id", primary_key=True),
        reference("unit_id", "unit.id", primary_key=True),
        sa.Column("max_points", sa.String(32), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
    )
    op.create_table(
        "unit_score",
        reference("round_id", "survey_round.id", primary_key=True),
        reference("unit_id", "unit.id", primary_key=True),
        sa.Column("part", sa.String(64), primary_key=True),
        sa.Column("points", sa.String(32), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
    )


def create_results() -> None:
    """Results."""
    op.create_table(
        "result",
        reference("round_id", "survey_round.id", primary_key=True),
        sa.Column("computed_at", MOMENT, nullable=False),
        sa.Column("snapshot_revision", sa.Integer(), nullable=False),
        sa.Column("ledger_position", sa.Integer(), nullable=False),
        sa.Column("scores_hash", sa.String(64), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
    )
