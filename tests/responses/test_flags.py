"""Flags: written once, as the answer is counted; they change no figure (P10)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.cube import same_counts
from surveyapp.platform.rate_limits.models import RateCount
from surveyapp.responses import snapshot
from surveyapp.responses.cube import get_cube
from surveyapp.responses.flags import Limits
from surveyapp.responses.ledger import verify_ledger
from surveyapp.responses.models import LedgerEntry, Response, SnapshotHead
from surveyapp.responses.queries import snapshot_head
from surveyapp.responses.snapshot import count_round, rebuild_round
from tests.field import NOON, ZONE, Field, make_field
from tests.responses.arrivals import come

#: A window of ten minutes begins at noon.
FEW = Limits(address="300 per 10 minutes", link="3 per 10 minutes")


def count(session: Session, field: Field, limits: Limits = FEW) -> None:
    count_round(session, round_id=field.round.id, limits=limits)


def flags(session: Session, field: Field) -> list[tuple[str, str]]:
    """(submission id, rule) of every flag, in the order of the ledger."""
    rows = session.execute(
        select(LedgerEntry.submission_id, LedgerEntry.rule)
        .where(LedgerEntry.round_id == field.round.id, LedgerEntry.kind == "flag")
        .order_by(LedgerEntry.position)
    )
    return [(row[0], row[1]) for row in rows]


def reason(session: Session, rule: str) -> str:
    return session.scalars(select(LedgerEntry.reason).where(LedgerEntry.rule == rule)).one()


def test_what_the_door_noticed_becomes_flags_with_figures(session: Session) -> None:
    field = make_field(session)
    odd = come(session, field, "honeypot", "too_fast", now=NOON + timedelta(seconds=1))
    busy = come(session, field, "busy_address", now=NOON + timedelta(seconds=90))
    come(session, field, "proved")
    come(session, field)
    count(session, field)
    found = [(odd, "honeypot"), (odd, "too_fast"), (busy, "busy_address")]
    assert flags(session, field) == found
    assert reason(session, "too_fast") == (
        "Gửi 2 câu trả lời 1 giây sau khi mở trang (mức xem lại: dưới 1,4 giây)."
    )
    assert "Hơn 300 phiếu trong 10 phút" in reason(session, "busy_address")


def test_a_flag_says_when_the_answer_came_and_who_spoke(session: Session) -> None:
    field = make_field(session)
    late_evening = NOON + timedelta(hours=12)
    come(session, field, "honeypot", now=late_evening)
    count(session, field)
    entry = session.scalars(select(LedgerEntry)).one()
    assert (entry.at, entry.actor, entry.valid) == (late_evening, "system", None)
    assert entry.on_day == late_evening.astimezone(ZONE).date()


def test_flagged_answers_count_like_any_other(session: Session) -> None:
    field, plain = make_field(session), make_field(session)
    for _ in range(5):
        come(session, field, "honeypot", "too_fast", "busy_address")
        come(session, plain, "proved")
    count(session, field)
    count(session, plain)
    cubes = [get_cube(session, round_id=one.round.id) for one in (field, plain)]
    assert len(flags(session, field)) == 5 * 3 + 2
    assert same_counts(*cubes)


def test_p10_a_burst_is_what_goes_past_the_limit_of_one_link_in_one_window(
    session: Session,
) -> None:
    field = make_field(session)
    ids = [come(session, field, now=NOON + timedelta(seconds=step)) for step in range(5)]
    for other in ({"unit": 1}, {"channel": "portal"}, {"now": NOON + timedelta(minutes=10)}):
        come(session, field, **other)  # type: ignore[arg-type]
    count(session, field)
    assert flags(session, field) == [(ids[3], "burst"), (ids[4], "burst")]
    reasons = session.scalars(select(LedgerEntry.reason).order_by(LedgerEntry.position)).all()
    assert [text.split()[2] for text in reasons] == ["4", "5"]
    assert "hơn 3 phiếu trong 10 phút" in reasons[0]


def test_proved_answers_dossiers_and_other_channels_make_no_burst(session: Session) -> None:
    field = make_field(session)
    for number in range(5):
        come(session, field, "proved")
        come(session, field, dossier_hash=f"{number:020x}", channel="portal")
        for channel in ("paper", "simulated", "email"):
            come(session, field, channel=channel)
    count(session, field)
    assert flags(session, field) == []


def test_what_is_proved_and_not_odd_asks_the_database_nothing(session: Session) -> None:
    field = make_field(session)
    come(session, field, "proved")
    count(session, field)
    assert session.scalars(select(RateCount)).all() == []


def test_counting_in_steps_flags_as_much_as_counting_at_once(session: Session) -> None:
    field, steps = make_field(session), make_field(session)
    for place in range(8):
        come(session, field)
        come(session, steps)
        if place % 3 == 0:
            count(session, steps)
    count(session, field)
    count(session, steps)
    assert len(flags(session, field)) == len(flags(session, steps)) == 5


def test_a_rebuild_gives_no_second_flags(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "BATCH", 3)
    field = make_field(session)
    for _ in range(7):
        come(session, field, "too_fast")
    count(session, field)
    before = flags(session, field)
    cube = get_cube(session, round_id=field.round.id)
    rebuild_round(session, round_id=field.round.id, limits=FEW)
    assert flags(session, field) == before
    assert same_counts(cube, get_cube(session, round_id=field.round.id))


def test_what_waits_at_a_rebuild_is_flagged_by_it_once(session: Session) -> None:
    field = make_field(session)
    first = come(session, field, "honeypot")
    count(session, field)
    second = come(session, field, "honeypot")
    for _ in range(2):
        rebuild_round(session, round_id=field.round.id, limits=FEW)
        count(session, field)
    assert flags(session, field) == [(first, "honeypot"), (second, "honeypot")]
    assert get_cube(session, round_id=field.round.id).n == 2


def test_counting_again_after_flags_changes_nothing(session: Session) -> None:
    field = make_field(session)
    come(session, field, "honeypot")
    assert count_round(session, round_id=field.round.id)
    before = snapshot_head(session, round_id=field.round.id)
    assert before == (1, 1)
    assert not count_round(session, round_id=field.round.id)
    assert snapshot_head(session, round_id=field.round.id) == before


def test_flags_of_one_batch_do_not_hide_a_late_answer_of_the_next(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger grows while a round is counted in steps; every entry is still applied."""
    monkeypatch.setattr(snapshot, "BATCH", 1)
    field = make_field(session, days=0)
    for _ in range(3):
        come(session, field, "honeypot")
        come(session, field, "honeypot", now=field.round.closes_at + timedelta(minutes=1))
    while count_round(session, round_id=field.round.id, batches=1):
        pass
    assert get_cube(session, round_id=field.round.id).n == 3
    assert Counter(rule for _, rule in flags(session, field)) == {"honeypot": 6}
    head = session.get_one(SnapshotHead, field.round.id)
    assert head.ledger_position == 9
    assert verify_ledger(session, round_id=field.round.id) is None


