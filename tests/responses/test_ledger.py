"""The ledger: what was found about a response cannot be changed unseen."""

from __future__ import annotations

from sqlalchemy.orm import Session

from surveyapp.responses.ledger import FIRST_HASH, Remark, append_entry, verify_ledger
from surveyapp.responses.models import LedgerEntry
from tests.field import NOON, ZONE, Field, answer, make_field


def remark(field: Field, submission_id: str, *, valid: bool) -> Remark:
    return Remark(
        unit_id=field.units[0].id,
        submission_id=submission_id,
        kind="validity",
        valid=valid,
        rule="re_check",
        reason="Hậu kiểm",
        actor="snv",
    )


def write(session: Session, field: Field, count: int) -> list[LedgerEntry]:
    recorded = answer(session, field, {"polite": ["5"]})
    return [
        append_entry(
            session.connection(),
            way_in=field.round,
            remark=remark(field, recorded.submission_id, valid=bool(number % 2)),
            zone=ZONE,
            now=NOON,
        )
        for number in range(count)
    ]


def test_each_entry_names_the_hash_of_the_one_before(session: Session) -> None:
    entries = write(session, make_field(session), 3)
    assert [entry.position for entry in entries] == [1, 2, 3]
    assert entries[0].previous_hash == FIRST_HASH
    assert entries[2].previous_hash == entries[1].hash


def test_a_whole_chain_verifies(session: Session) -> None:
    field = make_field(session)
    write(session, field, 5)
    session.expire_all()
    assert verify_ledger(session, round_id=field.round.id) is None


def test_p5_the_ledger_of_an_anonymous_round_holds_days_only(session: Session) -> None:
    field = make_field(session, anonymous=True)
    entry = write(session, field, 1)[0]
    assert entry.at is None
    assert entry.on_day == NOON.astimezone(ZONE).date()


def test_a_changed_entry_is_found_at_its_place(session: Session) -> None:
    field = make_field(session)
    write(session, field, 4)
    entry = session.get_one(LedgerEntry, (field.round.id, 2))
    entry.valid = not entry.valid
    with session.no_autoflush:
        assert verify_ledger(session, round_id=field.round.id) == 2
    session.expunge_all()
