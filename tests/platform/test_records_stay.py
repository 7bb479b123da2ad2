"""Records stay as they were written: the database itself refuses any change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveyapp.accounts.models import AuditEvent
from surveyapp.rounds.models import Round
from surveyapp.units.models import Unit
from tests import factories

MOMENT = factories.MOMENT


@dataclass
class Survey:
    """A unit and an open round with a published programme."""

    unit: Unit
    round: Round


@contextmanager
def refused(session: Session, *, by: str | None = None) -> Iterator[None]:
    """The database refuses what happens inside; the rest of the test goes on."""
    with pytest.raises(IntegrityError, match=by), session.begin_nested():
        yield


@pytest.fixture
def survey(session: Session) -> Survey:
    authority = factories.make_authority(session)
    questionnaire = factories.make_questionnaire(session, authority=authority)
    programme = factories.make_programme(session, authority=authority, questionnaire=questionnaire)
    programme.published_at = MOMENT
    session.flush()
    unit = factories.make_unit(session, authority=authority)
    return Survey(unit, factories.make_round(session, programme=programme))


@pytest.fixture
def records(session: Session, survey: Survey) -> None:
    """One row in each append-only table."""
    response = factories.make_response(session, round_=survey.round, unit=survey.unit)
    factories.make_ledger_entry(session, response=response)
    session.add(AuditEvent(at=MOMENT, action="login"))
    session.flush()


@pytest.mark.parametrize(
    ("table", "column"),
    [("response", "channel"), ("response_ledger", "reason"), ("audit_event", "subject")],
)
def test_a_record_is_neither_changed_nor_deleted(
    session: Session, records: None, table: str, column: str
) -> None:
    with refused(session, by=f"{table} does not allow UPDATE"):
        session.execute(text(f"UPDATE {table} SET {column} = 'x'"))
    with refused(session, by=f"{table} does not allow DELETE"):
        session.execute(text(f"DELETE FROM {table}"))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_response_is_not_replaced(session: Session, records: None) -> None:
    with refused(session, by="does not allow DELETE"):
        session.execute(text("INSERT OR REPLACE INTO response SELECT * FROM response"))


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "table", ["response", "response_part_default", "response_ledger", "audit_event"]
)
def test_records_are_not_truncated(session: Session, records: None, table: str) -> None:
    with refused(session, by="does not allow TRUNCATE"):
        session.execute(text(f"TRUNCATE {table}"))


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_each_round_has_a_partition_of_its_own(session: Session, survey: Survey) -> None:
    partition = f"response_part_{survey.round.id}"
    factories.make_response(session, round_=survey.round, unit=survey.unit)
    assert session.scalar(text(f"SELECT count(*) FROM {partition}")) == 1
    with refused(session, by="does not allow DELETE"):
        session.execute(text(f"DELETE FROM {partition}"))
    with refused(session, by="does not allow TRUNCATE"):
        session.execute(text(f"TRUNCATE {partition}"))


@pytest.mark.parametrize("column", ["definition", "content_hash", "published_at"])
def test_a_published_programme_never_changes(session: Session, survey: Survey, column: str) -> None:
    with refused(session, by="programme_version does not allow UPDATE"):
        session.execute(text(f"UPDATE programme_version SET {column} = NULL"))
    with refused(session, by="programme_form does not allow DELETE"):
        session.execute(text("DELETE FROM programme_form"))
    with refused(session, by="programme_form does not allow INSERT"):
        session.execute(
            text(
                "INSERT INTO programme_form (programme_version_id, position,"
                " questionnaire_version_id) SELECT programme_version_id, 2,"
                " questionnaire_version_id FROM programme_form"
            )
        )


def test_a_questionnaire_of_a_published_programme_never_changes(
    session: Session, survey: Survey
) -> None:
    with refused(session, by="questionnaire_version does not allow UPDATE"):
        session.execute(text("UPDATE questionnaire_version SET title = 'x'"))


def test_an_unpublished_programme_can_change(session: Session) -> None:
    authority = factories.make_authority(session)
    questionnaire = factories.make_questionnaire(session, authority=authority)
    programme = factories.make_programme(session, authority=authority, questionnaire=questionnaire)
    programme.content_hash = "1" * 64
    questionnaire.title = "Tên khác"
    session.flush()


@pytest.fixture
def anonymous(session: Session, survey: Survey) -> Survey:
    """A round whose answers nobody can join to a person."""
    programme = survey.round.programme
    return Survey(survey.unit, factories.make_round(session, programme=programme, anonymous=True))


@pytest.mark.parametrize(
    "value",
    [
        {"received_at": MOMENT},
        {"receipt": "abcd-efgh"},
        {"case_id": 1},
        {"dossier_hash": "0" * 64},
        {"device_class": "phone"},
        {"duration_seconds": 40},
        {"interviewer_id": 1},
    ],
)
def test_an_anonymous_response_holds_nothing_personal(
    session: Session, anonymous: Survey, value: dict[str, object]
) -> None:
    """P5."""
    factories.make_response(session, round_=anonymous.round, unit=anonymous.unit)
    with refused(session, by="anonymous_bare"):
        factories.make_response(session, round_=anonymous.round, unit=anonymous.unit, **value)


def test_an_anonymous_round_stays_anonymous(session: Session, anonymous: Survey) -> None:
    """P5: the setting cannot be lost once there are answers, nor left out by an answer."""
    with refused(session):
        factories.make_response(
            session,
            round_=anonymous.round,
            unit=anonymous.unit,
            anonymous=False,
            received_at=MOMENT,
            receipt="abcd",
        )
    factories.make_response(session, round_=anonymous.round, unit=anonymous.unit)
    with refused(session):
        session.execute(text("UPDATE survey_round SET anonymous = (1 = 0)"))


def test_the_ledger_of_an_anonymous_round_has_no_times(session: Session, anonymous: Survey) -> None:
    """P5."""
    response = factories.make_response(session, round_=anonymous.round, unit=anonymous.unit)
    with refused(session, by="anonymous_bare"):
        factories.make_ledger_entry(session, response=response, at=MOMENT)


def test_the_same_submission_is_stored_once(session: Session, survey: Survey) -> None:
    """P1: the UNIQUE key decides."""
    first = factories.make_response(session, round_=survey.round, unit=survey.unit)
    session.expunge(first)
    with refused(session):
        factories.make_response(
            session, round_=survey.round, unit=survey.unit, submission_id=first.submission_id
        )
