"""The one door: every response once, or not at all."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveyapp.platform.database import Database
from surveyapp.platform.errors import Invalid, WrongState
from surveyapp.responses.canonical import new_submission_id
from surveyapp.responses.checking import AnswersInvalid
from surveyapp.responses.models import LedgerEntry, Response, Uncounted
from surveyapp.responses.queries import get_receipt
from surveyapp.responses.row import Submission
from surveyapp.responses.services import (
    DifferentContent,
    Recorded,
    RoundChanged,
    record_response,
)
from surveyapp.rounds.services import close_round
from surveyapp.rounds.way_in import WAY_IN_SECONDS
from tests.field import NOON, ZONE, answer, make_field

GOOD = {"polite": ["5"], "on_time": ["4"]}


def stored(session: Session) -> Response:
    return session.scalars(select(Response)).one()


def test_an_answer_is_stored_with_its_receipt_and_waits_to_be_counted(session: Session) -> None:
    field = make_field(session)
    recorded = answer(session, field, GOOD)
    row = stored(session)
    assert row.answers == {"polite": "5", "on_time": "4"}
    assert row.receipt == recorded.receipt
    assert session.scalars(select(Uncounted.submission_id)).all() == [recorded.submission_id]


def test_p1_the_same_submission_again_gives_the_first_receipt(session: Session) -> None:
    field = make_field(session)
    first = answer(session, field, GOOD)
    again = answer(session, field, GOOD, submission_id=first.submission_id)
    assert (again.receipt, again.repeated) == (first.receipt, True)
    assert session.scalar(select(func.count()).select_from(Response)) == 1


def test_p1_the_same_id_with_other_answers_is_a_conflict_with_the_first_receipt(
    session: Session,
) -> None:
    field = make_field(session)
    first = answer(session, field, GOOD)
    with pytest.raises(DifferentContent) as caught:
        answer(session, field, {"polite": ["1"]}, submission_id=first.submission_id)
    assert caught.value.first.receipt == first.receipt
    assert stored(session).answers == {"polite": "5", "on_time": "4"}


def test_p1_p2_ten_clients_at_once_store_one_response(database: Database) -> None:
    with database.transaction() as session:
        field = make_field(session)
    submission_id = new_submission_id()

    def send(_: int) -> Recorded:
        with database.transaction() as session:
            return answer(session, field, GOOD, submission_id=submission_id)

    with ThreadPoolExecutor(10) as clients:
        receipts = {recorded.receipt for recorded in clients.map(send, range(10))}
    with database.reading() as session:
        assert {stored(session).receipt} == receipts


def test_every_fault_is_reported_and_nothing_is_stored(session: Session) -> None:
    field = make_field(session)
    with pytest.raises(AnswersInvalid) as caught:
        answer(session, field, {"on_time": ["9"], "late": ["maybe"], "nonsense": ["1"]})
    faults = {(fault.item, fault.code) for fault in caught.value.faults}
    assert faults == {
        ("polite", "required"),
        ("on_time", "unknown-option"),
        ("late", "unknown-option"),
        ("nonsense", "unknown-item"),
    }
    assert session.scalar(select(func.count()).select_from(Response)) == 0


def test_p18_decomposed_vietnamese_is_stored_composed(session: Session) -> None:
    field = make_field(session)
    words = "Cán bộ nhiệt tình, được việc"
    answer(session, field, GOOD | {"suggestion": [unicodedata.normalize("NFD", words)]})
    assert stored(session).answers["suggestion"] == words


def test_control_characters_do_not_reach_the_store(session: Session) -> None:
    field = make_field(session)
    answer(session, field, GOOD | {"suggestion": ["Tốt\x00\x1b[31m \u202elắm\r\nCảm ơn"]})
    assert stored(session).answers["suggestion"] == "Tốt[31m lắm\nCảm ơn"


def test_a_text_of_100_kb_is_refused_with_its_length(session: Session) -> None:
    field = make_field(session)
    with pytest.raises(AnswersInvalid) as caught:
        answer(session, field, GOOD | {"suggestion": ["ă" * 100_000]})
    assert "100.000 ký tự" in caught.value.faults[0].message


def test_p17_the_day_of_a_response_is_the_local_day(session: Session) -> None:
    field = make_field(session)
    late_evening = NOON.replace(hour=18)  # 01:00 of the next day in Việt Nam
    answer(session, field, GOOD, opened_at=late_evening, now=late_evening)
    row = stored(session)
    assert row.received_on == late_evening.astimezone(ZONE).date()
    assert row.received_on != late_evening.date()
    assert row.received_at == late_evening


def test_an_answer_sent_after_the_close_is_kept_and_marked_late(session: Session) -> None:
    field = make_field(session, days=0)
    before = field.round.closes_at - timedelta(minutes=5)
    after = field.round.closes_at + timedelta(minutes=5)
    recorded = answer(session, field, GOOD, opened_at=before, now=after)
    entry = session.scalars(select(LedgerEntry)).one()
    assert recorded.late
    assert (entry.kind, entry.valid, entry.rule) == ("validity", False, "late")
    assert entry.submission_id == recorded.submission_id


def test_a_form_opened_after_the_close_is_refused(session: Session) -> None:
    field = make_field(session, days=0)
    after = field.round.closes_at + timedelta(seconds=WAY_IN_SECONDS)
    with pytest.raises(WrongState):
        answer(session, field, GOOD, opened_at=after, now=after)
    assert session.scalar(select(func.count()).select_from(Response)) == 0


def test_a_way_in_read_before_an_early_close_cannot_decide(session: Session) -> None:
    field = make_field(session)
    remembered = field.way_in(session)
    close_round(session, round_=field.round, now=NOON + timedelta(hours=1))
    submission = Submission(new_submission_id(), GOOD, "qr", NOON)
    given = {"definition": field.forms[0], "submission": submission, "zone": ZONE}
    sent = NOON + timedelta(hours=2)
    with pytest.raises(RoundChanged):
        record_response(session.connection(), way_in=remembered, now=sent, **given)
    again = record_response(session.connection(), way_in=field.way_in(session), now=sent, **given)
    assert again.late


def test_a_retry_after_the_close_of_an_answer_in_time_is_not_late(session: Session) -> None:
    field = make_field(session, days=0)
    first = answer(session, field, GOOD)
    after = field.round.closes_at + timedelta(hours=1)
    again = answer(session, field, GOOD, submission_id=first.submission_id, now=after)
    assert (again.repeated, again.late) == (True, False)


def test_an_id_that_is_no_submission_id_is_refused(session: Session) -> None:
    field = make_field(session)
    with pytest.raises(Invalid):
        answer(session, field, GOOD, submission_id="1; DROP TABLE response")


def test_p5_an_anonymous_round_stores_no_time_receipt_or_counter(session: Session) -> None:
    field = make_field(session, anonymous=True)
    recorded = answer(session, field, GOOD)
    row = stored(session)
    assert recorded.receipt is None
    bare = (row.received_at, row.receipt, row.counter_id, row.device_class, row.duration_seconds)
    assert bare == (None,) * 5


def test_a_receipt_is_found_as_a_person_types_it_and_shows_no_answer(session: Session) -> None:
    field = make_field(session)
    recorded = answer(session, field, GOOD)
    assert recorded.receipt is not None
    typed = f" {recorded.receipt[:4].lower()}-{recorded.receipt[4:8]} {recorded.receipt[8:]}"
    record = get_receipt(session, typed=typed.replace("0", "o").replace("1", "l"))
    assert record.unit_name == "Sở Nội vụ"
    assert not hasattr(record, "answers")


@pytest.mark.parametrize(("measured", "kept"), [(None, 90), (40, 40), (900, 90), (-5, 0)])
def test_what_the_page_measured_can_only_shorten_the_time(
    session: Session, measured: int | None, kept: int
) -> None:
    """A form that waited for the network was not filled in for hours; a wrong clock is no fact."""
    field = make_field(session)
    answer(session, field, GOOD, seconds=measured, now=NOON + timedelta(seconds=90))
    assert stored(session).duration_seconds == kept


def test_what_the_door_noticed_is_kept_in_order(session: Session) -> None:
    answer(session, make_field(session), GOOD, signals=frozenset({"too_fast", "honeypot"}))
    assert stored(session).signals == "honeypot too_fast"


def test_p5_an_anonymous_round_keeps_no_signals(session: Session) -> None:
    field = make_field(session, anonymous=True)
    answer(session, field, GOOD, signals=frozenset({"too_fast"}), seconds=3)
    assert (stored(session).signals, stored(session).duration_seconds) == (None, None)
