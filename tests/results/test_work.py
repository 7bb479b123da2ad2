"""The worker keeps the stored results up to date."""

from __future__ import annotations

import pytest

from surveyapp.platform.database import Database
from surveyapp.platform.sessions import Base
from surveyapp.platform.settings import Settings
from surveyapp.platform.worker import load_work, work_once
from surveyapp.results.queries import get_result
from tests.field import NOON, answer, make_field


@pytest.fixture
def base(database: Database, settings: Settings) -> Base:
    return Base(settings, database, lambda: NOON)


def test_an_answer_reaches_the_result_once(base: Base) -> None:
    work = load_work(["responses", "results"])
    with base.database.transaction() as session:
        field = make_field(session)
        answer(session, field, {"polite": ["5"], "on_time": ["2"]})
    assert work_once(base, work) == 1
    with base.database.reading() as session:
        first = get_result(session, round_id=field.round.id)
        assert first.computed_at == NOON
    assert work_once(base, work) == 0
    with base.database.transaction() as session:
        answer(session, field, {"polite": ["1"], "on_time": ["2"]})
    assert work_once(base, work) == 1
    with base.database.reading() as session:
        assert get_result(session, round_id=field.round.id).seal != first.seal
