"""Populations that were counted by form before there were channels."""

from __future__ import annotations

from sqlalchemy import text

from surveyapp.platform.database import Database
from surveyapp.platform.migrations import downgrade_database, upgrade_database
from surveyapp.rounds.populations import store_populations
from surveyapp.rounds.queries import populations
from tests.field import make_field


def test_rows_keep_their_form_as_channel_up_and_down(database: Database) -> None:
    """Style 16."""
    with database.transaction() as session:
        field = make_field(session)
        round_id, (snv, stc) = field.round.id, [unit.id for unit in field.units]
    downgrade_database(database, revision="0003")
    insert = text("INSERT INTO population VALUES (:round, :unit, 'counter_form', 120)")
    with database.transaction() as session:
        session.execute(insert, {"round": round_id, "unit": snv})
    upgrade_database(database)
    kept = {(snv, "counter_form", ""): 120}
    with database.transaction() as session:
        assert populations(session, round_id=round_id) == kept
        by_field = {(stc, "counter_form", "a"): 3, (stc, "counter_form", "b"): 4}
        store_populations(session, round_id=round_id, populations=kept | by_field)
    downgrade_database(database, revision="0003")
    with database.reading() as session:
        rows = session.execute(text("SELECT unit_id, form, dossiers FROM population")).all()
    assert sorted(map(tuple, rows)) == [(snv, "counter_form", 120), (stc, "counter_form", 7)]
