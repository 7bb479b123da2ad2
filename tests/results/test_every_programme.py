"""Every programme under `forms/` can be scored without a line of code of its own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from surveyapp.programmes.reading import read_programme
from surveyapp.programmes.services import load_programme
from surveyapp.results import exports, listing
from surveyapp.results.queries import get_result, view_of
from surveyapp.results.services import refresh_result
from surveyapp.rounds.services import RoundDates, create_round
from tests.results.scene import NOW, ZONE

FORMS = Path(__file__).parents[2] / "forms"
PROGRAMMES = sorted(path.parent for path in FORMS.rglob("programme.yaml"))


@pytest.mark.parametrize("folder", PROGRAMMES, ids=lambda path: path.name)
def test_an_empty_round_of_it_has_a_result_that_is_unknown_everywhere_m6(
    session: Session, folder: Path
) -> None:
    source, faults = read_programme(folder)
    assert source is not None, faults
    loaded = load_programme(session, source=source, now=NOW - timedelta(days=1))
    today = NOW.date()
    round_ = create_round(
        session,
        programme=loaded.programme_version,
        code="dot-1",
        name="Đợt 1",
        dates=RoundDates(today, today, today, today),
        zone=ZONE,
        now=NOW,
    )
    refresh_result(session, round_id=round_.id, now=NOW)
    view = view_of(get_result(session, round_id=round_.id))
    units = [row for group in view.groups for row in group.by_index]
    assert len(units) == len(source.definition.units)
    assert all(row.index is None and row.rank is None for row in units)
    for table in (listing.unit_tables, listing.criterion_tables, listing.score_tables):
        assert "chưa xác định" in table(view)
    assert exports.unit_csv(view).count("\n") == len(units) + 1
