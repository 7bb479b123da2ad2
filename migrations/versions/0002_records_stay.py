"""Records stay as they were written, and each answer and each round brings what it needs.

Answers, their ledger and the audit trail are append-only. A published programme version and the
questionnaire versions that it uses never change. On PostgreSQL a new round brings a partition of
`response` of its own.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("response", "response_ledger", "audit_event")

PUBLISHED = (
    "EXISTS (SELECT 1 FROM programme_version AS p"
    " WHERE p.id = {row}.programme_version_id AND p.published_at IS NOT NULL)"
)
USED = (
    "EXISTS (SELECT 1 FROM programme_form AS f"
    " JOIN programme_version AS p ON p.id = f.programme_version_id"
    " WHERE f.questionnaire_version_id = OLD.id AND p.published_at IS NOT NULL)"
)
#: Table, deed, and when it is refused; OLD and NEW mean the same on both databases.
FROZEN = (
    ("programme_version", "UPDATE", "OLD.published_at IS NOT NULL"),
    ("programme_version", "DELETE", "OLD.published_at IS NOT NULL"),
    ("questionnaire_version", "UPDATE", USED),
    ("programme_form", "INSERT", PUBLISHED.format(row="NEW")),
    ("programme_form", "UPDATE", PUBLISHED.format(row="OLD")),
    ("programme_form", "DELETE", PUBLISHED.format(row="OLD")),
)


def upgrade() -> None:
    """Add the triggers."""
    put_new_responses_on_the_waiting_list()
    for table, deed, condition in refused():
        refuse(table, deed, condition)
    if on_postgresql():
        partition_each_round()


def downgrade() -> None:
    """Take the triggers away; what is stored stays."""
    names = [name_of(table, deed) for table, deed, _ in refused()]
    if on_postgresql():
        for name in ("survey_round_brings_partition", "response_waits", *names):
            op.execute(f"DROP FUNCTION {name}() CASCADE")
        return
    for name in ("response_waits", *names):
        op.execute(f"DROP TRIGGER {name}")


def on_postgresql() -> bool:
    """Whether this runs on PostgreSQL; else it is SQLite."""
    return op.get_bind().dialect.name == "postgresql"


def refused() -> list[tuple[str, str, str]]:
    """Every table, deed and condition that this database refuses."""
    kept = [(table, deed, "TRUE") for table in APPEND_ONLY for deed in ("UPDATE", "DELETE")]
    emptied = [(table, "TRUNCATE", "TRUE") for table in (*APPEND_ONLY, "response_part_default")]
    return [*kept, *FROZEN, *(emptied if on_postgresql() else ())]


def name_of(table: str, deed: str) -> str:
    """The name of a refusing trigger and of its function."""
    return f"{table}_refuses_{deed.lower()}"


def put_new_responses_on_the_waiting_list() -> None:
    """Each new response waits to be counted; the database itself sees to it."""
    wait = (
        "INSERT INTO response_uncounted (round_id, unit_id, submission_id)"
        " VALUES (NEW.round_id, NEW.unit_id, NEW.submission_id);"
    )
    if not on_postgresql():
        op.execute(f"CREATE TRIGGER response_waits AFTER INSERT ON response BEGIN {wait} END")
        return
    op.execute(
        "CREATE FUNCTION response_waits() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {wait} RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER response_waits AFTER INSERT ON response"
        " FOR EACH ROW EXECUTE FUNCTION response_waits()"
    )


def partition_each_round() -> None:
    """On PostgreSQL, every new round gets a partition of `response` of its own."""
    op.execute(
        "CREATE FUNCTION survey_round_brings_partition() RETURNS trigger LANGUAGE plpgsql AS $$"
        " DECLARE part text := format('response_part_%s', NEW.id); BEGIN"
        " EXECUTE format('CREATE TABLE %I PARTITION OF response FOR VALUES IN (%s)', part, NEW.id);"
        " EXECUTE format('CREATE TRIGGER response_refuses_truncate BEFORE TRUNCATE ON %I"
        " EXECUTE FUNCTION response_refuses_truncate()', part);"
        " RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER survey_round_brings_partition AFTER INSERT ON survey_round"
        " FOR EACH ROW EXECUTE FUNCTION survey_round_brings_partition()"
    )


def refuse(table: str, deed: str, condition: str) -> None:
    """A trigger that refuses `deed` on the rows of `table` for which `condition` holds."""
    name = name_of(table, deed)
    reason = f"{table} does not allow {deed}"
    if not on_postgresql():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {deed} ON {table} WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{reason}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {condition} THEN RAISE EXCEPTION '{reason}' USING ERRCODE = '23000'; END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    each = "STATEMENT" if deed == "TRUNCATE" else "ROW"
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"
    )
