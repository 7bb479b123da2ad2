"""The population of the demonstration weighs each simulated response of a unit the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlalchemy.orm import Session

from surveyapp.demo.population import dossiers_per_response, keep_population
from surveyapp.demo.services import ROUND_CODE, SEED, make_demonstration
from surveyapp.programmes.queries import definition_of
from surveyapp.responses.queries import count_by_channel
from surveyapp.rounds.models import Population, Round
from surveyapp.rounds.queries import get_round_by_reference, list_forms, populations
from surveyapp.units.queries import unit_codes
from tests.field import answer, make_field

NOW = datetime(2026, 3, 10, 5, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def make(session: Session, *, days: int = 0) -> Round:
    make_demonstration(session, zone=ZONE, password="mat-khau-dai", now=NOW + timedelta(days=days))
    return get_round_by_reference(session, reference=ROUND_CODE)


def test_each_unit_has_the_same_whole_multiple_of_its_responses_in_each_channel(
    session: Session,
) -> None:
    round_ = make(session)
    assert multiples(session, round_) == {
        unit.code: {dossiers_per_response(unit.code, seed=SEED)}
        for unit in definition_of(round_.programme).units
    }


def multiples(session: Session, round_: Round) -> dict[str, set[float]]:
    """Dossiers per response by unit, over its channels."""
    channels = {"phieu_01": "truc_tiep", "phieu_02": "truc_tuyen"}
    forms = {
        form.questionnaire_version_id: channels[form.questionnaire.code]
        for form in list_forms(session, programme_version_id=round_.programme_version_id)
        if form.questionnaire.code in channels
    }
    stored = populations(session, round_id=round_.id)
    codes = unit_codes(session, authority_id=round_.authority_id)
    counts = [
        count
        for count in count_by_channel(session, round_id=round_.id)
        if count.questionnaire_version_id in forms
    ]
    assert len(counts) == len(stored) == 80
    found: dict[str, set[float]] = {}
    for count in counts:
        dossiers = stored[count.unit_id, forms[count.questionnaire_version_id], ""]
        found.setdefault(codes[count.unit_id], set()).add(dossiers / count.responses)
    return found


def test_multiples_are_plausible_and_differ() -> None:
    drawn = [dossiers_per_response(f"u{n}", seed=SEED) for n in range(500)]
    assert (min(drawn), max(drawn)) == (3, 60)
    assert len(set(drawn)) > 40


def test_a_second_start_keeps_what_was_imported_and_fills_what_is_missing(
    session: Session,
) -> None:
    """A demonstration made before there were populations has none."""
    round_ = make(session)
    first = populations(session, round_id=round_.id)
    row = session.get_one(Population, (round_.id, *next(iter(first))))
    row.dossiers = 1
    session.flush()
    make(session, days=1)
    session.refresh(row)
    assert row.dossiers == 1
    session.execute(delete(Population))
    session.expunge_all()
    round_ = make(session, days=2)
    assert populations(session, round_id=round_.id) == first


def test_real_and_published_rounds_get_no_simulated_population(session: Session) -> None:
    real = make_field(session)
    answer(session, real, {"polite": ["5"]})
    assert keep_population(session, round_=real.round, seed=SEED, now=NOW) == 0
    published = make(session)
    session.execute(delete(Population))
    published.published_at = NOW
    session.flush()
    assert keep_population(session, round_=published, seed=SEED, now=NOW) == 0
    assert populations(session, round_id=published.id) == {}
