"""What counting meets at the edges: forms without scores, strangers, anonymous rounds."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.cube import same_counts
from surveyapp.platform.errors import Invalid, NotFound
from surveyapp.responses.cube import count_segments, get_cube
from surveyapp.responses.ledger import Remark, append_entry
from surveyapp.responses.models import CountCell, Response, Segment
from surveyapp.responses.queries import count_waiting
from surveyapp.responses.recount import count_by_sql
from surveyapp.responses.snapshot import count_round
from tests.factories import make_questionnaire, make_response
from tests.field import NOON, ZONE, Field, answer, make_field, programme, questionnaire


def remark(field: Field, submission_id: str, *, valid: bool) -> Remark:
    return Remark(
        field.units[0].id, submission_id, "validity", valid, "re_check", "Phiếu thử.", "snv"
    )


def append(session: Session, field: Field, submission_id: str, *, valid: bool) -> None:
    entry = remark(field, submission_id, valid=valid)
    append_entry(session.connection(), way_in=field.round, remark=entry, zone=ZONE, now=NOON)


def three_agree(session: Session, field: Field) -> bool:
    stored, packed, counted = (
        count(session, round_id=field.round.id)
        for count in (get_cube, count_segments, count_by_sql)
    )
    return same_counts(stored, packed) and same_counts(stored, counted)


def test_a_form_without_scored_items_is_counted(session: Session) -> None:
    words = [{"id": "words", "type": "text", "text": "Góp ý"}]
    sections = [{"code": "all", "title": "Góp ý", "items": words}]
    forms = (questionnaire(), questionnaire(code="words_form", number="02", sections=sections))
    definition = programme(questionnaires=["counter_form", "words_form"])
    field = make_field(session, definition=definition, forms=forms)
    answer(session, field, {"polite": ["5"]})
    recorded = answer(session, field, {"words": ["Tốt"]}, form=2)
    answer(session, field, {"words": ["Rất tốt"]}, form=2, field_code="dat_dai")
    for valid, n in ((True, 3), (False, 2), (True, 3)):
        append(session, field, recorded.submission_id, valid=valid)
        count_round(session, round_id=field.round.id)
        assert get_cube(session, round_id=field.round.id).n == n
        assert three_agree(session, field)


def test_an_entry_about_a_response_that_is_not_there_is_refused(session: Session) -> None:
    """It would stay for ever, and counting of the round would stop at it."""
    field, other = make_field(session), make_field(session)
    elsewhere = answer(session, other, {"polite": ["5"]})
    for id_ in ("0" * 32, elsewhere.submission_id):
        with pytest.raises(NotFound):
            append(session, field, id_, valid=False)
    answer(session, field, {"polite": ["5"]})
    count_round(session, round_id=field.round.id)
    assert get_cube(session, round_id=field.round.id).n == 1


def test_a_field_longer_than_the_database_keeps_is_refused_at_the_door(session: Session) -> None:
    field = make_field(session)
    answer(session, field, {"polite": ["5"]}, field_code="đ" * 64)
    with pytest.raises(Invalid) as refused:
        answer(session, field, {"polite": ["5"]}, field_code="đ" * 65)
    assert refused.value.code == "field-code"


def test_a_response_to_a_form_of_no_round_is_not_dropped_in_silence(session: Session) -> None:
    field = make_field(session)
    stranger = make_questionnaire(session, authority=field.round.authority)
    make_response(
        session,
        round_=field.round,
        unit=field.units[0],
        questionnaire_version_id=stranger.id,
    )
    with pytest.raises(LookupError):
        count_round(session, round_id=field.round.id)
    assert count_waiting(session, round_id=field.round.id) == 1


def test_p5_an_anonymous_round_has_no_cells_by_field(session: Session) -> None:
    field = make_field(session, anonymous=True)
    for name in ("dat_dai", "ho_tich", None):
        answer(session, field, {"polite": ["5"]}, field_code=name)
        count_round(session, round_id=field.round.id)
    assert session.scalars(select(Response.anonymous)).all() == [True] * 3
    for table in (Segment, CountCell):
        assert session.scalars(select(table.field_code)).all() == [""]
    assert get_cube(session, round_id=field.round.id).n == 3
    assert three_agree(session, field)