def test_p5_an_anonymous_round_has_no_signals_and_no_flags(session: Session) -> None:
    field = make_field(session, anonymous=True)
    for _ in range(5):
        come(session, field, "honeypot", "too_fast", "busy_address")
    count(session, field)
    assert session.scalars(select(Response.signals)).all() == [None] * 5
    assert flags(session, field) == []
    assert session.scalars(select(RateCount)).all() == []


SIGNALS = st.sets(st.sampled_from(["honeypot", "too_fast", "busy_address", "proved"]))
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("come"), SIGNALS, st.integers(0, 1), st.integers(0, 25)),
        st.sampled_from([("count",), ("rebuild",), ("kill",)]),
    ),
    max_size=25,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(deeds=DEEDS)
def test_every_answer_is_flagged_once_whatever_happens(
    session: Session, deeds: list[tuple[object, ...]]
) -> None:
    """Counted in steps, killed half-way, rebuilt: the flags are those of counting once."""
    field = make_field(session)
    expected: Counter[str] = Counter()
    windows: Counter[tuple[int, int]] = Counter()
    for deed, *rest in [*deeds, ("count",)]:
        if deed == "come":
            signals, unit, minute = rest
            assert isinstance(signals, set)
            assert isinstance(unit, int)
            assert isinstance(minute, int)
            come(session, field, *signals, unit=unit, now=NOON + timedelta(minutes=minute))
            expected.update(signals - {"proved"})
            windows[unit, minute // 10] += "proved" not in signals
        elif deed == "rebuild":
            rebuild_round(session, round_id=field.round.id, limits=FEW)
        elif deed == "kill":
            with session.begin_nested() as killed:
                count(session, field)
                killed.rollback()
        else:
            count(session, field)
    expected["burst"] = sum(max(came - 3, 0) for came in windows.values())
    assert Counter(rule for _, rule in flags(session, field)) == +expected
    assert verify_ledger(session, round_id=field.round.id) is None
    assert get_cube(session, round_id=field.round.id).n == sum(deed[0] == "come" for deed in deeds)
