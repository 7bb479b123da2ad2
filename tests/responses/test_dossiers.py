"""One dossier counts once: the first response speaks for it, later ones are kept and marked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.platform.database import Database
from surveyapp.platform.errors import WrongState
from surveyapp.responses.canonical import new_submission_id
from surveyapp.responses.models import DossierAnswer, LedgerEntry, Response
from surveyapp.responses.services import DifferentContent, Recorded
from surveyapp.rounds.services import extend_round
from tests.field import ZONE, Field, answer, make_field, programme

GOOD = {"polite": ["5"], "on_time": ["4"]}
DOSSIER = "00112233445566778899"


def _ledger(session: Session) -> list[tuple[str, bool | None, str]]:
    rows = session.execute(
        select(LedgerEntry.submission_id, LedgerEntry.valid, LedgerEntry.rule).order_by(
            LedgerEntry.position
        )
    )
    return [(id_, valid, rule) for id_, valid, rule in rows]


def test_p2_the_second_answer_for_a_dossier_is_kept_and_does_not_count(session: Session) -> None:
    field = make_field(session)
    first = answer(session, field, GOOD, dossier_hash=DOSSIER)
    second = answer(session, field, {"polite": ["1"]}, dossier_hash=DOSSIER)
    assert (first.duplicate, second.duplicate) == (False, True)
    assert len(session.scalars(select(Response)).all()) == 2
    assert _ledger(session) == [(second.submission_id, False, "duplicate")]


def test_p1_a_retry_is_no_duplicate_of_itself(session: Session) -> None:
    field = make_field(session)
    first = answer(session, field, GOOD, dossier_hash=DOSSIER)
    again = answer(session, field, GOOD, dossier_hash=DOSSIER, submission_id=first.submission_id)
    assert (again.repeated, again.duplicate) == (True, False)
    assert _ledger(session) == []


def test_p1_a_retry_of_a_duplicate_is_told_so_again_and_noted_once(session: Session) -> None:
    field = make_field(session)
    answer(session, field, GOOD, dossier_hash=DOSSIER)
    second = answer(session, field, GOOD, dossier_hash=DOSSIER)
    again = answer(session, field, GOOD, dossier_hash=DOSSIER, submission_id=second.submission_id)
    assert (again.repeated, again.duplicate) == (True, True)
    with pytest.raises(DifferentContent) as caught:
        answer(
            session,
            field,
            {"polite": ["1"]},
            dossier_hash=DOSSIER,
            submission_id=second.submission_id,
        )
    assert caught.value.first.duplicate
    assert _ledger(session) == [(second.submission_id, False, "duplicate")]


def test_another_unit_or_another_dossier_speaks_for_itself(session: Session) -> None:
    field = make_field(session)
    answer(session, field, GOOD, dossier_hash=DOSSIER)
    others = [
        answer(session, field, GOOD, unit=1, dossier_hash=DOSSIER),
        answer(session, field, GOOD, dossier_hash=DOSSIER[::-1]),
        answer(session, field, GOOD),
    ]
    assert not any(recorded.duplicate for recorded in others)
    assert len(session.scalars(select(DossierAnswer)).all()) == 3


def test_p5_an_anonymous_round_takes_no_dossier(session: Session) -> None:
    field = make_field(session, anonymous=True)
    with pytest.raises(WrongState):
        answer(session, field, GOOD, dossier_hash=DOSSIER)


def late(session: Session, field: Field, submission_id: str = "") -> Recorded:
    """An answer for the dossier whose page was opened in time and sent after the close."""
    closes_at = field.round.closes_at
    moments = {
        "opened_at": closes_at - timedelta(minutes=1),
        "now": closes_at + timedelta(minutes=1),
    }
    return answer(
        session, field, GOOD, dossier_hash=DOSSIER, submission_id=submission_id, **moments
    )


def test_a_late_answer_that_does_not_count_leaves_the_dossier_free(session: Session) -> None:
    field = make_field(session, days=0)
    first = late(session, field)
    assert (first.late, first.duplicate) == (True, False)
    tomorrow = field.round.closes_at + timedelta(hours=2)
    extend_round(
        session,
        round_=field.round,
        closes_on=(tomorrow + timedelta(days=1)).date(),
        zone=ZONE,
        now=tomorrow,
    )
    in_time = answer(session, field, GOOD, dossier_hash=DOSSIER, opened_at=tomorrow, now=tomorrow)
    assert (in_time.late, in_time.duplicate) == (False, False)
    assert _ledger(session) == [(first.submission_id, False, "late")]


def test_a_late_answer_is_told_that_an_earlier_one_counts(session: Session) -> None:
    field = make_field(session, days=0)
    answer(session, field, GOOD, dossier_hash=DOSSIER)
    second = late(session, field)
    again = late(session, field, second.submission_id)
    assert [(sent.late, sent.duplicate) for sent in (second, again)] == [(True, True)] * 2
    assert _ledger(session) == [(second.submission_id, False, "late")]


def test_a_late_answer_that_counts_speaks_for_its_dossier(session: Session) -> None:
    definition = programme(method={"late_answers": "count"})
    field = make_field(session, days=0, definition=definition)
    first, second = late(session, field), late(session, field)
    assert (first.duplicate, second.duplicate) == (False, True)
    assert (second.submission_id, False, "duplicate") in _ledger(session)


def test_p2_of_many_at_once_one_speaks_for_the_dossier(database: Database) -> None:
    with database.transaction() as session:
        field = make_field(session)

    def send(_number: int) -> Recorded:
        with database.transaction() as session:
            return answer(
                session, field, GOOD, dossier_hash=DOSSIER, submission_id=new_submission_id()
            )

    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(send, range(24)))
    assert sum(not recorded.duplicate for recorded in sent) == 1
    with database.reading() as session:
        counted = {entry[0] for entry in _ledger(session)}
        (speaker,) = session.scalars(select(DossierAnswer.submission_id))
    assert counted == {recorded.submission_id for recorded in sent} - {speaker}
